"""Where it hangs or what it sees changes by an answer: it is looked at again, whatever came before."""

import pytest

from linli.testing import post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import NotNow
from linli.toolkit.reminders import Reminder
from plugins.cctv.applications import approving, ending, questions, surveying
from plugins.cctv.applications.models import APPLIED, PAID, Application
from plugins.cctv.programmes.models import BudgetLine, Limit, Programme
from plugins.cctv.tests.conftest import FOUND
from plugins.cctv.works import services
from plugins.cctv.works.models import Payment

V = "/440783108226/cctv"
FIRST = "祠堂边 3 号门口"
ORDER = ("surveyed", "quoted", "approved", "paid", "installed")


@pytest.fixture
def come_to(applied, scope_of, programme):
    """`come_to("paid")`: 黄美珍's application, carried to this state by the services."""
    def make(state):
        row = applied("黄美珍")
        steps = (lambda: _survey(scope_of, row, "s"), lambda: _quote(scope_of, row, "q"),
                 lambda: _approve(scope_of, row), lambda: _pay(scope_of, row), lambda: Application.update(
                     state="installed").where(Application.id == row.id).execute())
        for step in steps[:ORDER.index(state) + 1]:
            step()
        return now(row)
    return make


def _survey(scope_of, row, nonce):
    surveying.survey(scope_of("方立秋"), row, nonce, False, now(row).place, day=today(), **FOUND)


def _quote(scope_of, row, nonce, extra=0):
    approving.quote(scope_of("余海川"), row, extra, "立杆" if extra else "", nonce)


def _approve(scope_of, row):
    last = now(row).quotes.order_by(-approving.Quote.id).get()
    for who in ("方敏仪", "梁书宁"):
        approving.approve(scope_of(who), row, last.id, "")


def _pay(scope_of, row):
    services.pay(scope_of("方敏仪"), row, {
        "amount": 99_75, "receipt": "A1", "way": "cash", "paid_on": today()}, "p")


def now(row):
    return Application.get_by_id(row.id)


def books(row):
    """(the sum of the lines of one application, reserved, cameras taken, of the village)."""
    programme = Programme.get_by_id(row.programme_id)
    lines = BudgetLine.select().where(BudgetLine.record == workflow.key_of(row))
    taken = Limit.get_or_none(Limit.programme == programme)
    return sum(line.amount for line in lines), programme.reserved, programme.taken, taken and taken.taken


def answered(client_as, scope_of, row, topic, typed):
    question = questions.ask(scope_of("方敏仪"), row, topic, "请写清楚", f"a{topic}{row.state}")
    there = f"{V}/applications/{row.number}/questions/{question.id}"
    assert post(client_as("黄美珍"), there, typed).status_code == 303


@pytest.mark.parametrize("state", ORDER)
@pytest.mark.parametrize(("topic", "typed"), [
    ("place", {"place": "后门"}), ("place", {"place": FIRST, "latitude": "22.4", "longitude": "112"}),
    ("lens", {"sees": ["own", "lane"]}), ("lens", {"sees": ["own"], "duty": "y"})])
def test_it_is_surveyed_again_and_the_money_goes_back(client_as, come_to, scope_of, state, topic, typed):
    row = come_to(state)
    answered(client_as, scope_of, row, topic, typed)
    row = now(row)
    assert (row.state, row.turn, row.approved_at, row.pay_by) == (APPLIED, "", None, None)
    assert workflow.history_of(row)[-1].name == "reopen"
    assert books(row)[:3] == (0, 0, 0) and not books(row)[3]
    assert not Reminder.select().where(Reminder.record == workflow.key_of(row))
    assert row.number in client_as("方立秋").get(f"{V}/applications/waiting?what=survey").text
    page = client_as("黄美珍").get(f"{V}/applications/{row.number}").text
    assert "等上门看" in page and "199.50" not in page, "the quote is void"


@pytest.mark.parametrize("state", ORDER)
@pytest.mark.parametrize(("topic", "typed"), [
    ("place", {"place": FIRST}), ("lens", {"sees": ["own"]}), ("proof", {"proof": "房产证"})])
def test_what_stays_as_it_was_reopens_nothing(client_as, come_to, scope_of, state, topic, typed):
    row = come_to(state)
    before = books(row)
    answered(client_as, scope_of, row, topic, typed)
    assert now(row).state == state and books(row) == before


def test_what_was_paid_counts_under_the_new_quote(client_as, come_to, scope_of):
    row = come_to("paid")
    answered(client_as, scope_of, row, "place", {"place": "后门"})
    with pytest.raises(NotNow, match="收过住户的钱"):
        ending.refuse(scope_of("方敏仪"), row, "不行")
    _survey(scope_of, row, "s2")
    _quote(scope_of, row, "q2")
    _approve(scope_of, row)
    there = f"{V}/applications/{row.number}/pay"
    assert "已经交了 99.75 元" in client_as("方敏仪").get(there).text
    assert post(client_as("方敏仪"), there).status_code == 303 and now(row).state == PAID


def test_what_is_dearer_by_now_is_paid_up(client_as, come_to, scope_of):
    row = come_to("paid")
    answered(client_as, scope_of, row, "place", {"place": "后门"})
    _survey(scope_of, row, "s2")
    _quote(scope_of, row, "q2", 100_00)
    _approve(scope_of, row)
    sent = {"amount": "25.00", "receipt": "A2", "way": "cash", "paid_on": str(today())}
    assert post(client_as("方敏仪"), f"{V}/applications/{row.number}/pay", sent).status_code == 303
    assert now(row).state == PAID


def test_what_was_paid_too_much_is_reversed_first(client_as, come_to, scope_of):
    row = come_to("paid")
    answered(client_as, scope_of, row, "place", {"place": "后门"})
    _survey(scope_of, row, "s2")
    _quote(scope_of, row, "q2")
    approving.Quote.update(resident=50_00, town=249_25).where(
        approving.Quote.id == row.quotes.order_by(-approving.Quote.id).get().id).execute()
    _approve(scope_of, row)
    answer = post(client_as("方敏仪"), f"{V}/applications/{row.number}/pay")
    assert answer.status_code == 409 and "多收了 49.75 元" in answer.text


def test_withdrawn_meanwhile_the_money_is_fetched(client_as, come_to, scope_of):
    row = come_to("paid")
    answered(client_as, scope_of, row, "place", {"place": "后门"})
    there = f"{V}/applications/{row.number}/withdraw"
    assert "带上收据" in client_as("黄美珍").get(there).text
    assert post(client_as("黄美珍"), there).status_code == 303
    assert not sum(line.amount for line in Payment.select().where(Payment.application == row.id))
    assert books(row)[:3] == (0, 0, 0), "nothing goes back twice"


def test_what_stands_in_the_register_is_moved_there(client_as, applied, scope_of):
    row = applied("黄美珍", "accepted")
    for topic in ("place", "lens"):
        with pytest.raises(NotNow, match="移了位置"):
            questions.ask(scope_of("方敏仪"), row, topic, "请补", topic)
    assert questions.ask(scope_of("方敏仪"), row, "photo", "请补", "n")


def test_the_ledger_shows_no_void_quote(client_as, come_to, scope_of):
    row = come_to("quoted")
    ledger = f"{V}/ledgers/applications?q={row.number}"
    assert "199.50" in client_as("方敏仪").get(ledger).text
    answered(client_as, scope_of, row, "place", {"place": "后门"})
    assert "199.50" not in client_as("方敏仪").get(ledger).text
