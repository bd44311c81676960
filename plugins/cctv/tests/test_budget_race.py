"""The last subsidy goes to one, however many approve at once; and every amount is a sum of lines."""

import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from peewee import fn

from linli.database import LostRace, db, is_sqlite, transaction
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import Server, csrf
from linli.testing.races import let_two_meet, without_guards
from linli.toolkit import workflow
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import applying, approving, steps
from plugins.cctv.applications.models import APPROVED, QUOTED, Application, Approval
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import BudgetLine, Limit, Programme
from plugins.cctv.tests.making import make_application, make_programme
from plugins.cctv.works import services as works

V = "/440783108226/cctv"
CROWD, TOWN = 20, 199_50


def sums(programme):
    """What the lines say: (budget, reserved, spent)."""
    lines = dict(BudgetLine.select(BudgetLine.kind, fn.SUM(BudgetLine.amount)).where(
        BudgetLine.programme == programme).group_by(BudgetLine.kind).tuples())
    by = Counter({kind: int(amount) for kind, amount in lines.items()})
    return by["raised"], by["reserved"] + by["given_back"] - by["spent"], by["spent"]


def add_up(programme):
    """The programme says what its lines say, and counts what is approved; returns how many."""
    row = Programme.get_by_id(programme.id)
    assert (row.reserved, row.spent) == sums(programme)[1:]
    approved = Application.select().where(Application.programme == programme, Application.state == APPROVED)
    by_village = dict(Limit.select(Limit.locality, Limit.taken).where(Limit.programme == programme).tuples())
    assert row.taken == approved.count() == sum(by_village.values())
    assert row.reserved + row.spent <= row.budget
    return row.taken


def waiting(package, place, names, role="township_staff"):
    """Applications of new people, each at the last turn."""
    made = []
    for name in names:
        row = make_application(package, place, Person.create(name=name, locality=place), QUOTED, turn=role)
        first = Person.get(Person.name == "方敏仪")
        Approval.create(application=row, quote=row.quotes.get(), step=0, role="village_staff", person=first)
        made.append(row)
    return made


@pytest.fixture
def approvers(township):
    """Twenty people of the township's staff."""
    people = [Person.create(name=f"镇干部{number}") for number in range(CROWD)]
    for each in people:
        give_post(each, "township_staff", township)
    return people


def test_twenty_approvals_at_once_and_money_for_one(app, township, place, approvers):
    programme, package = make_programme(township, budget=TOWN + 100_00)
    rows = waiting(package, place, [f"村民{number}" for number in range(CROWD)])
    with Server(app, workers=3) as server:
        urls = [f"{server.url}{V}/applications/{row.number}/approve" for row in rows]
        forms = [(url, *_open_form(server, each, url), row.quotes.get().id)
                 for url, each, row in zip(urls, approvers, rows, strict=True)]
        db.close_all()
        with ThreadPoolExecutor(CROWD) as pool:
            answers = list(pool.map(lambda form: _send(*form), forms))
    assert Counter(status for status, _page in answers) == {303: 1, 409: CROWD - 1}
    assert all("只剩 100.00 元" in page for status, page in answers if status == 409)
    assert add_up(programme) == 1
    states = Counter(Application.get_by_id(row.id).state for row in rows)
    assert states == {APPROVED: 1, QUOTED: CROWD - 1}
    said = Approval.select().where(Approval.step == 1, Approval.application.in_(rows))
    assert said.count() == 1, "a loser's word is not kept"


def _open_form(server, person, url):
    request = urllib.request.Request(url, headers={"Cookie": server.cookie(person)})
    with urllib.request.urlopen(request, timeout=120) as page:
        fresh = page.headers.get("Set-Cookie")
        cookie = fresh.split(";")[0] if fresh else request.get_header("Cookie")
        return cookie, csrf(page.read().decode())


