"""People and places that are found by words; records are found by the plugins (linli_search)."""

import operator
import re
import unicodedata
from functools import reduce

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import JOIN, SQL

from linli.localities.models import VILLAGE_KINDS, FormerName, Locality
from linli.people.models import Household, Person
from linli.people.services import normal_phone
from linli.toolkit import phones
from linli.toolkit.names import masked
from linli.toolkit.search import SHOWN, Found, Kind

PLACES, PEOPLE = Kind(_l("村、社区")), Kind(_l("人"))
SHORTEST, LONGEST = 2, 40
LAST_DIGITS = 4


def clean(text):
    """What was typed as words with one space between: full-width signs made plain, no more than LONGEST."""
    plain = unicodedata.normalize("NFKC", text)
    printable = "".join(sign if sign.isprintable() else " " for sign in plain)
    return " ".join(printable.split())[:LONGEST].strip()


def places(scope, words):
    """Villages and communities of the township around: [(Locality, the name it had before or "")], by name,
    former name, pinyin or code.
    """
    around = Locality.get_or_none(Locality.code.in_(scope.locality.lineage), Locality.kind == "township")
    area = Locality.within((around or scope.locality).path) & Locality.kind.in_(VILLAGE_KINDS)
    found = {}
    for place, before in (*_called(area, words), *_once_called(area, words)):
        found.setdefault(place.code, (place, before))
    return list(found.values())


def _called(area, words):
    now = Locality.alias()
    rows = (Locality.select(Locality, now)
            .join(now, JOIN.LEFT_OUTER, on=(Locality.successor == now.code), attr="now")
            .where(area, _all(words, Locality.name, Locality.short_name) | Locality.typed_as(words)
                   | _code(words))
            .order_by(Locality.code).limit(SHOWN + 1))
    return [(row.now, row.short_name) if row.successor_id else (row, "") for row in rows]


def _once_called(area, words):
    rows = (FormerName.select(FormerName, Locality).join(Locality)
            .where(area, _all(words, FormerName.name, FormerName.short_name) | FormerName.typed_as(words))
            .order_by(Locality.code, FormerName.until.desc()).limit(SHOWN + 1))
    return [(row.locality, row.short_name) for row in rows]


def people(scope, words):
    """Those whom this scope may look up here, by name, pinyin or phone, as Found: masked where their place
    lets this scope see no names. A phone finds only whom they see unmasked. Whoever reads the register here
    comes to the household's page.
    """
    homes = Household.select(Household.id).where(
        scope.here(Household.locality) | scope.here(Household.block))
    rows = (Person.found_by(scope).select(Person, Household, Locality)
            .join(Household, JOIN.LEFT_OUTER).switch(Person).join(Locality, JOIN.LEFT_OUTER)
            .where(scope.here(Person.locality) | Person.household.in_(homes),
                   _all(words, Person.name) | Person.typed_as(words) | _phone(scope, words))
            .order_by(Person.name, Person.id).limit(SHOWN + 1))
    open_to = {row.id for row in Person.found_by(scope, "register.read").select(Person.id)
               .where(Person.id.in_([row.id for row in rows]))}
    register = f"/{scope.locality.code}/register/households/" if scope.can("register.read") else ""
    return [_person(row, row.id in open_to, register) for row in rows]


def _person(person, is_open, register):
    home, phone = person.household, phones.masked(person.phone)
    said = [_("%(number)s 户", number=home.number) if home else "", home.address if home and is_open else "",
            phone if is_open else ""]
    href = f"{register}{home.id}" if home and is_open and register else ""
    return Found(PEOPLE, person.name if is_open else masked(person.name), " · ".join(filter(None, said)),
                 href, person.locality)


def _all(words, *fields):
    """Condition: each of the words stands in one of the fields."""
    return reduce(operator.and_, (reduce(operator.or_, (field.contains(word) for field in fields))
                                  for word in words.split()))


def _code(words):
    return Locality.code.startswith(words) if words.isascii() and words.isdigit() else SQL("(1 = 0)")


def _phone(scope, words):
    digits = re.sub(r"[\s\-]", "", words)
    if re.fullmatch(rf"[0-9]{{{LAST_DIGITS}}}", digits):
        asked = Person.phone.endswith(digits)
    else:
        try:
            asked = Person.phone == normal_phone(words)
        except ValueError:
            return SQL("(1 = 0)")
    return asked & Person.id.in_(Person.found_by(scope, "register.read").select(Person.id))
