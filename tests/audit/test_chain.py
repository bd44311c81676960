"""The audit is one chain: whoever writes at once, and whatever anybody changes in the database later."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError

import peewee
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.access import BY_CLOCK
from linli.audit import services, verifying
from linli.audit.chain import FIELDS, FIRST, linked
from linli.audit.models import AuditHead, AuditLine
from linli.database import db, is_sqlite, transaction
from linli.people.models import Person
from linli.testing.races import TIMEOUT, let_two_meet

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
NUMBERS = st.integers(0, 2**31 - 1)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
OTHERS = {"id": st.integers(1_000, 2**31 - 1), "at": MOMENTS, "person": st.sampled_from([None, 1, 2, 3]),
          "subject": st.sampled_from([None, 1, 2, 3]), "act": TEXT, "what": TEXT,
          "locality": st.sampled_from([None, "440783108226", "440783108227"]), "count": NUMBERS,
          "reason": TEXT, "details": TEXT, "previous": HEX, "digest": HEX}
PROFILE = settings(derandomize=True, database=None, deadline=None, max_examples=150,
                   suppress_health_check=[HealthCheck.function_scoped_fixture])


class TakenBack(Exception):
    """Ends an example: its transaction is rolled back."""


@pytest.fixture
def lines(app, scope_of):
    """How many lines the chain has: the demo's, and five of ours."""
    clerk, somebody = scope_of("方敏仪"), Person.get_by_id(2)
    for number in range(5):
        with transaction():
            services.write(clerk, "export", "legal.bookings", "季度检查", number, "xlsx",
                           somebody if number % 2 else None)
    return AuditHead.get().version


@pytest.fixture
def open_tables(lines):
    """How many lines, with nothing left that keeps somebody from changing them."""
    for name in ("update", "delete", "replace") if is_sqlite() else ():
        db.execute_sql(f"DROP TRIGGER audit_line_no_{name}")
    if not is_sqlite():
        db.execute_sql("DROP TRIGGER audit_line_stays ON audit_line")
    return lines


def broken():
    """The first line that a walk calls broken; None for a whole chain."""
    try:
        verifying.verify()
    except verifying.Broken as fault:
        return fault.line
    return None


def change(model, key, **values):
    model.update(**values).where(model.id == key).execute()


def test_every_line_follows_the_one_before(lines, monkeypatch):
    monkeypatch.setattr(verifying, "BATCH", 2)
    walk = verifying.verify()
    rows = list(AuditLine.select().order_by(AuditLine.id))
    assert [row.id for row in rows] == list(range(1, lines + 1)) and walk.count == lines
    assert [row.previous for row in rows] == [FIRST, *(row.digest for row in rows[:-1])]
    assert (walk.first_at, walk.last_at) == (rows[0].at, rows[-1].at)
    assert verifying.last_digest() == rows[-1].digest == AuditHead.get().digest


def test_an_empty_chain_is_whole(empty_app):
    assert verifying.verify().count == 0 and verifying.last_digest() == FIRST


def test_a_line_is_written_with_its_act_or_not_at_all(lines):
    with suppress(TakenBack), transaction():
        services.write(BY_CLOCK, "export")
        raise TakenBack
    assert AuditLine.select().count() == lines and broken() is None


@pytest.mark.parametrize("statement", [
    "UPDATE audit_line SET count = 0", "DELETE FROM audit_line"])
def test_a_line_stays_as_it_is(lines, statement):
    with pytest.raises(peewee.DatabaseError, match="append-only"), transaction():
        db.execute_sql(statement)
    assert broken() is None


def test_a_line_is_not_written_over(lines):
    word, end = ("INSERT OR REPLACE", "") if is_sqlite() else (
        "INSERT", "ON CONFLICT (id) DO UPDATE SET reason = 'x', count = 0")
    with pytest.raises(peewee.DatabaseError, match="append-only"), transaction():
        db.execute_sql(f"{word} INTO audit_line "
                       "(id, at, act, what, count, reason, details, previous, digest) "
                       f"VALUES ({lines}, '2026-01-01', 'export', 'x', 0, 'x', '', 'x', 'x') {end}")
    assert broken() is None


@pytest.mark.parametrize("field", [*FIELDS, "previous", "digest"])
def test_any_change_of_a_line_is_found(open_tables, field):
    @PROFILE
    @given(number=st.integers(1, open_tables), value=OTHERS[field])
    def each(number, value):
        line = AuditLine.get_by_id(number)
        same = value == line.__data__[field]
        with suppress(TakenBack), transaction():
            change(AuditLine, number, **({} if same else {field: value}) or {"count": line.count + 1})
            assert broken() in (number, number + 1)
            raise TakenBack
    each()
    assert broken() is None


