"""Payment at the office and the installation: what is written down, reversed, and refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from linli.database import LostRace, db, transaction, utc_now
from linli.people.services import give_post
from linli.testing import count_queries, photo, post
from linli.testing.pages import PageReader
from linli.testing.races import let_two_meet, without_guards
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import FieldRefused, NotNow
from linli.toolkit.workflow import NotAllowed, history_of
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import (
    APPROVED,
    INSTALLED,
    PAID,
    WITHDRAWN,
    Question,
    Quote,
    Survey,
)
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import Programme
from plugins.cctv.tests.making import make_application, make_programme
from plugins.cctv.works import services
from plugins.cctv.works.models import Installation, Payment

HERE = "/440783108226/cctv"
DUE = 99_75  # the resident's part of the quote that `make_application` makes


@pytest.fixture
def package(village):
    """A package of a programme that is open."""
    return make_programme(village("塘口镇"))[1]


@pytest.fixture
def application(package, village, person):
    """黄美珍's, approved three days ago."""
    return make_application(package, village("宅群村"), person("黄美珍"), APPROVED,
                            approved_at=utc_now() - timedelta(days=3))


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


def url(application, end):
    return f"{HERE}/applications/{application.number}/{end}"


def typed(**changed):
    """What a clerk types from a receipt."""
    return {"amount": "99.75", "receipt": "0001", "way": "cash", "paid_on": str(today()), **changed}


def fitted(**changed):
    """What is typed when the camera stands."""
    return {"day": str(today()), "by": "电信 李师傅", "serial": "SN-1", "sign": "y", "photos": [photo()],
            **changed}


def now(row):
    return type(row).get_by_id(row.id)


def balance(application):
    return sum(line.amount for line in Payment.select().where(Payment.application == application.id))


def told(person):
    return [row.title for row in Notice.select().where(Notice.person == person)]


def test_the_whole_part_is_paid(clerk, application, person):
    page = clerk.get(url(application, "pay")).text
    assert "99.75" in page and "这个网站不收钱" in page
    assert post(clerk, url(application, "pay"), typed()).status_code == 303
    assert (now(application).state, balance(application)) == (PAID, DUE)
    assert "钱收到了，接下来等安装" in told(person("黄美珍"))
    assert history_of(application)[-1].name == "pay"


def test_part_payments_add_up(clerk, application):
    post(clerk, url(application, "pay"), typed(amount="50"))
    assert now(application).state == APPROVED
    assert "49.75" in clerk.get(url(application, "pay")).text
    answer = post(clerk, url(application, "pay"), typed(amount="49.76", receipt="0002"))
    assert answer.status_code == 422 and "还差 49.75 元" in answer.text
    post(clerk, url(application, "pay"), typed(amount="49.75", receipt="0002"))
    assert (now(application).state, balance(application)) == (PAID, DUE)


def test_a_form_sent_twice_is_one_payment(clerk, application):
    page = PageReader(clerk.get(url(application, "pay")).text).forms
    sent = {**page[-1].fields, **typed(amount="20")}
    answers = [clerk.post(url(application, "pay"), data=sent) for _each in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303] and balance(application) == 20_00


def test_a_receipt_is_entered_once_in_a_programme(clerk, application, package, village, person):
    post(clerk, url(application, "pay"), typed(amount="20"))
    other = make_application(package, village("宅群村"), person("谢国强"), APPROVED)
    for row in (application, other):
        answer = post(clerk, url(row, "pay"), typed(amount="20"))
        assert answer.status_code == 422 and "收据 0001 已经登记过了" in answer.text
        assert 'value="20"' in answer.text
    assert Payment.select().where(Payment.receipt == "0001").count() == 1
    elsewhere = make_application(make_programme(village("塘口镇"))[1], village("宅群村"), person("谢国强"),
                                 APPROVED)
    assert post(clerk, url(elsewhere, "pay"), typed(amount="20")).status_code == 303


def test_a_receipt_entered_twice_at_the_same_moment(app, application, package, village, person, scope_of,
                                                    monkeypatch):
    """Whoever did not see the other's line fails on the index, and is told the same."""
    line = {"amount": 20_00, "receipt": "0001", "way": "cash", "paid_on": today()}
    other = make_application(package, village("宅群村"), person("谢国强"), APPROVED)
    services.pay(scope_of("方敏仪"), application, line, "one")
    monkeypatch.setattr(services, "_entries", lambda *_arguments: 0)
    with pytest.raises(FieldRefused):
        services.pay(scope_of("方敏仪"), other, line, "two")
    assert balance(other) == 0


@pytest.mark.parametrize(("changed", "said"), [
    ({"amount": ""}, "请填收了多少"), ({"amount": "0"}, "请填收了多少"), ({"amount": "-5"}, "金额请写成"),
    ({"amount": "9" * 30}, "金额"), ({"amount": "100"}, "还差"), ({"receipt": " "}, "请填收据编号"),
    ({"receipt": "\0"}, "看不见的符号"), ({"receipt": "x" * 41}, "最多 40 个字"), ({"way": "wallet"}, "way"),
    ({"paid_on": str(today() + timedelta(days=1))}, "还没有到"),
    ({"paid_on": str(today() - timedelta(days=4))}, "才批准"), ({"paid_on": "x"}, "没有这一天")])
