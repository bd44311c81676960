"""The demo township 塘口镇: a fictional cast, households, and what the plugins make of them.

The same seed gives the same town on the same day; a second call changes nothing.
"""

import json
import random
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

import peewee
from argon2 import PasswordHasher

from linli.access import BY_CLOCK
from linli.database import Model, db, transaction
from linli.localities.models import Locality
from linli.localities.services import import_township, villages_of
from linli.people.invitations.models import Invitation
from linli.people.models import Household, Person, Post
from linli.people.proxies.models import OFFICE, Proxy
from linli.people.services import give_post
from linli.register.models import REGISTERED, HouseholdEvent
from linli.toolkit import workflow
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.numbers import read
from linli.toolkit.phones import plain

TOWNSHIP = "440783108000"
PASSWORD = "tangkou-demo"
CAST = Path(__file__).parent / "demo_cast.json"
SURNAMES = ("方", "谢", "司徒", "周", "吴", "黄", "梁", "关", "余", "陈", "李", "张", "谭", "邓", "劳", "胡",
            "许", "林", "何")
GIVEN = ("美珍", "国强", "秀兰", "伟明", "小燕", "志华", "丽娟", "建军", "玉莲", "俊杰", "淑贞", "永康",
         "婉仪", "家豪", "桂香", "文杰", "月娥", "立秋", "少芬", "锦荣")


class Installation(Model):
    """A fact about this installation, such as that it is a demo, and of which seed."""

    name = peewee.CharField(40, primary_key=True)
    value = peewee.CharField()

    class Meta:
        table_name = "installation"


@dataclass
class Town:
    """What a plugin's `linli_demo` works with. `cast` maps a name to its Person; photos are kept in
    `folder` (`uploads.store_photo`).
    """

    place: Locality
    villages: dict  # short name → Locality
    today: date
    random: random.Random
    seed: int
    folder: Path
    cast: dict = field(default_factory=dict)
    residents: dict = field(default_factory=dict)  # village code → list of Person


class NotEmpty(Exception):
    """This installation holds real data; a demo would mix with it."""


def is_demo():
    """Whether this installation is a demo."""
    with db.connection_context() if db.is_closed() else nullcontext():
        return Installation.get_or_none(Installation.name == "demo") is not None


def fill(app, seed=1):
    """Make the demo township of an app once; returns whether anything was made.

    Raises NotEmpty where people are here already and no demo was made before.
    """
    with transaction():
        if is_demo():
            return False
        if Person.select().exists():
            raise NotEmpty
        Installation.create(name="demo", value=str(seed))
        town = _make_town(seed, app.config["DATA"])
        app.extensions["linli"].tell("linli_demo", town=town)
    return True


def cast():
    """Those whom the sign-in page offers: {group: [{id, name, who}]}, in the order of the play."""
    people = {person.phone: person for person in Person.select().where(
        Person.phone.in_([_phone(entry) for entry in _entries()]))}
    offered = {}
    for entry in _entries():
        if person := people.get(_phone(entry)):
            offered.setdefault(entry["group"], []).append(
                {"id": person.id, "name": entry["name"], "who": entry["who"]})
    return offered


def cast_member(person_id):
    """The person with this id where they belong to the cast, else None."""
    phones = [_phone(entry) for entry in _entries()]
    return Person.get_or_none(Person.id == read(person_id), Person.phone.in_(phones))


def credentials():
    """What `linli demo --json` prints: name, phone, password, roles, localities."""
    posts = list(Post.select(Post, Person).join(Person).where(Post.held_on(today())))
    held = {_phone(entry): [post for post in posts if post.person.phone == _phone(entry)]
            for entry in _entries()}
    return [{"name": entry["name"], "phone": plain(phone), "password": PASSWORD,
             "roles": sorted({post.role for post in held[phone]}) or ["resident"],
             "localities": sorted({post.locality_id for post in held[phone]} |
                                  ({entry["home"]} if entry["home"] else set()))}
            for entry in _entries() for phone in [_phone(entry)]]


def _make_town(seed, folder):
    import_township(TOWNSHIP)
    place = Locality.get_by_id(TOWNSHIP)
    town = Town(place, {each.short_name: each for each in villages_of(place)}, today(),
                random.Random(seed), seed, folder)
    for number, entry in enumerate(_entries()):
        town.cast[entry["name"]] = _make_cast_member(entry, number)
    for village in ("宅群村", "强亚村"):
        town.residents[town.villages[village].code] = _make_households(town, village)
    _make_request(town)
    _make_proxy(town)
    _tell_of_households(town.today)
    return town


def _make_request(town):
    """A password that a clerk has asked to be set anew: a colleague is to confirm."""
    clerk, person = town.cast["方敏仪"], town.cast["谢国强"]
    row = Invitation.create(
        person=person, locality=person.locality, resets=True, for_posts=False, asked_by=clerk,
        until=to_utc(town.today + timedelta(days=14), time(18)), reason="本人带身份证来村委，说密码忘了")
    workflow.begin(row, replace(BY_CLOCK, person=clerk), row.reason)


def _make_proxy(town):
    """An old neighbour without a phone, who came to the office with whom they trust."""
    old = next(person for person in town.residents[town.villages["宅群村"].code] if person.is_head)
    Proxy.create(
        principal=old, agent=town.cast["邓桂香"], locality=old.locality_id, way=OFFICE, matters="legal cctv",
        words="我不会用手机，让隔壁桂香替我约律师、报摄像头的事。", agreed_on=town.today,
        until=town.today + timedelta(days=182), recorded_by=town.cast["方敏仪"])


def _make_cast_member(entry, number):
    home = entry["home"] and Household.create(
        locality=entry["home"], number=f"{101 + number}", address=f"{number % 9 + 1}组{101 + number}号")
    person = Person.create(name=entry["name"], phone=_phone(entry), locality=entry["home"],
                           household=home, password_hash=_password_hash())
    for post in entry["posts"]:
        give_post(person, post["role"], Locality.get_by_id(post["at"]), date(2026, 1, 1))
    return person


@cache
def _password_hash():
    """One for the whole cast, whose password is no secret: to make it takes a tenth of a second."""
    return PasswordHasher().hash(PASSWORD, salt=b"linli-demo-seeds")


def _make_households(town, village):
    """Forty households with one or two people each; ids are made, nobody is real."""
    place, people = town.villages[village], []
    for number in range(1, 41):
        household = Household.create(locality=place, number=f"{number:03d}",
                                     address=f"{village}{town.random.randint(1, 9)}组{number}号")
        surname = town.random.choice(SURNAMES)
        for which in range(town.random.randint(1, 2)):
            people.append(Person.create(name=surname + town.random.choice(GIVEN), is_head=which == 0,
                                        household=household, locality=place))
    return people


def _tell_of_households(day):
    """Every household of the demo was registered on its first day."""
    HouseholdEvent.insert_many([{"household": key, "kind": REGISTERED, "day": day}
                                for key, in Household.select(Household.id).order_by(Household.id).tuples()]
                               ).execute()


def _phone(entry):
    return f"+86{entry['phone']}"


def _entries():
    return json.loads(CAST.read_text(encoding="utf-8"))
