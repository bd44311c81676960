"""A canary in each declared field of personal data, looked for by everybody: on all pages, in every ledger,
copy, feed and notice, and in the log. It stands where the lists below say, and nowhere else.
"""

import logging
import re
from contextlib import nullcontext, suppress

import peewee
import pytest

from linli import jobs
from linli.audit.models import AuditLine
from linli.database import Model, db, transaction
from linli.delivery.ways import Way
from linli.hookspecs import hookimpl
from linli.logs import JsonLines
from linli.people.models import Person
from linli.people.services import tell_by
from linli.plugins import Module
from linli.testing.walking import everything
from linli.toolkit.notices import notify
from linli.toolkit.personal import ADDRESS, EMAIL, PHONE, declared

V, TOWN = "440783108226", "440783108000"
READERS = ("黄美珍", "谢国强", "方敏仪", "梁书宁", "余海川", "关启文", "方立秋", "司徒晴", "冯少芬", "吴国安",
           "胡月娥", "谭志豪", "邓桂香", "周伯年", "张远", None)
OF_THE_TOWN = ("梁书宁", "余海川", "关启文")  # they look in the township's own pages, too
UNPLANTED = {"person.name",  # the cast is found by it
             "cctv_access.name"}  # append-only; what the law has printed of whoever saw footage
SEARCHED = ("金丝雀" * 2, "1397913979", "canarycanary", "陈玉莲陈玉莲")  # by its first half each
OWN = r"/me/|/me/email|/me/telling|/me/data taken|/\d+/legal/leads/new"  # one's own, filled into a form
# What reaches somebody, whole, and where: {field: {reader: addresses}}.
WHOLE = {
    # The list of those who have to be rung; the adviser's booking, and the log that they have to keep.
    "person.phone": {"方敏仪": r"/\d+/legal/advisers/to-ring",
                     "司徒晴": r"/\d+/legal/(bookings/FL-coming|ledgers/log.*)"},
    # Who was asked by a client without an account, and the client of that very page.
    "legal_advice.phone": {"黄美珍": r"/\d+/legal/consultations/FL-held|/me/data taken",
                           "司徒晴": r"/\d+/legal/(consultations/FL-held|ledgers/log.*)"},
    # A copy with whole numbers: ticked, on record, and said on each of its pages.
    "legal_pathfinder.phone": {"方敏仪": r"/\d+/legal/ledgers/pathfinders \w+ whole"},
    # Who wrote the lead down, and the labour office that follows it.
    "legal_lead.contact_phone": {"黄美珍": r"/\d+/legal/leads/\d+", "冯少芬": r"/\d+/legal/leads/\d+"},
    # The mediator of the case, the applicant on their own application, each of them their own to take along.
    "mediation_party.phone": {"黄美珍": r"/\d+/mediation/cases/TJ-test-\d+/papers/application|/me/data taken",
                              "谢国强": r"/me/data taken",
                              "吴国安": r"/\d+/mediation/cases/TJ-test-\d+(/.*)?"},
}
# Names and addresses tell people apart: {field: who may come upon them at all}.
SIGNED_IN = {*READERS} - {None}
NAMED = {
    # Its applicant, and who handles it.
    "cctv_application.place": {"黄美珍", "谢国强", "方敏仪", "方立秋", "梁书宁", "余海川"},
    "cctv_camera.place": SIGNED_IN,  # which camera may have seen it, asks whoever asks for footage
    "cctv_installation.by": {"黄美珍", "方敏仪", "梁书宁", "余海川"},
    # Beside one's own: who serves the village (谢国强 keeps a grid here) or its points, and who watches over
    # these. The township's staff read none.
    "household.address": {"谢国强", "方敏仪", "方立秋", "胡月娥", "周伯年"},
    "leaders_decision.who": {"方敏仪", "梁书宁", "余海川"},
    "legal_advice.client": {"黄美珍", "司徒晴"},
    "legal_gathering.speaker": {*READERS},  # announced
    "legal_lead.contact_name": {"黄美珍", "冯少芬"},
    "legal_pathfinder.name": {*READERS},  # the village's own list of whom to ask
    "legal_visit.visitor": {"方敏仪"},
    "mediation_party.address": {"黄美珍", "谢国强", "吴国安"},
    "mediation_party.name": {"黄美珍", "谢国强", "吴国安"},
}
CONFIDED_TO = {  # {who reads it: what was told to them}
    ("黄美珍", "司徒晴"): """legal_matter.text legal_advice.matter legal_advice.text legal_advice.next_note
        legal_opinion.question legal_opinion.text legal_rating.words""",
    ("黄美珍", "谢国强", "吴国安"): """mediation_matter.summary mediation_matter.wish mediation_record.text
        mediation_matter.ended mediation_matter.extension mediation_agreement.facts
        mediation_agreement.liability mediation_term.text""",
    ("吴国安",): "mediation_matter.findings mediation_follow_up.words",
    ("黄美珍", "方敏仪", "邓桂香"): "leaders_appeal.text",
    # The household's own; who decides about it, keeps the book and watches over both.
    ("黄美珍", "谢国强", "邓桂香", "胡月娥", "方敏仪", "周伯年"): "points_deed.household_words",
}
NAMED.update((field, {*who}) for who, told in CONFIDED_TO.items() for field in told.split())


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
    me, home = (person(name).id, person(name).household_id) if name else (None, None)
    places = [V, TOWN] if name in OF_THE_TOWN else [V]
    seen = found(everything(app, client_as(name), planted, places, SEARCHED, modules,
                            signed_in=name is not None))
    wrong = [f"{field} {sorted(where)[:5]}" for (field, kind, key), where in seen.items()
             if "feed" in where or not (kind.reaches or (field, key) == ("household.address", home)
                                        or name in NAMED.get(field, ()))]
    for (field, _kind, key), where in ((each, where) for each, where in seen.items() if each[1].reaches):
        own = field.startswith("person.") and key == me
        allowed = "|".join(filter(None, [OWN if own else "", WHOLE.get(field, {}).get(name, "")]))
        wrong += [f"{field} {place}" for place in where if not allowed or not re.fullmatch(allowed, place)]
    assert not wrong, "\n".join(sorted(wrong))
    logged = "\n".join(JsonLines().format(record) for record in caplog.records)
    written = "".join(f"{line.reason} {line.details}\n" for line in AuditLine.select())
    assert '"rule"' in logged and not found([("log", logged.encode()), ("audit", written.encode())])