def _send(url, cookie, token, quote):
    fields = {"csrf_token": token, "nonce": cookie[-20:], "quote": quote, "words": ""}
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(), {"Cookie": cookie})
    try:
        with urllib.request.build_opener(_StayHere).open(request, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


@pytest.mark.parametrize("protected", [True, False])
@pytest.mark.parametrize("what", ["budget", "cameras", "village"])
def test_two_at_once_and_room_for_one(
        app, township, place, approvers, scope_of, monkeypatch, what, protected):
    """Both have looked before either writes. Without what holds the programme, the condition of the
    statement and the check of the table, both get it: the race happens.
    """
    programme, package = make_programme(
        township, budget=TOWN if what == "budget" else 10 * TOWN, cameras=1 if what == "cameras" else 0)
    if what == "village":
        Limit.create(programme=programme, locality=place, most=1)
    rows = waiting(package, place, ["甲", "乙"])
    if not protected:
        _take_protection_away(monkeypatch)
    let_two_meet(monkeypatch, budget, "_refuse_without_room")
    attempts = [_attempt(app, lambda row=row, each=each: approving.approve(
        scope_of(each), row, row.quotes.get().id, "")) for row, each in zip(rows, approvers, strict=False)]
    assert sum(_at_once(attempts)) == (1 if protected else 2)
    taken = Programme.get_by_id(programme.id).taken
    assert taken == (1 if protected else 2)
    if protected:
        add_up(programme)


def _take_protection_away(monkeypatch):
    without_guards(monkeypatch, steps)
    monkeypatch.setattr(budget, "hold", lambda _programme: None)
    monkeypatch.setattr(budget, "_room_for", lambda _amount: Programme.id.is_null(False))
    monkeypatch.setattr(budget, "_room_in_village", lambda: Limit.id.is_null(False))
    for table, checks in {"cctv_programme": 5, "cctv_limit": 1}.items():
        _drop_checks(table, checks)


def _drop_checks(table, count):
    """No check of the table holds any more: SQLite can't drop one, but every connection may ignore it."""
    if is_sqlite():
        db.obj.pragma("ignore_check_constraints", 1, permanent=True)
        return
    names = db.execute_sql("SELECT conname FROM pg_constraint WHERE contype = 'c' "
                           "AND conrelid = %s::regclass", (table,)).fetchall()
    assert len(names) == count
    for (name,) in names:
        db.execute_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def test_a_withdrawal_and_an_approval_at_once(app, township, place, approvers, scope_of):
    """Whichever comes first, the books agree."""
    programme, package = make_programme(township)
    for row, approver in zip(waiting(package, place, ["甲", "乙", "丙"]), approvers, strict=False):
        applicant = scope_of(row.person)
        attempts = [lambda row=row, approver=approver: approving.approve(
                        scope_of(approver), row, row.quotes.get().id, ""),
                    lambda row=row, applicant=applicant: works.withdraw(applicant, row, "", f"w{row.id}")]
        assert _at_once([_attempt(app, each) for each in attempts])[1], "the applicant may always"
        assert Application.get_by_id(row.id).state == "withdrawn"
    assert add_up(programme) == 0


@pytest.mark.parametrize("protected", [True, False])
def test_two_of_a_household_apply_at_once(app, township, place, person, scope_of, monkeypatch, protected):
    """One open application a household: without the guards both are let in."""
    programme, package = make_programme(township)
    first = person("黄美珍")
    second = Person.create(name="同户", locality=place, household=first.household_id)
    if not protected:
        without_guards(monkeypatch, applying)
        monkeypatch.setattr(budget, "hold", lambda _programme: None)
        numbers = iter(("SB-race-1", "SB-race-2"))
        monkeypatch.setattr(applying, "next_number", lambda *_given: next(numbers))
    let_two_meet(monkeypatch, applying, "_refuse_second")
    attempts = [_attempt(app, lambda each=each: applying.apply(
        scope_of(each), programme, package.id, "home", [], f"n{each.id}", place="门口", sees=["own"]))
        for each in (first, second)]
    assert sum(_at_once(attempts)) == (1 if protected else 2)


def test_money_moves_by_lines_alone(app, township, place, person):
    """Raised, reserved, given back, spent: what stands in the programme is what the lines say."""
    programme, _package = make_programme(township, budget=0)
    someone, key = person("梁书宁"), workflow.key_of(programme)
    with transaction():
        budget.raise_to(programme, 500_00, someone, "会议纪要")
        for _each in range(3):
            budget.reserve(programme.id, place.code, 100_00, key, someone)
        budget.give_back(programme.id, place.code, 100_00, key, someone)
        budget.spend(programme.id, 100_00, key, someone)
    row = Programme.get_by_id(programme.id)
    assert (row.budget, row.reserved, row.spent, row.taken) == (500_00, 100_00, 100_00, 2)
    assert sums(programme) == (500_00, 100_00, 100_00)
    assert Limit.get(Limit.programme == programme).taken == 2


def test_more_is_neither_spent_nor_given_back_than_was_reserved(app, township, place, person):
    programme, _package = make_programme(township)
    with transaction():
        budget.reserve(programme.id, place.code, 100_00, "x", person("梁书宁"))
    for move in (lambda: budget.spend(programme.id, 100_01, "x", None),
                 lambda: budget.give_back(programme.id, place.code, 100_01, "x", None)):
        with pytest.raises(LostRace), transaction():
            move()
    assert sums(programme)[1] == Programme.get_by_id(programme.id).reserved == 100_00


def test_the_budget_never_falls_below_what_is_bound(app, township, place, person):
    programme, _package = make_programme(township, budget=300_00)
    with transaction():
        budget.reserve(programme.id, place.code, 200_00, "x", person("梁书宁"))
    programme = Programme.get_by_id(programme.id)
    with pytest.raises(NotNow, match=r"200\.00 元"), transaction():
        budget.raise_to(programme, 199_99, None, "压减")
    with transaction():
        budget.raise_to(programme, 200_00, None, "压减")
    assert Programme.get_by_id(programme.id).budget == 200_00


def test_where_the_town_pays_nothing_the_camera_still_counts(app, township, place, person):
    programme, _package = make_programme(township, budget=0, cameras=1)
    with transaction():
        budget.reserve(programme.id, place.code, 0, "x", person("梁书宁"))
    with pytest.raises(NotNow, match="还剩 0 个"), transaction():
        budget.reserve(programme.id, place.code, 0, "y", person("梁书宁"))
    assert not BudgetLine.select().where(BudgetLine.programme == programme).exists()


def _attempt(app, attempt):
    def run():
        with app.app_context(), db.connection_context():
            try:
                attempt()
            except LostRace:
                return False
            return True
    return run


def _at_once(attempts):
    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(lambda attempt: attempt(), attempts))
