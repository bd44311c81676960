"""A canary in each declared field of personal data, looked for by everybody: on all pages, in every ledger,
copy, feed and notice, and in the log. It stands where the lists below say, and nowhere else.
"""

import logging
import re
from contextlib import suppress

import peewee
import pytest

from linli.database import Model, db
from linli.logs import JsonLines
from linli.people.models import Person
from linli.testing.walking import everything
from linli.toolkit.personal import ADDRESS, EMAIL, PHONE, declared

V, TOWN = "440783108226", "440783108000"
READERS = ("黄美珍", "方敏仪", "梁书宁", "关启文", "方立秋", "司徒晴", "冯少芬", "吴国安", "胡月娥", "谭志豪",
           None)
OF_THE_TOWN = ("梁书宁", "关启文")  # they look in the township's own pages, too
UNPLANTED = {"person.name",  # the cast is found by it
             "cctv_access.name"}  # append-only; what the law has printed of whoever saw footage
OWN = r"/me/|/me/email|/\d+/legal/leads/new"  # one's own, filled into a form
# What reaches somebody, whole, and where: {field: {reader: addresses}}.
WHOLE = {
    # The list of those who have to be rung; the adviser's booking, and the log that they have to keep.
    "person.phone": {"方敏仪": r"/\d+/legal/advisers/to-ring",
                     "司徒晴": r"/\d+/legal/(bookings/FL-coming|ledgers/log.*)"},
    # Who was asked by a client without an account, and the client of that very page.
    "legal_advice.phone": {"黄美珍": r"/\d+/legal/consultations/FL-held",
                           "司徒晴": r"/\d+/legal/(consultations/FL-held|ledgers/log.*)"},
    # Who wrote the lead down, and the labour office that follows it.
    "legal_lead.contact_phone": {"黄美珍": r"/\d+/legal/leads/\d+", "冯少芬": r"/\d+/legal/leads/\d+"},
    # The mediator of the case, and the applicant on their own application.
    "mediation_party.phone": {"黄美珍": r"/\d+/mediation/cases/TJ-test-\d+/papers/application",
                              "吴国安": r"/\d+/mediation/cases/TJ-test-\d+(/.*)?"},
}
# Names and addresses tell people apart: {field: who may come upon them at all}.
SIGNED_IN = {*READERS} - {None}
NAMED = {
    "cctv_application.place": {"黄美珍", "方敏仪", "方立秋", "梁书宁"},  # its applicant, and who handles it
    "cctv_camera.place": SIGNED_IN,  # which camera may have seen it, asks whoever asks for footage
    "cctv_installation.by": {"黄美珍", "方敏仪", "梁书宁"},
    # One's own; who serves the village or its points. The township's staff read none.
    "household.address": {"黄美珍", "吴国安", "方敏仪", "方立秋", "胡月娥"},
    "leaders_decision.who": {"方敏仪", "梁书宁"},
    "legal_advice.client": {"黄美珍", "司徒晴"},
    "legal_gathering.speaker": {*READERS},  # announced
    "legal_lead.contact_name": {"黄美珍", "冯少芬"},
    "legal_pathfinder.name": {*READERS},  # the village's own list of whom to ask
    "legal_visit.visitor": {"方敏仪"},
    "mediation_party.address": {"黄美珍", "吴国安"},
    "mediation_party.name": {"黄美珍", "吴国安"},
}


def models():
    left, found = [Model], []
    while left:
        below = left.pop().__subclasses__()
        left += below
        found += [model for model in below if not model.__module__.endswith("migrations")]
    return sorted(found, key=lambda model: model._meta.table_name)


def fields():
    """(model, field, kind) of all that is declared."""
    return [(model, name, kind) for model in models() for name, kind in declared(model).items()
            if f"{model._meta.table_name}.{name}" not in UNPLANTED]


def canary(number, kind, key):
    """What is planted in field `number` of the row `key`."""
    text = f"{number:02}{key:04d}"
    return {PHONE: f"+8613979{text}", EMAIL: f"canary{text}@example.com", ADDRESS: f"金丝雀巷{text}"}.get(
        kind, f"金丝雀{text}")


def sought(number, kind):
    """A pattern that finds a canary of field `number`, and with it the key of its row."""
    head, _key, tail = canary(number, kind, 0).removeprefix("+86").rpartition("0000")
    return re.compile(rf"{head}(\d{{4}}){tail}")


@pytest.fixture
def planted(values):
    """Rows for every address, each with a canary in every declared field that holds something, or may."""
    for number, (model, name, kind) in enumerate(fields()):
        for row in model.select():
            if getattr(row, name) is not None or kind is EMAIL:
                key = row._pk if isinstance(row._pk, int) else 0
                with suppress(peewee.IntegrityError), db.atomic():
                    model.update(**{name: canary(number, kind, key)}).where(
                        model._meta.primary_key == row._pk).execute()
    return values


def found(answers):
    """{(field, kind, key of the row): where}, over (where, bytes)."""
    patterns = {(f"{model._meta.table_name}.{name}", kind): sought(number, kind)
                for number, (model, name, kind) in enumerate(fields())}
    seen = {}
    for where, data in answers:
        text = data.decode("utf-8", "replace")
        for (field, kind), pattern in patterns.items():
            for key in set(pattern.findall(text)):
                seen.setdefault((field, kind, int(key)), set()).add(where)
    return seen


@pytest.mark.parametrize("name", READERS)
def test_each_stands_where_it_may(app, client_as, person, planted, caplog, database_kind, name):
    caplog.set_level(logging.INFO)
    modules = None if database_kind == "sqlite" else ["legal"]
    me, places = name and person(name).id, [V, TOWN] if name in OF_THE_TOWN else [V]
    seen = found(everything(app, client_as(name), planted, places, (), modules, signed_in=name is not None))
    wrong = [f"{field} {sorted(where)[:5]}" for (field, kind, _key), where in seen.items()
             if not kind.reaches and name not in NAMED.get(field, ())]
    for (field, _kind, key), where in ((each, where) for each, where in seen.items() if each[1].reaches):
        own = field.startswith("person.") and key == me
        allowed = "|".join(filter(None, [OWN if own else "", WHOLE.get(field, {}).get(name, "")]))
        wrong += [f"{field} {place}" for place in where if not allowed or not re.fullmatch(allowed, place)]
    assert not wrong, "\n".join(sorted(wrong))
    logged = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert '"rule"' in logged and not found([("log", logged.encode())])


def test_the_walk_finds_what_is_there(app, client_as, planted, person):
    """Or we look in the wrong places."""
    app.config.update(MAIL_HOST="127.0.0.1", MAIL_FROM="linli@example.org")
    seen = found(everything(app, client_as("司徒晴"), planted, [V], (), ["legal"]))
    assert {field for field, _kind, _key in seen} >= {"person.phone", "person.email", "legal_advice.client"}
    assert Person.get_by_id(person("司徒晴").id).email == canary(
        [field[:2] for field in fields()].index((Person, "email")), EMAIL, person("司徒晴").id)
