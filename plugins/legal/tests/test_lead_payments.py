"""What is paid on a lead: to the 分, never more than is owed, reversed and never edited."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import peewee
import pytest

from linli.database import db
from linli.people.models import Person
from linli.testing import post
from linli.testing.races import let_two_meet, without_guards
from linli.testing.scopes import scope_for
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.legal.leads import services
from plugins.legal.leads.models import PART, SENT, WORKER, Lead, Payment

AMOUNT = 10_000_01  # 10,000.01 元


@pytest.fixture
def officer(client_as):
    """冯少芬, labour officer of the township."""
    return client_as("冯少芬")


@pytest.fixture
def lead(app, person, village):
    """A lead that was sent to the labour office three days ago."""
    return Lead.create(number="QX-1", locality=village("宅群村"), source=WORKER, employer="顺风装修队",
                       site="文化室", people=2, amount=AMOUNT, reported_by=person("黄美珍"), state=SENT,
                       sent_on=today() - timedelta(days=3), due_on=today() + timedelta(days=30))


def url(lead, tail=""):
    return f"/440783108226/legal/leads/{lead.id}{tail}"


def pay(client, lead, amount, **more):
    return post(client, url(lead, "/pay"), {"amount": amount, "day": today().isoformat(), **more})


def state(lead):
    return Lead.get_by_id(lead.id).state


def amounts(lead):
    return [row.amount for row in Payment.select().where(Payment.lead == lead).order_by(Payment.id)]


def test_parts_make_the_whole_to_the_last_fen(officer, lead):
    for amount in ("3333.34", "3,333.33", "3333.33元"):
        assert pay(officer, lead, amount).status_code == 303
        assert state(lead) == PART
    record = officer.get(url(lead)).text
    assert "还差 0.01 元" in record and "10,000.00 元" in record
    assert pay(officer, lead, "0.01").status_code == 303
    assert state(lead) == "paid" and sum(amounts(lead)) == AMOUNT
    assert "10,000.01 元" in officer.get(url(lead)).text
    assert services.recovered_of(lead) == AMOUNT


@pytest.mark.parametrize(("amount", "said"), [
    ("0.001", "最多到分"), ("0", "要大于 0"), ("-5", "1234.50"), ("", "请填付了多少"),
    ("10000.02", "只剩 10,000.01 元"), ("9999999999999", "1234.50")])
def test_no_wrong_amount_is_taken_and_it_stays_in_the_form(officer, lead, amount, said):
    answer = pay(officer, lead, amount, note="转账给三个人")
    assert answer.status_code == 422 and said in answer.text
    assert "转账给三个人" in answer.text and f'value="{amount}"' in answer.text
    assert amounts(lead) == [] and state(lead) == SENT


def test_no_payment_in_the_future_or_before_the_lead(officer, lead):
    for day in (today() + timedelta(days=1), today() - timedelta(days=1)):
        answer = pay(officer, lead, "5", day=day.isoformat())
        assert answer.status_code == 422 and "到今天之间" in answer.text
    assert amounts(lead) == []


def test_a_mistake_is_reversed_by_a_line_of_its_own(officer, lead, client_as):
    pay(officer, lead, "100")
    pay(officer, lead, "9900.01")
    assert state(lead) == "paid" and Lead.get_by_id(lead.id).due_on is None
    first, second = Payment.select().where(Payment.lead == lead).order_by(Payment.id)
    assert post(officer, url(lead, f"/payments/{second.id}/reverse"), {"reason": ""}).status_code == 422
    post(officer, url(lead, f"/payments/{second.id}/reverse"), {"reason": "多打了一个零"})
    assert state(lead) == PART and amounts(lead) == [10_000, 990_001, -990_001]
    assert Lead.get_by_id(lead.id).due_on > today()
    post(officer, url(lead, f"/payments/{first.id}/reverse"), {"reason": "记到别人名下了"})
    assert state(lead) == SENT and services.recovered_of(lead) == 0
    record = client_as("黄美珍").get(url(lead)).text
    assert "多打了一个零" in record and record.count("已冲正") == 2 and "记错了，冲正" not in record


@pytest.mark.parametrize(("end", "amounts_before"), [
    ("/close", ["9000", "1000.01"]), ("/close-rest", ["1000"])])
def test_a_mistake_found_after_the_end_opens_the_lead_again(officer, lead, client_as, end, amounts_before):
    for amount in amounts_before:
        pay(officer, lead, amount)
    post(officer, url(lead, end), {"reason": "已申请仲裁", "note": ""})
    assert state(lead) == "closed"
    last = Payment.select().where(Payment.lead == lead).order_by(Payment.id.desc()).first()
    assert "记错了，冲正" in officer.get(url(lead)).text
    post(officer, url(lead, f"/payments/{last.id}/reverse"), {"reason": "工人没有收到"})
    left = amounts(lead)[:-2]
    assert amounts(lead)[-1] == -last.amount
    assert state(lead) == (PART if left else SENT) and services.recovered_of(lead) == sum(left)
    assert Lead.get_by_id(lead.id).due_on is not None
    history = [line.name for line in workflow.history_of(lead)]
    assert history[-2:] == [end[1:].replace("-", "_"), "reverse_part" if left else "reverse_whole"]
    worker = client_as("黄美珍")
    assert "工人没有收到" in worker.get(url(lead)).text and "工人没有收到" in worker.get("/me/inbox").text
    assert pay(officer, lead, "5").status_code == 303 and state(lead) == PART


def test_the_database_itself_refuses_to_change_a_payment(officer, lead):
    pay(officer, lead, "100")
    for wrong in (Payment.update(amount=1), Payment.delete(), Payment.update(note="x")):
        with pytest.raises(peewee.DatabaseError, match="append-only"), db.atomic():
            wrong.where(Payment.lead == lead).execute()
    assert amounts(lead) == [10_000]


def test_a_long_reason_is_kept_whole(officer, lead):
    pay(officer, lead, "5")
    payment = Payment.get(Payment.lead == lead)
    reason = "记到别人名下了，" * 50
    assert post(officer, url(lead, f"/payments/{payment.id}/reverse"), {"reason": reason}).status_code == 303
    assert Payment.get(Payment.reverses == payment).note == reason


def test_what_one_kind_of_form_made_is_no_answer_to_another(officer, lead, client_as):
    worker = client_as("黄美珍")
    nonce = {"nonce": "the-same-in-both"}
    facts = {"employer": "某公司", "site": "工地", "people": "1", "amount": "1", "contact_name": "黄",
             "contact_phone": "13800001234", "place": "440783108226"}
    assert post(worker, "/440783108226/legal/leads/new", {**facts, **nonce}).status_code == 303
    visit = {"day": today().isoformat(), "done": "接待", "minutes": "60", "length": "other"}
    assert post(client_as("司徒晴"), "/440783108226/legal/visits/new", {**visit, **nonce}).status_code < 500


def test_a_payment_is_reversed_once_and_a_reversal_never(officer, lead):
    pay(officer, lead, "100")
    pay(officer, lead, "100")
    payment = Payment.get(Payment.lead == lead)
    address = url(lead, f"/payments/{payment.id}/reverse")
    assert post(officer, address, {"reason": "记错"}).status_code == 303
    assert post(officer, address, {"reason": "再来"}).status_code == 409
    reversal = Payment.get(Payment.reverses == payment)
    assert post(officer, url(lead, f"/payments/{reversal.id}/reverse"), {"reason": "x"}).status_code == 409
    assert sum(amounts(lead)) == 10_000


def test_a_payment_of_another_lead_is_not_found(officer, lead):
    other = Payment.select().where(Payment.lead != lead.id).first()
    assert officer.get(url(lead, f"/payments/{other.id}/reverse")).status_code == 404


def test_the_rest_goes_to_court_with_a_reason(officer, lead, client_as):
    pay(officer, lead, "1000")
    assert post(officer, url(lead, "/close-rest"), {"reason": ""}).status_code == 422
    post(officer, url(lead, "/close-rest"), {"reason": "已申请仲裁"})
    assert state(lead) == "closed"
    record = client_as("黄美珍").get(url(lead)).text
    assert "已申请仲裁" in record and "未付 9,000.01 元" in record and "还差 9,000.01 元" in record


@pytest.mark.parametrize("protected", [True, False])
def test_two_payments_at_once_never_pay_too_much(app, lead, person, monkeypatch, protected):
    """Both have read what is left before either writes: without the guard both are taken."""
    let_two_meet(monkeypatch, services, "_refuse_payment")
    if not protected:
        without_guards(monkeypatch, services)
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda nonce: attempt(app, lead, person("冯少芬").id, nonce), "ab"))
    assert sum(taken) == (1 if protected else 2)
    assert (sum(amounts(lead)) <= AMOUNT) == protected


def attempt(app, lead, officer_id, nonce):
    with app.app_context(), db.connection_context():
        officer = Person.get_by_id(officer_id)
        scope = scope_for(app, officer)
        try:
            services.pay(scope, lead, today(), 6_000_00, "", nonce)
        except FieldRefused:
            return False
        return True
