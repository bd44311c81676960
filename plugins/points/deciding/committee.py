"""The committee (积分管委会): who sits on it on a day, and who of them may vote on a deed."""

from linli.people.models import Person, Post

ROLE = "points_committee"


def members_of(place, day):
    """Who holds the committee's post in `place`, or in one above it, on `day`; by name."""
    posts = Post.select(Post.person).where(Post.role == ROLE, Post.locality.in_(place.lineage),
                                           Post.held_on(day))
    return list(Person.select().where(Person.id.in_(posts), Person.disabled_at.is_null())
                .order_by(Person.name, Person.id))


def may_vote(person, deed):
    """Whether a member's word counts on this deed: not on that of their own household, nor on
    one that they collected. `deed` comes with its account.
    """
    return deed.account.household_id != person.household_id and deed.collected_by_id != person.id


def voters(members, deed):
    """Those of the committee's members who may vote on this deed."""
    return [member for member in members if may_vote(member, deed)]