def test_what_is_wrong_stands_beside_its_field(clerk, application, changed, said):
    answer = post(clerk, url(application, "pay"), typed(**changed))
    assert answer.status_code == 422 and said in answer.text
    assert (now(application).state, balance(application)) == (APPROVED, 0)


def test_a_mistake_is_reversed_by_a_line_and_entered_again(clerk, application, person):
    post(clerk, url(application, "pay"), typed())
    line = Payment.get(Payment.application == application.id)
    reverse = f"{HERE}/payments/{line.id}/reverse"
    assert post(clerk, reverse).status_code == 422
    assert post(clerk, reverse, {"reason": "收据号抄错了"}).status_code == 303
    assert (now(application).state, balance(application)) == (APPROVED, 0)
    lines = list(Payment.select().where(Payment.application == application.id).order_by(Payment.id))
    assert [(each.amount, each.note) for each in lines] == [(DUE, ""), (-DUE, "收据号抄错了")]
    assert history_of(application)[-1].note == "收据号抄错了"
    again = post(clerk, reverse, {"reason": "再来一次"})
    assert again.status_code == 409 and "已经冲销过" in again.text
    assert post(clerk, url(application, "pay"), typed()).status_code == 303
    assert (now(application).state, balance(application)) == (PAID, DUE)


def test_nothing_is_reversed_once_the_camera_stands(clerk, application):
    post(clerk, url(application, "pay"), typed())
    post(clerk, url(application, "install"), fitted())
    line = Payment.get(Payment.application == application.id)
    answer = post(clerk, f"{HERE}/payments/{line.id}/reverse", {"reason": "想退"})
    assert answer.status_code == 409 and balance(application) == DUE


def test_where_the_resident_pays_nothing(clerk, application, client_as):
    Quote.update(resident=0, town=299_25).where(Quote.application == application.id).execute()
    assert "这一户不用交钱" in clerk.get(url(application, "pay")).text
    assert post(clerk, url(application, "pay")).status_code == 303
    assert now(application).state == PAID and not Payment.select().where(
        Payment.application == application.id).exists()


def test_nobody_marks_as_paid_what_is_to_be_paid(app, application, scope_of):
    with pytest.raises(NotNow):
        services.mark_paid(scope_of("方敏仪"), application)
    assert now(application).state == APPROVED


@pytest.mark.parametrize("protected", [True, False])
def test_two_clerks_enter_the_whole_at_once(app, application, scope_of, monkeypatch, protected):
    """Both have seen that all is left to pay; without what holds the application, both are let in."""
    if not protected:
        without_guards(monkeypatch, steps)
        monkeypatch.setattr(budget, "hold", lambda _programme: None)
        monkeypatch.setattr(services.workflow, "apply", lambda *_given, **_named: None)
    let_two_meet(monkeypatch, services, "_entries")
    scopes = [scope_of("方敏仪"), scope_of("梁书宁")]

    def attempt(number):
        with app.app_context(), db.connection_context():
            try:
                services.pay(scopes[number], application, {
                    "amount": DUE, "receipt": f"R{number}", "way": "cash", "paid_on": today()}, f"n{number}")
            except LostRace:
                return False
            return True
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(attempt, range(2))) == (1 if protected else 2)
    assert balance(application) == (DUE if protected else 2 * DUE)


def test_no_step_while_a_question_is_open(clerk, application, person):
    Question.create(application=application, topic="proof", text="租约呢？", asked_by=person("方敏仪"))
    answer = post(clerk, url(application, "pay"), typed())
    assert answer.status_code == 409 and "没补齐" in answer.text and balance(application) == 0


def test_nobody_records_their_own_or_their_households(app, client_as, package, village, person, scope_of):
    own = make_application(package, village("宅群村"), person("方敏仪"), APPROVED)
    clerk = client_as("方敏仪")
    assert post(clerk, url(own, "pay"), typed()).status_code == 403
    near = person("黄美珍")
    give_post(near, "village_staff", village("宅群村"))
    kin = make_application(package, village("宅群村"), person("陈玉莲"), APPROVED)
    type(near).update(household=near.household_id).where(type(near).id == person("陈玉莲").id).execute()
    with pytest.raises(NotAllowed):
        services.pay(scope_of("黄美珍"), now(kin), {
            "amount": 1, "receipt": "9", "way": "cash", "paid_on": today()}, "x")
    assert balance(own) == balance(kin) == 0


