"""Days of duty by month, against the duty."""

from dataclasses import dataclass

from linli.people.models import Person, Post
from plugins.legal.advisers.models import ON_DUTY, ROLE, Adviser
from plugins.legal.visits.models import Visit


@dataclass(frozen=True)
class Tally:
    """One adviser's month in one village. `missing` days are short of the duty; 0 without one."""

    adviser: Adviser
    days: int
    minutes: int
    missing: int


def in_month(query, locality, month):
    """The visits of one village in this month (a Period), the latest first, with their people."""
    return (query.select(Visit, Adviser, Person).join(Adviser).join(Person)
            .where(Visit.locality == locality, Visit.day.between(month.first, month.last))
            .order_by(Visit.day.desc(), Visit.id.desc()))


def tallies(locality, month, visits, duty_days, only=None):
    """A Tally for each judge and prosecutor who served this village in this month, and for
    whoever else came; `visits` are those of the month. `only` keeps one adviser's.
    """
    served = {each.id: each for each in _served(locality, month.first, month.last)}
    came = {visit.adviser_id: visit.adviser for visit in visits}
    return [_tally(adviser, [row for row in visits if row.adviser_id == adviser.id],
                   duty_days if adviser.id in served else 0)
            for adviser in sorted({**came, **served}.values(), key=_by_duty_and_name)
            if only is None or adviser.id == only.id]


def _tally(adviser, visits, duty):
    return Tally(adviser, len(visits), sum(row.minutes for row in visits),
                 max(duty - len(visits), 0))


def _served(locality, first, last):
    """Query: the judges and prosecutors who held the post here on a day of this time."""
    held = Post.select(Post.person).where(
        Post.role == ROLE, Post.locality == locality, Post.starts_on <= last,
        Post.ends_on.is_null() | (Post.ends_on >= first))
    return (Adviser.select(Adviser, Person).join(Person)
            .where(Adviser.person.in_(held), Adviser.kind.in_(ON_DUTY)))


def _by_duty_and_name(adviser):
    return not adviser.on_duty, adviser.person.name, adviser.id
