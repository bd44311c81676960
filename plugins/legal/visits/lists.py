"""Days of duty by month, against the duty."""

from dataclasses import dataclass

from linli.localities.models import Locality
from linli.people.models import Person, Post
from plugins.legal.advisers.models import KINDS, ON_DUTY, ROLE, Adviser
from plugins.legal.visits.models import Visit


@dataclass(frozen=True)
class Tally:
    """One person's month in one village, as one of KINDS. `missing` days are short of the `duty`,
    which is 0 for whoever has none here.
    """

    name: str
    kind: str
    days: int
    minutes: int
    duty: int

    @property
    def kind_name(self):
        """As what they came, in a word."""
        return KINDS[self.kind]

    @property
    def missing(self):
        """How many days are still owed."""
        return max(self.duty - self.days, 0)


def with_people(query):
    """The same visits, each with its place, and its adviser where it has one, in one query."""
    return (query.select(Visit, Locality, Adviser, Person).join(Locality).switch(Visit)
            .join(Adviser, "LEFT JOIN").join(Person, "LEFT JOIN"))


def in_month(query, locality, month):
    """The visits of one village in this month (a Period), the latest first, with their people."""
    return (with_people(query)
            .where(Visit.locality == locality, Visit.day.between(month.first, month.last))
            .order_by(Visit.day.desc(), Visit.id.desc()))


def tallies(locality, month, visits, duty_days, only=None):
    """A Tally for each judge and prosecutor who served this village in this month, and for
    whoever else came; `visits` are those of the month. `only` keeps one adviser's.
    """
    owing = {each.id: each for each in _served(locality, month.first, month.last)
             if only is None or each.id == only.id}
    came = {(each.person.name, each.kind, each.id): [] for each in owing.values()}
    for visit in visits:
        if only is None or visit.adviser_id == only.id:
            came.setdefault((visit.name, visit.kind, visit.adviser_id), []).append(visit)
    return [Tally(name, kind, len(rows), sum(row.minutes for row in rows),
                  duty_days if adviser_id in owing else 0)
            for (name, kind, adviser_id), rows in sorted(came.items(), key=_by_duty_and_name)]


def _served(locality, first, last):
    """Query: the judges and prosecutors who held the post here on a day of this time."""
    held = Post.select(Post.person).where(
        Post.role == ROLE, Post.locality == locality, Post.starts_on <= last,
        Post.ends_on.is_null() | (Post.ends_on >= first))
    return (Adviser.select(Adviser, Person).join(Person)
            .where(Adviser.person.in_(held), Adviser.kind.in_(ON_DUTY)))


def _by_duty_and_name(item):
    (name, kind, adviser_id), _rows = item
    return kind not in ON_DUTY, name, adviser_id or 0
