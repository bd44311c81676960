"""Somebody is no longer here: what ends with them, all at once."""

from linli.audit import services as audit
from linli.database import db, guard
from linli.people import households
from linli.people.models import Person, Post
from linli.people.services import disable
from linli.toolkit.calendar import today


def die(scope, person, household):
    """Entered by this scope: `person` (an id) of `household` died. They leave the household, their account
    is closed with its sessions, and today is the last day of every post; what was to begin later never
    does.

    What a module keeps for them (a tenure, tasks in hand) it ends by its own clock, which asks for
    Person.gone. Raises LostRace where they are not, or no longer, of the household.
    """
    assert db.in_transaction(), "a death is entered with what is kept for the household"
    guard(Person, person)
    households.move([person], household, None)
    disable(Person.get_by_id(person), scope)
    for post in Post.select().where(Post.person == person, Post.ends_on.is_null() | (Post.ends_on > today())):
        Post.update(ends_on=today()).where(Post.id == post.id).execute()
        audit.write(scope, "end_post", post.role, subject=person, place=post.locality_id)
