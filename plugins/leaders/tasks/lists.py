"""Whom a task may be meant for, and what there is to begin one from."""

from linli.localities.models import Locality
from linli.localities.services import villages_of
from linli.people.models import Person, Post
from linli.toolkit.calendar import today
from plugins.leaders.tasks.models import Plan
from plugins.leaders.tenure.models import BLOCK_KINDS, ROLES


def blocks_in(place):
    """The blocks of a village, or the villages of a township, by code."""
    if not place.is_village:
        return villages_of(place)
    return list(Locality.select().where(
        Locality.within(place.path), Locality.kind.in_(tuple(BLOCK_KINDS))).order_by(Locality.code))


def leaders_in(place):
    """The posts of leaders in a place and below it today, each person once, by name."""
    posts = (Post.select(Post, Person, Locality).join(Person).switch(Post).join(Locality)
             .where(Locality.within(place.path), Post.role.in_(list(ROLES)), Post.held_on(today()),
                    Person.disabled_at.is_null())
             .order_by(Person.name, Post.id))
    return list({post.person_id: post for post in posts}.values())


def plans_of(scope):
    """The plans of this place that are in use, the next to publish first."""
    return list(Plan.visible_to(scope).where(
        Plan.locality == scope.locality, Plan.ended_on.is_null())
        .order_by(Plan.next_on.is_null(), Plan.next_on, Plan.title))
