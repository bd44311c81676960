"""Queries about posts and their people. A post is read by whoever keeps the posts of its place."""

from datetime import timedelta

from peewee import JOIN, fn

from linli.localities.models import Locality
from linli.people.models import Household, Person, Post
from linli.toolkit.calendar import today

FOUND = 20  # people shown to whoever searches by name or phone
REMEMBERED = timedelta(days=60)  # for so long the desk asks for what an ended post left behind


def kept_by(scope):
    """Query: the posts of the place of this request and below, where this scope keeps them."""
    return (Post.select(Post, Person, Locality).join(Person).switch(Post).join(Locality)
            .where(scope.holds("posts", Post.locality), scope.here(Post.locality)))


def at(when):
    """Condition by a key of words.WHEN: held now, to come, or past; None for all."""
    day = today()
    return {"now": Post.held_on(day), "soon": Post.starts_on > day, "past": Post.ends_on < day}.get(when)


def listed(scope, when="now", role="", text=""):
    """Query: the posts of a list, by place, role and name; what has passed, the latest first."""
    rows = kept_by(scope)
    if (held := at(when)) is not None:
        rows = rows.where(held)
    if role:
        rows = rows.where(Post.role == role)
    if text:
        rows = rows.where(Person.name.contains(text))
    order = [Post.ends_on.desc()] if when == "past" else []
    return rows.order_by(*order, Locality.path, Post.role, Person.name, Post.id)


def hats(scope, rows):
    """{person's id: their posts of today that this scope keeps} for the people of these posts; one query."""
    found = {}
    people = {row.person_id for row in rows}
    for post in kept_by(scope).where(Post.person.in_(people), Post.held_on(today())).order_by(Post.id):
        found.setdefault(post.person_id, []).append(post)
    return found


def people_here(scope, text):
    """Those who live in the place of this request or below, or hold a post there, whose name or phone holds
    `text`; at most FOUND, each with their household.
    """
    if not text:
        return []
    posted = kept_by(scope).select(Post.person)
    known = (Person.name.contains(text) | Person.phone.contains(text)) if len(text) > 3 and text.isdigit() \
        else Person.name.contains(text)
    return list(Person.select(Person, Household).join(Household, JOIN.LEFT_OUTER).where(
        known, Person.disabled_at.is_null(), scope.here(Person.locality) | Person.id.in_(posted))
        .order_by(Person.name, Person.id).limit(FOUND))


def ended(scope):
    """The posts that ended lately, and that their people hold no longer here; one query."""
    day, again = today(), Post.alias()
    still = again.select(again.id).where(
        again.person == Post.person, again.role == Post.role, again.locality == Post.locality,
        again.starts_on <= day, again.ends_on.is_null() | (again.ends_on >= day))
    return list(kept_by(scope).where(Post.ends_on < day, Post.ends_on >= day - REMEMBERED,
                                     ~fn.EXISTS(still)).order_by(Post.ends_on.desc(), Post.id))


def without_anybody(scope, posts):
    """Those of the `ended` posts whose role nobody holds in that place now, one for each; one query."""
    if not posts:
        return []
    held = {(role, code) for role, code in kept_by(scope).select(Post.role, Post.locality).where(
        Post.held_on(today())).tuples()}
    vacant = {(post.role, post.locality_id): post for post in reversed(posts)}
    return [post for key, post in vacant.items() if key not in held]