@pytest.mark.parametrize("values", [{"version": 0}, {"version": 2}, {"version": 10_000}, {"digest": FIRST}])
def test_a_change_of_the_head_is_found(lines, values):
    change(AuditHead, services.HEAD, **values)
    assert broken() in (lines, lines + 1)


def test_a_head_that_is_gone_is_found(lines):
    AuditHead.delete().execute()
    assert broken() == lines


@pytest.mark.parametrize("gone", [1, 3])
def test_a_line_that_is_taken_out_is_found(open_tables, gone):
    AuditLine.delete().where(AuditLine.id == gone).execute()
    assert broken() == gone


def test_lines_taken_out_and_the_rest_moved_up_are_found(open_tables):
    AuditLine.delete().where(AuditLine.id == 2).execute()
    for number in range(3, open_tables + 1):
        change(AuditLine, number, id=number - 1)
    assert broken() == 2


@pytest.mark.parametrize("place", [-1, 0, 1_000])
def test_a_line_that_is_put_in_is_found(open_tables, place):
    row = AuditLine.get_by_id(2).__data__
    AuditLine.insert(**{**row, "id": place}).execute()
    assert broken() == (1 if place < 1 else open_tables + 1)


def test_an_end_that_is_cut_off_is_found(open_tables):
    AuditLine.delete().where(AuditLine.id > open_tables - 2).execute()
    assert broken() == open_tables - 1


def rewrite(until):
    """What somebody does who can do everything: new hashes for all lines, and a head that fits."""
    rows = [{name: row.__data__[name] for name in FIELDS if name != "id"}
            for row in AuditLine.select().where(AuditLine.id <= until).order_by(AuditLine.id)]
    rows[1]["count"] += 1
    AuditLine.delete().execute()
    made = list(linked(FIRST, 1, rows))
    AuditLine.insert_many(made).execute()
    change(AuditHead, services.HEAD, version=until, digest=made[-1]["digest"])


def test_only_a_hash_kept_elsewhere_finds_a_chain_that_was_written_anew(open_tables):
    kept = verifying.last_digest()
    with transaction():
        services.write(BY_CLOCK, "export")
    assert verifying.verify(kept).found  # it is no longer the last
    rewrite(open_tables)
    assert broken() is None
    with pytest.raises(verifying.Broken, match="当初抄下"):
        verifying.verify(kept)


def test_the_clock_says_what_is_broken(open_tables, caplog):
    assert verifying.log_if_broken() and not caplog.records
    change(AuditLine, 3, count=99)
    assert not verifying.log_if_broken() and "第 3 条被改过" in caplog.text


def both(*acts):
    """Do these at once, each on a connection of its own; what each of them raised, or None."""
    def alone(act):
        with db.connection_context():
            try:
                act()
            except peewee.DatabaseError as error:
                return error
        return None
    with ThreadPoolExecutor() as threads:
        return list(threads.map(alone, acts))


def test_two_who_write_at_once_make_one_chain(lines, monkeypatch):
    let_two_meet(monkeypatch, services, "linked")

    def write():
        with transaction():
            services.write(BY_CLOCK, "export")
    assert both(write, write) == [None, None]
    assert verifying.verify().count == lines + 2


def test_without_the_guard_two_follow_the_same_line(lines, monkeypatch):
    """And the database lets only one of them: its place in the chain is taken. Each statement by itself
    holds no row.
    """
    monkeypatch.setattr(services, "guard", lambda model, key: change(model, key, version=lines + 1))
    let_two_meet(monkeypatch, services, "linked")
    line = {**AuditLine.get().__data__, "what": "x"}

    def append():
        services.append([{name: line[name] for name in FIELDS if name not in ("id", "at")}])
    assert sum(error is not None for error in both(append, append)) == 1


@pytest.mark.parametrize("put_off", [True, False])
def test_the_head_is_the_last_row_to_be_taken(lines, monkeypatch, put_off):
    """One writes an audit line before it changes a person, another afterwards: taken at once, the head
    would let them wait for each other for ever.
    """
    if not put_off:
        monkeypatch.setattr(services, "at_end", lambda act, line: act([line]))
    both_are_here = Barrier(2)

    def meet():
        with suppress(BrokenBarrierError):
            both_are_here.wait(TIMEOUT)

    def change_person():
        Person.update(version=Person.version + 1).where(Person.id == 1).execute()

    def line_first():
        with transaction():
            services.write(BY_CLOCK, "export")
            meet()
            change_person()

    def person_first():
        with transaction():
            change_person()
            meet()
            services.write(BY_CLOCK, "export")
    errors = [error for error in both(line_first, person_first) if error]
    assert len(errors) == (0 if put_off or is_sqlite() else 1)  # SQLite's writers come one by one
    assert verifying.verify().count == lines + 2 - len(errors)
