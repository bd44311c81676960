"""Rows for the tests of deciding and of notice: a household with a passbook, its deeds, votes."""

from itertools import count

from linli.access import Scope, held_by
from linli.people.models import Household, Person, Post
from linli.people.services import give_post, posts_of
from linli.toolkit.calendar import add_working_days, today
from plugins.points.accounts.models import Account
from plugins.points.book.models import Rule
from plugins.points.deciding.committee import ROLE
from plugins.points.deciding.models import Vote
from plugins.points.deeds.models import COLLECTED, STAFF, Deed

V = "/440783108226/points"
_numbers = count(1)


def household(place, *names):
    """A household of people with these names, and its passbook."""
    number = next(_numbers)
    home = Household.create(locality=place, number=f"T{number}", address=f"测试组{number}号")
    for name in names:
        Person.create(name=name, household=home, locality=place)
    return passbook(home)


def passbook(home, **fields):
    """The passbook of a household: the one it has, or a new one."""
    account = Account.get_or_none(Account.household == home)
    return account or Account.create(household=home, locality=home.locality_id, joined_on=today(),
                                     number=f"TEST-{next(_numbers)}", **fields)


def rule(place, points=3, title="参加村民会议"):
    """A rule that is worth so many points; below zero, a minus rule."""
    return Rule.create(locality=place, number=9000 + next(_numbers), aspect="taking_part", title=title,
                       minus=points < 0, least=abs(points), most=abs(points), starts_on=today())


def deed(account, points=3, state=COLLECTED, **fields):
    """A deed of this passbook, collected today by nobody the committee knows."""
    number = next(_numbers)
    values = {"number": f"T-{number}", "locality": account.locality_id, "account": account,
              "points": points, "day": today(), "source": STAFF, "state": state, "text": f"第{number}件事",
              "due_on": add_working_days(today(), 7) if state == COLLECTED else None, **fields}
    return Deed.create(**{"rule": fields.get("rule") or rule(account.locality_id, points), **values})


def now(row):
    """The row as it stands in the database."""
    return type(row).get_by_id(row.id)


def member(place, name):
    """One more member of the committee."""
    person = Person.create(name=name, locality=place)
    give_post(person, ROLE, place)
    return person


def voted(row, **choices):
    """Write votes on a deed: {name: choice}."""
    for name, choice in choices.items():
        sits = Post.select(Post.person).where(Post.role == ROLE)  # others bear the same names
        Vote.create(deed=row, member=Person.get(Person.name == name, Person.id.in_(sits)), choice=choice)


def scope_of(app, person, place):
    """A scope as a request of this person has it."""
    return Scope(app.extensions["linli"].permissions, person, held_by(person, posts_of(person)), place,
                 frozenset({"points"}))