def test_every_declared_field_is_planted(planted):
    """Or a field is looked for that is nowhere: rows lack, or the database would not take it."""
    bare = [f"{model._meta.table_name}.{name}" for number, (model, name, kind) in enumerate(fields())
            if not any(sought(number, kind).search(value or "") for (value,) in model.select(
                model._meta.fields[name]).tuples())]
    assert not bare


def test_what_leaves_the_site_as_a_notice_holds_none(app, load, planted, person):
    """Whatever a notice holds: only that there is one goes out, to its own person."""
    sent = []

    class Carrier:
        @hookimpl
        def linli_deliver(self):
            return [Way("carrier", "试", "phone", lambda config: True, lambda config: nullcontext(take))]

    def take(message):
        sent.append(message)
    load(Carrier(), Module("carrier", title="试", summary="试", icon="warning"))
    tell_by(person("黄美珍"), "carrier")
    someone = person("黄美珍")
    with transaction():
        for number, (_model, _name, kind) in enumerate(fields()):
            notify(someone, canary(number, kind, 1), canary(number, kind, 2), f"/me/{number}")
    jobs.deliver_once(app)
    assert {message.to for message in sent} == {someone.phone}
    assert not found([("outside", f"{message.subject} {message.text}".encode()) for message in sent])


def test_the_walk_finds_what_is_there(app, client_as, planted, person):
    """Or we look in the wrong places."""
    app.config.update(MAIL_HOST="127.0.0.1", MAIL_FROM="linli@example.org")
    seen = found(everything(app, client_as("司徒晴"), planted, [V], (), ["legal"]))
    assert {field for field, _kind, _key in seen} >= {"person.phone", "person.email", "legal_advice.client"}
    assert Person.get_by_id(person("司徒晴").id).email == canary(
        [field[:2] for field in fields()].index((Person, "email")), EMAIL, person("司徒晴").id)
