"""Wage-arrears leads: who may report and see them, the whole path, deadlines, forms that keep words."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from linli.people.models import Post
from linli.people.services import give_post, tell_by
from linli.testing import count_queries, csrf, post
from linli.toolkit.calendar import add_working_days, holiday_list_ends, today
from linli.toolkit.notices import Delivery, Notice
from linli.toolkit.workflow import History
from plugins.legal.leads.cards import MOST
from plugins.legal.leads.models import CLOSED, NEW, REFUSED, SENT, VERIFIED, Lead, Payment

V, Q, T = "/440783108226/legal", "/440783108227/legal", "/440783108000/legal"
FACTS = {"employer": "顺风装修队", "site": "宅群村文化室", "people": "3", "amount": "12000.50",
         "contact_name": "黄美珍", "contact_phone": "14000000001", "text": "干了两个月没发"}
PLATFORM = {**FACTS, "source": "national", "platform_number": "GJ20260001", "place": "440783108226",
            "contact_name": "", "contact_phone": ""}
FOUND = {"employer": "顺风装修队", "people": "3", "amount": "12000.50"}
STEPS = ("verify", "send", "pay", "close", "close-rest", "refuse", "payments/1/reverse")


@pytest.fixture
def officer(client_as):
    """冯少芬, labour officer of the township."""
    return client_as("冯少芬")


@pytest.fixture
def reported(client_as):
    """A lead that 黄美珍 has just reported as a worker."""
    answer = post(client_as("黄美珍"), f"{V}/leads/new", FACTS)
    assert answer.status_code == 303, answer.text
    return Lead.get_by_id(int(answer.location.split("/")[-2]))


def now(lead):
    return Lead.get_by_id(lead.id)


def url(lead, tail=""):
    return f"/{lead.locality_id}/legal/leads/{lead.id}{'/' + tail if tail else ''}"


def test_a_worker_reports_finds_it_again_and_is_told_of_each_step(reported, client_as, officer):
    worker = client_as("黄美珍")
    assert reported.number in worker.get(url(reported, "reported")).text
    for page in (f"{V}/", "/me/", url(reported)):
        assert FACTS["employer"] in worker.get(page).text
    assert "有新的欠薪线索" in officer.get("/me/inbox").text
    verified = {"employer": "顺风装修公司", "people": "4", "amount": "11000", "note": "看过考勤"}
    assert post(officer, url(reported, "verify"), verified).location == url(reported)
    post(officer, url(reported, "send"), {"office": "市劳动监察大队", "office_number": "劳监 12 号"})
    post(officer, url(reported, "pay"), {"amount": "11000.00", "day": today().isoformat()})
    assert now(reported).state == "paid"
    post(officer, url(reported, "close"), {"note": "签收表已收"})
    assert now(reported).state == CLOSED and now(reported).due_on is None
    record = worker.get(url(reported)).text
    for words in ("顺风装修公司", "11,000.00 元", "12,000.50 → 11,000.00", "市劳动监察大队", "签收表已收"):
        assert words in record
    told = [notice.title for notice in Notice.select().where(
        Notice.person == reported.reported_by).order_by(Notice.id)]
    assert told == [f"欠薪线索：{state}" for state in ("已核实", "已转人社", "已付清", "已结案")]
    assert [line.name for line in History.select().where(
        History.record == f"legal_lead:{reported.id}").order_by(History.id)] == [
        "begin", "verify", "send", "pay_whole", "close"]
    assert FACTS["employer"] not in worker.get("/me/").text


def test_outside_the_site_nothing_is_said_of_it(reported, officer, person):
    tell_by(person("黄美珍"), "mail", "mei@example.org")
    post(officer, url(reported, "refuse"), {"reason": "不在本镇"})
    delivery = Delivery.select().order_by(Delivery.id.desc()).first()
    assert delivery.way == "mail" and "欠薪" in delivery.notice.title


def test_a_refusal_says_why_to_whoever_reported_it(reported, client_as, officer):
    assert post(officer, url(reported, "refuse"), {"reason": " "}).status_code == 422
    post(officer, url(reported, "refuse"), {"reason": "工地在台山，请打 12333"})
    assert now(reported).state == REFUSED
    worker = client_as("黄美珍")
    assert "工地在台山" in worker.get(url(reported)).text
    assert "工地在台山" in worker.get("/me/inbox").text
    assert post_without_page(officer, url(reported, "verify")) == 409


def post_without_page(client, address):
    """The status of a POST whose page would lead on; the token comes from another page."""
    token = csrf(client.get(f"{T}/leads/new").text)
    return client.post(address, data={
        "csrf_token": token, "employer": "甲", "people": "1", "amount": "1", "reason": "x",
        "office": "人社局", "day": today().isoformat(), "nonce": address[-40:]}).status_code


@pytest.mark.parametrize(("state", "allowed"), [
    (NEW, {"verify", "refuse"}), (VERIFIED, {"send", "refuse"}), (SENT, {"pay", "close-rest"}),
    ("part", {"pay", "close-rest", "payments/1/reverse"}), ("paid", {"close", "payments/1/reverse"}),
    (CLOSED, {"payments/1/reverse"}), (REFUSED, set())])
def test_each_state_allows_its_steps_and_no_others(reported, officer, state, allowed):
    payment = Payment.create(lead=reported, day=today(), amount=5, person=reported.reported_by)
    Lead.update(state=state, sent_on=today()).where(Lead.id == reported.id).execute()
    record = officer.get(url(reported)).text
    for step in STEPS:
        address = url(reported, step.replace("/1/", f"/{payment.id}/"))
        assert (f'"{address}"' in record) == (step in allowed), step
        assert officer.get(address).status_code == (200 if step in allowed else 303), step
        if step not in allowed:
            assert post_without_page(officer, address) == 409, step
    assert now(reported).state == state and Payment.select().where(
        Payment.lead == reported.id).count() == 1


@pytest.mark.parametrize("name", ["谢国强", "陈玉莲", "方敏仪", "张远", "司徒晴", "谭仲明", "梁书宁",
                                  "余海川", "关启文", "方立秋"])
def test_nobody_else_finds_a_lead(reported, client_as, scope_of, name):
    client = client_as(name)
    assert client.get(url(reported)).status_code == 404
    assert client.get(url(reported, "reported")).status_code == 404
    for step in STEPS:
        assert client.get(url(reported, step)).status_code in (403, 404)
        assert post_without_page_as(client, url(reported, step)) in (403, 404)
    assert reported not in list(Lead.visible_to(scope_of(name, None)))
    for page in (f"{V}/", "/me/", "/440783108226/"):
        assert reported.number not in client.get(page).text


def post_without_page_as(client, address):
    token = csrf(client.get(f"{V}/leads/new").text)
    return client.post(address, data={"csrf_token": token, "reason": "x"}).status_code


def test_signed_out_one_signs_in_first(client_as, reported):
    assert client_as().get(f"{V}/leads/new").status_code == 302
    assert client_as().get(url(reported)).status_code == 302


def test_a_lead_is_not_found_under_another_village(reported, officer):
    assert officer.get(f"{Q}/leads/{reported.id}").status_code == 404


def test_an_officer_of_another_place_has_nothing_to_do_with_it(reported, client_as, person, village):
    give_post(person("谢国强"), "labour_officer", village("强亚村"))
    other = client_as("谢国强")
    assert other.get(url(reported)).status_code == 404
    assert other.get(url(reported, "verify")).status_code == 403


def test_an_officer_takes_no_step_on_what_they_reported_as_a_worker(officer):
    answer = post(officer, f"{V}/leads/new", {**FACTS, "source": "worker"})
    own = Lead.get_by_id(int(answer.location.split("/")[-2]))
    assert "要由别的专员来办" in officer.get(url(own)).text
    for step in ("verify", "refuse"):
        assert officer.get(url(own, step)).status_code == 403
        assert post_without_page(officer, url(own, step)) == 403
    assert now(own).state == NEW


def test_village_staff_enter_for_their_window_and_see_only_their_own(reported, client_as, officer):
    clerk = client_as("方敏仪")
    window = {**FACTS, "source": "window", "employer": "关记砖厂"}
    refused = post(clerk, f"{V}/leads/new", {**window, "place": "440783108227"})
    assert refused.status_code == 422 and "登记到您管的地方" in refused.text
    answer = post(clerk, f"{V}/leads/new", window)
    assert answer.status_code == 303
    own = Lead.get_by_id(int(answer.location.split("/")[-2]))
    assert own.source == "window" and clerk.get(url(own)).status_code == 200
    assert clerk.get(url(reported)).status_code == 404
    assert clerk.get(url(own, "verify")).status_code == 403
    assert "关记砖厂" in clerk.get(f"{V}/").text and "关记砖厂" not in clerk.get("/me/").text
    assert client_as("张远").get(url(own)).status_code == 404
    Post.delete().where(Post.person == own.reported_by, Post.role == "village_staff").execute()
    assert clerk.get(url(own)).status_code == 404, "whoever no longer serves there no longer reads it"


def test_a_clerk_who_moved_to_another_village_reads_the_old_one_no_more(client_as, officer, person, village):
    clerk = client_as("方敏仪")
    answer = post(clerk, f"{V}/leads/new", {**FACTS, "source": "window", "contact_name": "李大勇"})
    lead = Lead.get_by_id(int(answer.location.split("/")[-2]))
    post(officer, url(lead, "verify"), FOUND)
    assert "已核实" in clerk.get("/me/inbox").text
    Post.update(locality=village("强亚村")).where(
        Post.person == person("方敏仪"), Post.role == "village_staff").execute()
    assert clerk.get(f"{Q}/ledgers/bookings").status_code == 200
    assert clerk.get(url(lead)).status_code == 404
    assert all("李大勇" not in clerk.get(page).text for page in (f"{V}/", f"{Q}/", "/me/"))
    post(officer, url(lead, "send"), {"office": "市劳动监察大队"})
    assert "已转人社" not in clerk.get("/me/inbox").text


@pytest.mark.parametrize("name", ["黄美珍", "方敏仪", "张远", "梁书宁"])
def test_a_platforms_lead_is_entered_by_an_officer_only(client_as, name):
    before = Lead.select().where(Lead.source == "national").count()
    page = client_as(name).get(f"{V}/leads/new").text
    assert 'name="platform_number"' not in page and 'value="national"' not in page
    assert post(client_as(name), f"{V}/leads/new", PLATFORM).status_code in (303, 422)
    assert Lead.select().where(Lead.source == "national").count() == before


def test_a_platforms_number_comes_once_for_each_source(officer):
    first = post(officer, f"{T}/leads/new", PLATFORM)
    assert first.status_code == 303
    again = post(officer, f"{T}/leads/new", {**PLATFORM, "employer": "别的名字"})
    assert again.status_code == 422
    number = Lead.get(Lead.platform_number == "GJ20260001").number
    assert f"已经登记过了，是 {number}" in again.text and "别的名字" in again.text
    assert post(officer, f"{T}/leads/new", {**PLATFORM, "source": "provincial"}).status_code == 303
    missing = post(officer, f"{T}/leads/new", {**PLATFORM, "platform_number": ""})
    assert missing.status_code == 422 and "要填平台编号" in missing.text


@pytest.mark.parametrize(("wrong", "said"), [
    ({"amount": "0.001"}, "最多到分"), ({"amount": "0"}, "要大于 0"), ({"amount": "三千"}, "1234.50"),
    ({"people": "0"}, "1 到 10000"), ({"people": ""}, "请填几个人"), ({"employer": " "}, "单位或老板的名字"),
    ({"contact_phone": "123"}, "手机号"), ({"contact_name": ""}, "找谁了解"),
    ({"site": "长" * 121}, "最多 120 个字")])
def test_what_is_wrong_is_said_and_what_was_typed_stays(client_as, wrong, said):
    before = Lead.select().count()
    answer = post(client_as("黄美珍"), f"{V}/leads/new", {**FACTS, **wrong})
    assert answer.status_code == 422 and said in answer.text
    for name, value in {**FACTS, **wrong}.items():
        assert value.strip() in answer.text, name
    assert Lead.select().count() == before


def test_the_same_form_twice_makes_one_lead_and_one_step(client_as, officer):
    worker = client_as("黄美珍")
    first = post(worker, f"{V}/leads/new", {**FACTS, "nonce": "the-same"})
    again = post(worker, f"{V}/leads/new", {**FACTS, "nonce": "the-same", "place": "440783108227"})
    assert again.location == first.location
    lead = Lead.get_by_id(int(first.location.split("/")[-2]))
    post(officer, url(lead, "verify"), {**FOUND, "nonce": "one"})
    post(officer, url(lead, "send"), {"office": "市劳动监察大队"})
    for _each in range(2):
        paid = {"amount": "1", "day": today().isoformat(), "nonce": "pay"}
        assert post(officer, url(lead, "pay"), paid).status_code == 303
    assert Payment.select().where(Payment.lead == lead).count() == 1


def test_a_nonce_of_another_form_makes_no_500(client_as):
    worker = client_as("黄美珍")
    first = post(worker, f"{V}/leads/new", {**FACTS, "nonce": "mine"})
    assert first.status_code == 303
    other = post(client_as("谢国强"), f"{V}/leads/new", {**FACTS, "nonce": "mine"})
    assert other.status_code == 404


def test_two_officers_at_once_the_later_is_told_how_it_stands(reported, officer):
    form = officer.get(url(reported, "refuse")).text
    post(officer, url(reported, "verify"), FOUND)
    post(officer, url(reported, "send"), {"office": "市劳动监察大队"})
    late = officer.post(url(reported, "refuse"), data={
        "csrf_token": csrf(form), "nonce": "late", "reason": "我写的原因"})
    assert late.status_code == 409
    assert "现在是“已转人社”" in late.text and "我写的原因" in late.text


@time_machine.travel(datetime(2026, 9, 29, 2, tzinfo=UTC), tick=False)
def test_deadlines_count_working_days_over_the_national_day(client_as):
    officer = client_as("冯少芬")
    answer = post(client_as("黄美珍"), f"{V}/leads/new", FACTS)
    lead = Lead.get_by_id(int(answer.location.split("/")[-2]))
    assert lead.due_on == date(2026, 10, 9)  # 30 September, then 8 and 9 October: 1 to 7 are off
    assert lead.number.startswith("QX-2026-")
    assert "还有 3 个工作日" in officer.get(url(lead)).text
    post(officer, url(lead, "verify"), FOUND)
    assert now(lead).due_on == date(2026, 10, 8)
    post(officer, url(lead, "send"), {"office": "市劳动监察大队"})
    assert now(lead).due_on == add_working_days(date(2026, 9, 29), 30)
    assert "放假安排还没有公布" not in officer.get(url(lead)).text


def test_past_the_holiday_list_the_page_says_so(client_as, officer):
    with time_machine.travel(datetime(holiday_list_ends(), 12, 31, 2, tzinfo=UTC), tick=False):
        answer = post(client_as("黄美珍"), f"{V}/leads/new", FACTS)
        year = f"{holiday_list_ends() + 1} 年的放假安排还没有公布"
        assert year in client_as("黄美珍").get(answer.location).text
        assert year in client_as("冯少芬").get(answer.location.removesuffix("/reported")).text


def test_a_platforms_deadline_is_kept(officer):
    upstream = today() + timedelta(days=1)
    answer = post(officer, f"{T}/leads/new", {**PLATFORM, "platform_due_on": upstream.isoformat()})
    assert now(Lead(id=int(answer.location.split("/")[-2]))).due_on == upstream


def test_what_is_late_comes_first_on_the_desk_and_in_mine(reported, officer, client_as):
    Lead.update(due_on=today() - timedelta(days=400)).where(Lead.id == reported.id).execute()
    desk = officer.get("/440783108000/desk").text
    assert "已超期 400 天" in desk and desk.index(reported.number) < desk.index("还有")
    assert "已超期 400 天" in officer.get("/me/").text
    worker = client_as("黄美珍").get("/me/").text
    assert "我报的欠薪" in worker and "已超期" not in worker


def test_a_lead_of_the_township_itself_is_not_lost_in_mine(officer):
    post(officer, f"{T}/leads/new", {**PLATFORM, "place": "440783108000", "employer": "镇里的工地"})
    assert "镇里的工地" in officer.get("/me/").text


def test_switching_off_says_how_many_are_open(client_as):
    text = client_as("方敏仪").get("/440783108226/modules/legal/switch").text
    assert "条欠薪线索没有办完" in text and "个预约没到时间" in text


def test_pages_keep_their_budget_however_many_leads(reported, officer):
    pages = (url(reported), url(reported, "verify"), f"{T}/leads/new", f"{V}/", "/me/",
             "/440783108000/desk")

    def counts():
        found = []
        for page in pages:
            with count_queries() as seen:
                assert officer.get(page).status_code == 200
            found.append(len(seen))
        return found
    before = counts()
    row = {name: value for name, value in now(reported).__data__.items() if name != "id"}
    Lead.insert_many([{**row, "number": f"more-{each}", "reported_by": 1 + each % 9}
                      for each in range(200)]).execute()
    Payment.insert_many([{"lead": reported.id, "day": today(), "amount": 1, "person": 1,
                          "at": row["reported_at"]} for _each in range(50)]).execute()
    after = counts()
    assert after == before and max(before[:3]) <= 15  # the others hold every module
    assert officer.get("/me/").text.count("欠薪线索：") <= MOST


def test_the_ledger_is_for_officers_and_filters_by_what_is_late_now(reported, officer, client_as):
    Lead.update(due_on=today() - timedelta(days=1)).where(Lead.id == reported.id).execute()
    late = officer.get(f"{T}/ledgers/leads?overdue=late").text
    assert reported.number in late and "佳和建材店" not in late
    assert reported.number not in officer.get(f"{T}/ledgers/leads?overdue=running").text
    upstream = Lead.get(Lead.employer == "佳和建材店").platform_number
    found = officer.get(f"{T}/ledgers/leads?q={upstream}").text
    assert "佳和建材店" in found and reported.number not in found
    assert url(reported) in late and "12,000.50" in late
    paid = Lead.select(Lead.recovered()).where(Lead.employer == "碧江民宿").scalar()
    assert f"{paid // 100:,}.{paid % 100:02}" in officer.get(f"{T}/ledgers/leads?state=part").text
    for name in ("黄美珍", "方敏仪", "梁书宁", "司徒晴"):
        assert client_as(name).get(f"{T}/ledgers/leads").status_code == 403


@pytest.mark.parametrize("strange", ["9" * 30, "-1", "９", "x" * 3000, "\0", "'\"<b>", "2026-13-45", "😀"])
def test_nothing_strange_in_a_form_makes_a_500(reported, officer, strange):
    token = csrf(officer.get(f"{T}/leads/new").text)
    names = ("nonce", "source", "place", "employer", "site", "people", "amount", "contact_name",
             "contact_phone", "text", "platform_number", "platform_due_on", "office",
             "office_number", "note", "reason", "day")
    sent = {**dict.fromkeys(names, strange), "csrf_token": token}
    for address in (f"{T}/leads/new", *(url(reported, step) for step in STEPS)):
        assert officer.post(address, data=sent).status_code in (303, 404, 409, 422), address
