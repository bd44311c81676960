"""Whom a member of staff may see to: residents of their place; who holds a post, only the township."""

from peewee import JOIN

from linli.localities.models import Locality
from linli.people.invitations.models import POSTS, RESIDENTS, Invitation
from linli.people.models import Household, Person, Post
from linli.people.services import posts_of
from linli.toolkit.calendar import today


def people_here(scope, text=""):
    """Query: people of the place of this request whom this scope may look up, with their households;
    `text` is a part of a name.
    """
    lives = scope.holds(RESIDENTS, Person.locality) & scope.here(Person.locality)
    serves = Person.id.in_(Post.select(Post.person).where(
        Post.held_on(today()), scope.holds(POSTS, Post.locality), scope.here(Post.locality)))
    found = (Person.select(Person, Household, Locality).join(Household, JOIN.LEFT_OUTER)
             .switch(Person).join(Locality, JOIN.LEFT_OUTER)
             .where(Person.disabled_at.is_null(), lives | serves))
    return found.where(Person.name.contains(text)) if text else found


def without_account(scope):
    """Query: residents of this village's register who have no password, hold no post and wait for no
    slip that was made before.
    """
    busy = Post.select(Post.person).where(Post.held_on(today()))
    served = Invitation.select(Invitation.person).where(Invitation.alive())
    return Person.select().where(
        Person.locality == scope.locality, scope.holds(RESIDENTS, Person.locality),
        Person.disabled_at.is_null(), Person.password_hash.is_null(),
        Person.id.not_in(busy), Person.id.not_in(served))


def homes_without_account(scope, text=""):
    """Query: the households of those people, by number; `text` is a part of a number or an address."""
    theirs = without_account(scope).select(Person.household)
    homes = Household.registered_in(scope.locality).where(Household.id.in_(theirs)).order_by(Household.number)
    return homes.where(Household.number.contains(text) | Household.address.contains(text)) if text else homes


def may_invite(scope, person):
    """Whether this scope may make a slip for a person. A post opens what is written about others, so
    who holds one is seen to by whoever may in every place of theirs.
    """
    posts = posts_of(person)
    if posts:
        return all(scope.can(POSTS, post.locality) for post in posts)
    return person.locality_id is not None and scope.can(RESIDENTS, person.locality)
