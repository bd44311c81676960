"""The book as lists: as it stands on a day, and the versions of one rule."""

from dataclasses import dataclass, field

from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.points.book.models import ASPECTS, Rule


@dataclass
class Aspect:
    """One aspect of a book: what gives points, and what takes some away."""

    title: str
    plus: list = field(default_factory=list)
    minus: list = field(default_factory=list)


def book_on(locality, day):
    """The book of a village as it stands on a Shanghai day: [Aspect], those that have rules."""
    aspects = {key: Aspect(title) for key, title in ASPECTS.items()}
    for rule in rules_on(locality, day):
        aspect = aspects[rule.aspect]
        (aspect.minus if rule.minus else aspect.plus).append(rule)
    return [aspect for aspect in aspects.values() if aspect.plus or aspect.minus]


def rules_on(locality, day):
    """The rules of a village in force on a Shanghai day, by number."""
    return list(Rule.select().where(Rule.locality == locality, Rule.on(day)).order_by(Rule.number))


def rules_between(locality, first, last):
    """Every version of a rule of a village in force on a Shanghai day from `first` to `last`, by
    number, the latest first.
    """
    return list(Rule.select().where(Rule.locality == locality, Rule.between(first, last)).order_by(
        Rule.number, Rule.starts_on.desc(), Rule.id.desc()))


def known_until(locality):
    """The last Shanghai day for which something is entered: today, or the day of a change to come."""
    days = Rule.select(Rule.starts_on, Rule.ends_on).where(
        Rule.locality == locality, Rule.open_on(today())).tuples()
    return max([today(), *(day for pair in days for day in pair if day)])


def versions(query, locality, number):
    """The versions of one rule, the latest first, each with who made it; `query` are rules one may
    see.
    """
    return list(query.select(Rule, Person).left_outer_join(Person, on=Rule.made_by).where(
        Rule.locality == locality, Rule.number == number).order_by(Rule.id.desc()))
