"""What the applicant can no longer end: withdrawn and accepted for them, and approved but never paid."""

from datetime import timedelta

import pytest

from linli.database import transaction, utc_now
from linli.modules.services import save_settings
from linli.people.models import Person
from linli.people.services import disable, give_post
from linli.testing import photo, post
from linli.toolkit import album, reminders, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import NotNow
from linli.toolkit.reminders import Reminder
from plugins.cctv.applications import approving, paying, questions
from plugins.cctv.applications.models import ACCEPTED, APPROVED, LAPSED, PAID, WITHDRAWN, Application, Survey
from plugins.cctv.cameras import accepting
from plugins.cctv.cameras.models import Camera
from plugins.cctv.module import module
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import BudgetLine, Programme
from plugins.cctv.works import services
from plugins.cctv.works.models import Installation, Payment

V = "/440783108226/cctv"
GONE = {"reason": "搬去广州了，电话里说不装了"}


@pytest.fixture
def approved(quoted, scope_of):
    """`approved("黄美珍")`: both have spoken, and the money is set aside."""
    def make(name):
        row = quoted(name)
        for who in ("方敏仪", "梁书宁"):
            approving.approve(scope_of(who), row, row.quotes.get().id, "")
        return Application.get_by_id(row.id)
    return make


@pytest.fixture
def fitted(applied, person):
    """`fitted("黄美珍")`: 方敏仪 wrote down that it was put up."""
    def make(name):
        row = applied(name, "installed", approved_at=utc_now())
        Survey.create(application=row, day=today(), person=person("方立秋"))
        Installation.create(application=row, day=today(), by="电信", serial="SN-5", person=person("方敏仪"))
        with transaction():
            budget.reserve(row.programme_id, row.locality_id, 199_50, workflow.key_of(row), person("梁书宁"))
        return row
    return make


def url(row, end=""):
    return f"{V}/applications/{row.number}{end}"


def now(row):
    return type(row).get_by_id(row.id)


def told(person):
    return [row.title for row in Notice.select().where(Notice.person == person)]


def lines(row):
    return [(line.kind, line.amount) for line in BudgetLine.select().where(
        BudgetLine.record == workflow.key_of(row)).order_by(BudgetLine.id)]


def overdue(row):
    Application.update(pay_by=today() - timedelta(days=1)).where(Application.id == row.id).execute()
    return now(row)


# Withdrawn for them


@pytest.mark.parametrize("paid", [0, 40_00, 99_75])
def test_staff_end_it_with_a_reason_and_the_money_goes_back(client_as, approved, person, scope_of, paid):
    row, clerk = approved("黄美珍"), client_as("方敏仪")
    if paid:
        services.pay(scope_of("方敏仪"), row, {
            "amount": paid, "receipt": "A1", "way": "cash", "paid_on": today()}, "p")
    questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")  # and nobody will ever answer
    assert post(clerk, url(row, "/withdraw-for")).status_code == 422
    assert post(clerk, url(row, "/withdraw-for"), GONE).status_code == 303
    step = workflow.history_of(row)[-1]
    assert (now(row).state, step.name, step.person) == (WITHDRAWN, "withdraw_for", person("方敏仪"))
    assert step.note == now(row).reason == GONE["reason"]
    assert lines(row) == [("reserved", 199_50), ("given_back", -199_50)]
    assert not sum(line.amount for line in Payment.select().where(Payment.application == row.id))
    assert not Reminder.select().where(Reminder.record == workflow.key_of(row))
    assert "装摄像头的申请由工作人员代您撤回了" in told(person("黄美珍"))
    page = client_as("黄美珍").get(url(row)).text
    assert "工作人员代为撤回" in page and GONE["reason"] in page and "方敏仪" in page


@pytest.mark.parametrize("state", ["applied", "surveyed", "quoted"])
def test_before_the_approval_nothing_was_reserved(client_as, applied, programme, state):
    row = applied("黄美珍", state)
    assert post(client_as("方敏仪"), url(row, "/withdraw-for"), GONE).status_code == 303
    assert now(row).state == WITHDRAWN and not lines(row)


def test_what_hangs_is_taken_down_first(client_as, fitted, programme):
    row = fitted("黄美珍")
    assert "先把装好的拆下来" in client_as("方敏仪").get(url(row, "/withdraw-for")).text
    assert post(client_as("方敏仪"), url(row, "/withdraw-for"), GONE).status_code == 303
    assert Programme.get_by_id(programme.id).reserved == 0
    again = client_as("方敏仪").get(url(row, "/withdraw-for"))
    assert again.status_code == 409 and "撤回了" in again.text


def test_who_may_not_end_it_for_another(client_as, applied, person, scope_of):
    row = applied("黄美珍")
    for name, status in (("方立秋", 403), ("谢国强", 403), ("张远", 403), ("黄美珍", 403)):
        assert client_as(name).get(url(row, "/withdraw-for")).status_code == status, name
    own = applied("方敏仪")
    assert client_as("方敏仪").get(url(own, "/withdraw-for")).status_code == 403
    near = Person.create(name="同户", household=person("黄美珍").household_id)
    give_post(near, "village_staff", row.locality)
    for who in (near, "方立秋", "谢国强"):
        with pytest.raises(workflow.NotAllowed):
            services.withdraw_for(scope_of(who), row, "x", "n")


# Accepted for them