def test_strangers_see_nothing(client_as, application, clerk):
    post(clerk, url(application, "pay"), typed())
    post(clerk, url(application, "install"), fitted())
    line = Payment.get(Payment.application == application.id)
    made = Installation.get(Installation.application == application.id)
    picture = f"{HERE}/installations/{made.id}/photos/{album.photos_of(made)[0].id}"
    assert clerk.get(picture).mimetype == "image/jpeg"
    assert client_as("黄美珍").get(picture).status_code == 200
    next_door = "/440783108233/cctv"
    stranger, neighbour = client_as("谢国强"), client_as("张远")
    assert stranger.get(picture).status_code == 404
    assert stranger.get(url(application, "withdraw")).status_code == 404
    for end in (f"applications/{application.number}/pay", f"payments/{line.id}/reverse",
                f"applications/{application.number}/install"):
        assert stranger.get(f"{HERE}/{end}").status_code == 403
        assert clerk.get(f"{next_door}/{end}").status_code in (403, 404)
        assert neighbour.get(f"{HERE}/{end}").status_code == 403
    assert neighbour.get(picture).status_code == 404


def test_an_application_of_another_village_is_not_here(client_as, package, village, person):
    other = make_application(package, village("强亚村"), person("谢国强"), APPROVED)
    assert client_as("方敏仪").get(url(other, "pay")).status_code == 404
    assert client_as("张远").get(
        f"/{village('强亚村').code}/cctv/applications/{other.number}/pay").status_code == 200


def reserved(application, person):
    """Set the town's part aside, as the last approval does."""
    with transaction():
        budget.reserve(application.programme_id, application.locality_id, 199_50,
                       f"cctv_application:{application.id}", person)


@pytest.mark.parametrize("paid", ["99.75", "40", ""])
def test_giving_up_after_the_approval(client_as, clerk, application, person, paid):
    reserved(application, person("方敏仪"))
    if paid:
        post(clerk, url(application, "pay"), typed(amount=paid))
    resident = client_as("黄美珍")
    page = resident.get(url(application, "withdraw")).text
    assert ("带上收据" in page) == bool(paid)
    assert post(resident, url(application, "withdraw"), {"reason": "不想装了"}).status_code == 303
    row, programme = now(application), Programme.get_by_id(application.programme_id)
    assert (row.state, row.reason, balance(row)) == (WITHDRAWN, "不想装了", 0)
    assert (programme.reserved, programme.taken) == (0, 0)
    assert ("有一户不装摄像头了，要退款" in told(person("方敏仪"))) == bool(paid)
    again = resident.get(url(application, "withdraw"))
    assert again.status_code == 409 and "撤不回来" in again.text


def test_only_the_applicant_gives_up(clerk, application):
    assert clerk.get(url(application, "withdraw")).status_code == 403


def test_what_was_put_up(client_as, clerk, application, person):
    post(clerk, url(application, "pay"), typed())
    assert post(clerk, url(application, "install"), fitted(words="走明线")).status_code == 303
    made = Installation.get(Installation.application == application.id)
    assert (made.by, made.serial, made.sign, made.words) == ("电信 李师傅", "SN-1", True, "走明线")
    assert album.count_of(made) == 1 and now(application).state == INSTALLED
    assert "摄像头装好了，请看一看，没问题就验收" in told(person("黄美珍"))
    late = clerk.get(url(application, "install"))
    assert late.status_code == 200 and "现在不等安装" in late.text


@pytest.mark.parametrize(("changed", "said"), [
    ({"photos": []}, "至少要 1 张照片"), ({"serial": ""}, "请填序列号"), ({"by": ""}, "请填谁装的"),
    ({"day": str(today() + timedelta(days=1))}, "还没有到"), ({"serial": "\0"}, "看不见的符号"),
    ({"day": str(today() - timedelta(days=30))}, "才批准")])
def test_what_is_missing_of_an_installation(clerk, application, changed, said):
    post(clerk, url(application, "pay"), typed())
    answer = post(clerk, url(application, "install"), fitted(**changed))
    assert answer.status_code == 422 and said in answer.text and now(application).state == PAID


@pytest.mark.parametrize(("article", "status"), [(0, 303), (7, 422), (9, 422)])
def test_a_sign_hangs_where_public_ground_is_seen(clerk, application, person, article, status):
    Survey.create(application=application, day=today(), article=article, person=person("方立秋"))
    post(clerk, url(application, "pay"), typed())
    sent = fitted()
    del sent["sign"]
    answer = post(clerk, url(application, "install"), sent)
    assert answer.status_code == status and ("要先挂好提示牌" in answer.text) == bool(article)


def test_nothing_is_installed_before_it_is_paid(clerk, application):
    assert "现在不等安装" in clerk.get(url(application, "install")).text


def test_the_pages_ask_little(clerk, client_as, application):
    post(clerk, url(application, "pay"), typed(amount="20"))
    for _each in range(3):
        for end in ("pay", ""):
            with count_queries() as seen:
                clerk.get(url(application, end).rstrip("/"))
            assert len(seen) <= 15
        Payment.insert_many([{"application": application.id, "programme": application.programme_id,
                              "amount": 1, "way": "cash", "receipt": f"{_each}-{number}", "paid_on": today(),
                              "person": application.person_id} for number in range(9)]).execute()
