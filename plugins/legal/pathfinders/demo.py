"""Pathfinders of two villages in the demo: some with an old certificate, a few that run out soon."""

from datetime import timedelta

from linli.people.models import Person
from plugins.legal.pathfinders.models import Pathfinder

MANY = {"宅群村": 15, "强亚村": 10}
TRAININGS = ("法律明白人骨干培训（三天）", "民法典与婚姻家庭专题培训", "宅基地与土地承包专题培训",
             "全镇法律明白人集中培训")
VALID_DAYS = (400, 700, 30, 500, -45, 900, 55, 300, None, -200)  # until when, from today


def fill(town):
    """Residents with a household, of each household at most one; nothing but the seed decides."""
    for village, many in MANY.items():
        place, taken = town.villages[village], set()
        residents = [person for person in town.residents[place.code] if person.household_id]
        for person in town.random.sample(residents, len(residents)):
            if person.household_id not in taken and len(taken) < many:
                taken.add(person.household_id)
                _register(town, place, person, len(taken))


def _register(town, place, person, number):
    days = VALID_DAYS[number % len(VALID_DAYS)]
    trained_on = town.today - timedelta(days=town.random.randint(240, 900))
    Pathfinder.create(
        locality=place, name=person.name, household=person.household_id,
        phone=None if number % 4 == 0 else f"+861400000{int(place.code[-2:])}{number:02d}",
        training=town.random.choice(TRAININGS), trained_on=trained_on,
        certificate=f"开平法明{trained_on.year}-{place.code[-3:]}{number:02d}",
        valid_until=None if days is None else town.today + timedelta(days=days),
        made_by=Person.get(Person.name == "方敏仪", Person.phone.is_null(False)))