def test_staff_accept_for_somebody_with_photos_and_a_reason(client_as, fitted, person):
    row, other = fitted("黄美珍"), client_as("梁书宁")
    disable(person("黄美珍"))
    assert "代他验收" in other.get(url(row)).text
    for lacks in ({"photos": [photo()]}, {"reason": "住院了"}):
        assert post(other, url(row, "/accept-for"), lacks).status_code == 422
    sent = {"photos": [photo()], "reason": "老人住院，女儿在场看过"}
    assert post(other, url(row, "/accept-for"), sent).status_code == 303
    made, step = Camera.get(Camera.application == row), workflow.history_of(row)[-1]
    assert (now(row).state, step.name, step.note) == (ACCEPTED, "accept_for", "老人住院，女儿在场看过")
    assert made.person == person("黄美珍") and album.count_of(made) == 1


def test_whoever_wrote_the_installation_down_does_not_accept_it(client_as, fitted, person, scope_of):
    row = fitted("黄美珍")
    answer = post(client_as("方敏仪"), url(row, "/accept-for"), {"photos": [photo()], "reason": "他不在"})
    assert answer.status_code == 409 and "另一位同事" in answer.text and "他不在" in answer.text
    assert not Camera.select().where(Camera.application == row).exists()
    near = Person.create(name="同户", household=person("黄美珍").household_id)
    give_post(near, "village_staff", row.locality)
    for who in (near, "方立秋", "谢国强"):
        with pytest.raises(workflow.NotAllowed):
            accepting.accept_for(scope_of(who), row, [], "x", "n")


def test_the_applicant_still_may(client_as, fitted):
    answer = post(client_as("黄美珍"), url(fitted("黄美珍"), "/accept"), {"photos": [photo()]})
    assert answer.status_code == 303


# Approved and never paid


def test_the_days_to_pay_are_the_townships(approved, township, place, person, client_as):
    save_settings(module, township, {"pay_days": 20}, None)
    save_settings(module, place, {"pay_days": 300}, None)
    row = approved("黄美珍")
    assert row.pay_by == today() + timedelta(days=20)
    waits = Reminder.get(Reminder.record == workflow.key_of(row))
    assert waits.person == person("黄美珍") and waits.at.date() <= row.pay_by - timedelta(days=3)
    assert "最晚哪天交" in client_as("黄美珍").get(url(row)).text
    assert reminders.drain(waits.at) == 1 and "装摄像头的钱还没交" in told(person("黄美珍"))


def test_what_is_paid_is_reminded_of_no_more(approved, scope_of):
    row = approved("黄美珍")
    services.pay(scope_of("方敏仪"), row, {
        "amount": 99_75, "receipt": "A1", "way": "cash", "paid_on": today()}, "p")
    assert not Reminder.select().where(Reminder.record == workflow.key_of(row))
    overdue(row)
    line = Payment.get(Payment.application == row)
    services.reverse(scope_of("方敏仪"), line, "收据号抄错", "r")
    assert now(row).pay_by == today() + timedelta(days=30), "the days begin anew"
    assert Reminder.select().where(Reminder.record == workflow.key_of(row)).count() == 1


def test_staff_let_it_lapse_when_the_days_are_over(client_as, approved, programme, person, scope_of):
    row, clerk = approved("黄美珍"), client_as("方敏仪")
    early = clerk.get(url(row)).text
    assert "补贴退回" not in early and row.number not in clerk.get("/me/").text
    with pytest.raises(NotNow, match="还没过"):
        paying.lapse(scope_of("方敏仪"), row)
    row = overdue(row)
    assert "补贴退回" in clerk.get(url(row)).text
    assert "过期没交款" in clerk.get("/440783108226/desk").text
    assert post(clerk, url(row, "/lapse")).status_code == 303
    assert now(row).state == LAPSED and lines(row) == [("reserved", 199_50), ("given_back", -199_50)]
    assert (Programme.get_by_id(programme.id).reserved, Programme.get_by_id(programme.id).taken) == (0, 0)
    page = client_as("黄美珍").get(url(row)).text
    assert "前没有交款" in page and "可以重新申请" in page
    assert "装摄像头的申请过期了，没有交款" in told(person("黄美珍"))
    assert clerk.get(url(row, "/lapse")).status_code == 409
    assert clerk.get(f"{V}/programmes/{programme.number}").status_code == 200


def test_late_money_is_taken_until_then(approved, scope_of):
    row = overdue(approved("黄美珍"))
    services.pay(scope_of("方敏仪"), row, {
        "amount": 99_75, "receipt": "A1", "way": "cash", "paid_on": today()}, "p")
    assert now(row).state == PAID
    with pytest.raises(NotNow):
        paying.lapse(scope_of("方敏仪"), row)


def test_nothing_lapses_over_money_that_came_nor_over_a_question(approved, scope_of):
    row = overdue(approved("黄美珍"))
    question = questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    with pytest.raises(NotNow, match="材料"):
        paying.lapse(scope_of("方敏仪"), row)
    questions.take_back(scope_of("方敏仪"), question)
    services.pay(scope_of("方敏仪"), row, {
        "amount": 10_00, "receipt": "A1", "way": "cash", "paid_on": today()}, "p")
    with pytest.raises(NotNow, match="收过住户的钱"):
        paying.lapse(scope_of("方敏仪"), row)
    assert now(row).state == APPROVED


def test_who_may_not_let_it_lapse(client_as, approved, scope_of):
    row = overdue(approved("黄美珍"))
    assert client_as("黄美珍").get(url(row, "/lapse")).status_code == 403
    assert client_as("方立秋").get(url(row, "/lapse")).status_code == 403
    for who in ("方立秋", "谢国强"):
        with pytest.raises(workflow.NotAllowed):
            paying.lapse(scope_of(who), row)
