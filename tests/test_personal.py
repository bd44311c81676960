"""Personal data is declared on the model, all of it, and what reaches somebody is masked."""

import peewee
import pytest

from linli.database import Model
from linli.toolkit.ledger import Ledger
from linli.toolkit.personal import ADDRESS, EMAIL, NAME, PHONE, declared, masked, masked_email
from plugins.legal.pathfinders.models import Pathfinder

# Texts that are no personal data, by the name of their field, and why.
KEYS = """act activity applicants approvers aspect audience camera channel choice code consent dialects
    dispute_class duty extra_for form how key kind lens matters ministry_kind module names network
    next_step group language on_holiday outcome per place_kind proof recorded record rhythm role
    root rows scale sheet side source stays table source_url storage strange target target_url topic
    turn told_by unit url visitor_kind way weekdays what state zone password_hash code_hash sealed
    digest previous nonce token token_hash path result value"""
NUMBERS = """certificate decision_number filing_number number office_number platform_number receipt serial
    voucher way_number"""
# What somebody wrote: no form asks for a name there, and who reads it is decided row by row.
WORDS = """after answer before bodies caption comment content decision details done ended extension facts
    file findings good_at household_words liability matter minutes next_note note notes paper question reason
    sees source_title summary target_title text thanks theme title training wish words"""
BODIES = "court employer office site"
NOT_PERSONAL = {
    **dict.fromkeys(KEYS.split(), "a key"), **dict.fromkeys(NUMBERS.split(), "a number of a paper"),
    **dict.fromkeys(WORDS.split(), "words"), **dict.fromkeys(BODIES.split(), "a firm or an office"),
    "device": "iPhone · 微信: seen by its owner alone",
    "short_name": "a village", "locality.name": "a village", "counter.name": "a counter",
    "history.name": "a step", "installation.name": "a fact of the installation",
    "module_setting.name": "a setting", "cctv_footage_request.who": "a key",
    "leaders_meeting.place": "where a meeting is", "leaders_plan.place": "where work is planned",
    "leaders_task.place": "where a task is", "legal_booking.place": "a room",
    "legal_gathering.place": "a room", "legal_roster.place": "a room",
    "mediation_room.place": "a room", "mediation_session.place": "a room",
    "points_pickup_day.place": "where the counter stands",
    "chat_group.name": "a group of staff", "chat_group.ending": "the end of a robot's address",
    "locality.initials": "of a village", "former_name.name": "a village",
    "former_name.initials": "of a village", "proxy.ground": "a key", "proxy.confided": "keys of modules",
}


def models():
    """Every model of the core and of the plugins, by table."""
    left, found = [Model], []
    while left:
        below = left.pop().__subclasses__()
        left += below
        found += [model for model in below if not model.__module__.endswith("migrations")]
    return sorted(found, key=lambda model: model._meta.table_name)


def texts(model):
    return [field.name for field in model._meta.sorted_fields
            if isinstance(field, (peewee.CharField, peewee.TextField))]


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.table_name)
def test_every_text_is_declared_personal_or_said_not_to_be(model):
    table, said = model._meta.table_name, declared(model)
    unsaid = [name for name in texts(model) if name not in said
              and not {name, f"{table}.{name}"} & NOT_PERSONAL.keys()]
    assert not unsaid, "declare it (toolkit.personal), or say here why it is none"
    assert said.keys() <= set(texts(model))
    assert not [name for name in said if f"{table}.{name}" in NOT_PERSONAL]


def test_a_field_that_is_not_declared_is_seen():
    class Undeclared(peewee.Model):
        wechat = peewee.CharField()

        class Meta:
            table_name = "undeclared"
    with pytest.raises(AssertionError, match="declare it"):
        test_every_text_is_declared_personal_or_said_not_to_be(Undeclared)


def test_a_mask_tells_two_apart_and_reaches_nobody():
    row = Pathfinder(name="方圆", phone="+8613987651234")
    assert (masked(row, "name"), masked(row, "phone")) == ("方圆", "139****1234")
    assert (PHONE.mask("+16045550142"), PHONE.mask(None), PHONE.mask("110")) == ("+1 ****0142", "", "****")
    assert (masked_email("li@example.com"), EMAIL.mask(None)) == ("l***@example.com", "")
    assert {kind.reaches for kind in (NAME, ADDRESS)} == {False}
    with pytest.raises(KeyError):
        masked(row, "training")


def test_a_ledger_shows_no_whole_number(app):
    """But for the log that its own keeper has to keep with numbers."""
    for ledgers in app.extensions["linli"].ledgers.values():
        for ledger in ledgers.values():
            for column in ledger.columns:
                assert column.kind == expected_kind(ledger, column), f"{ledger.name} {column.name}"


def expected_kind(ledger: Ledger, column):
    field = column.expression
    kind = isinstance(field, peewee.Field) and declared(field.model).get(field.name)
    if column.kind == "full_phone":
        return "full_phone" if ledger.rows == "own" else "phone"
    return "phone" if kind and kind.reaches else column.kind
