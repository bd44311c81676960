"""Keeping the register: nobody twice in a village, by hand or by table."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.people.models import Household, Person
from linli.toolkit import editing, once
from linli.toolkit.importer import Row
from plugins.legal.pathfinders.models import Pathfinder

WHY = {
    "phone": (_l("这个手机号已经登记过了"), _l("手机号和第 %(row)d 行一样")),
    "household": (_l("这一户已经登记了同名的人"), _l("姓名和户号跟第 %(row)d 行一样")),
    "name": (_l("已经有同名的人，请补手机号或户号，好分清楚"),
             _l("跟第 %(row)d 行同名，请补手机号或户号，好分清楚")),
    "certificate": (_l("这个证书编号已经登记过了"), _l("证书编号和第 %(row)d 行一样")),
}


class Doubled(ValueError):
    """What a form asks for cannot be: `errors` are (field, reason)."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


def examine(_scope, rows, besides=None):
    """Refuse every row that is somebody registered already, or in a row above, or of a household
    that the village does not have (importer.Sheet.examine).

    Each row's values name their village by its code in `locality` and the household by its number,
    which becomes its id. `besides` is the id of the one who is changed.
    """
    _find_households(rows)
    taken = {key: 0 for key in _registered(rows, besides)}
    for row in rows:
        for name, key in _keys(row.values).items():
            if key in taken:
                registered, above = WHY[name]
                row.refuse(name, above % {"row": taken[key]} if taken[key] else registered)
            taken.setdefault(key, row.number)


def save(scope, values):
    """Register one whom `examine` let pass; returns the Pathfinder."""
    return Pathfinder.create(made_by=scope.person, **_columns(values))


def add(scope, values, nonce):
    """Register one in `scope.locality`; returns the Pathfinder.

    Raises Doubled, or once.AlreadyDone with the id of whom the same form registered.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            made = save(scope, _examined(scope, scope.locality, values))
            once.keep(nonce, str(made.id))
    except peewee.IntegrityError as error:
        raise _just_now() from error
    return made


def change(scope, pathfinder, version, values):
    """Save what is known of one. Raises Doubled, or LostRace where somebody else changed it."""
    try:
        with transaction():
            values = _examined(scope, pathfinder.locality, values, pathfinder.id)
            editing.save(pathfinder, version, **_columns(values))
    except peewee.IntegrityError as error:
        raise _just_now() from error


def leave(pathfinder, version, day):
    """Somebody stops on this day: the line stays in the register. Raises LostRace."""
    with transaction():
        editing.save(pathfinder, version, left_on=day)


def _examined(scope, locality, values, besides=None):
    row = Row(values={**values, "locality": locality.code})
    examine(scope, [row], besides)
    if row.errors:
        raise Doubled(row.errors)
    return row.values


def _columns(values):
    """What is empty is not known."""
    return {name: value or None for name, value in values.items()}


def _find_households(rows):
    villages = {row.values["locality"] for row in rows if row.values["household"]}
    known = {(place, number): key for place, number, key in Household.select(
        Household.locality, Household.number, Household.id).where(
        Household.locality.in_(villages), Household.registered()).tuples()} if villages else {}
    for row in rows:
        number = row.values["household"]
        row.values["household"] = known.get((row.values["locality"], number))
        if number and not row.values["household"]:
            row.refuse("household", _l("本村没有户号 %(number)s", number=number))


def _registered(rows, besides):
    """The keys of all who serve in the villages of these rows, or hold one of their certificates."""
    villages = {row.values["locality"] for row in rows}
    certificates = {row.values["certificate"] for row in rows if row.values["certificate"]}
    serving = Pathfinder.select().where(
        Pathfinder.left_on.is_null(), Pathfinder.id != (besides or 0),
        Pathfinder.locality.in_(villages) | Pathfinder.certificate.in_(certificates))
    for row in serving.dicts():
        yield from _keys(row).values()


def _keys(values):
    """{field: what nobody else may have}: the unique indexes of the table in words."""
    place, name, phone, household = (values[key] for key in ("locality", "name", "phone", "household"))
    keys = {"phone": phone and (place, phone), "household": household and (place, name, household),
            "name": not phone and not household and (place, name, ""),
            "certificate": values["certificate"]}
    return {field: (field, key) for field, key in keys.items() if key}


def _just_now():
    return Doubled([("name", str(_l("刚刚有人登记了同一位，请看一下名册")))])
