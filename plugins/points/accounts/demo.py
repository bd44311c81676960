"""Passbooks of the demo: most of the cast of 宅群村 and some twenty-five of their neighbours."""

from datetime import timedelta

from linli.access import Scope
from linli.people.models import Person
from plugins.points.accounts.services import join, stay_off_lists

CAST = ("黄美珍", "谢国强", "方敏仪", "方立秋", "谢小禾", "周伯年", "邓桂香", "劳伟明", "胡月娥", "林婉仪")
NEIGHBOURS = 25
EARLIER = 200  # days ago the first of them joined


def fill(town):
    """One of the neighbours stays off lists."""
    place = town.villages["宅群村"]
    households = {}
    for person in town.residents[place.code]:
        households.setdefault(person.household_id, person)
    neighbours = town.random.sample(sorted(households.values(), key=lambda each: each.id), NEIGHBOURS)
    people = [town.cast[name] for name in CAST if name in town.cast] + neighbours
    for number, person in enumerate(people):
        _join(town, person, EARLIER - number)
    shy = neighbours[-1]
    stay_off_lists(_scope(shy), join(_scope(shy), shy.household), True)


def _join(town, person, ago):
    join(_scope(person), person.household, day=town.today - timedelta(days=ago))


def _scope(person):
    return Scope(permissions={}, person=Person.get_by_id(person.id))
