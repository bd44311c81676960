"""Acting for another: by whose word, in which matters, until when, and what the record says."""

import re
from datetime import timedelta

import pytest

from linli.audit.models import AuditLine
from linli.database import LostRace, transaction
from linli.people.models import Person, Post
from linli.people.proxies import acting, services
from linli.people.proxies.models import DOOR, OFFICE, SELF, Proxy
from linli.people.services import disable, give_post
from linli.testing import csrf, post
from linli.testing.browsing import faults_by_axe, overflow, picture
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice, notify
from linli.toolkit.once import new_nonce
from linli.toolkit.refusals import FieldRefused
from linli.toolkit.workflow import History
from plugins.cctv.applications.models import Application
from plugins.legal.booking import services as bookings
from plugins.legal.booking.models import Booking, Matter

V = "/440783108226"


@pytest.fixture
def entrust(app, person, scope_of):
    """`entrust("黄美珍", "邓桂香", confided=["legal"])`: the first entrusts the second with legal."""
    def give(principal, agent, by=None, way=SELF, **consent):
        told = {"words": "替我约律师", "matters": ["legal"], "confided": [], "until": today(),
                "agreed_on": today(), **consent}
        principal = person(principal) if isinstance(principal, str) else principal
        with app.test_request_context():
            return services.give(scope_of(by or principal), principal, person(agent), way, told,
                                 new_nonce())
    return give


@pytest.fixture
def old(app, village):
    """Somebody of 宅群村 in the register, without an account."""
    return Person.select().where(Person.locality == village("宅群村"), Person.password_hash.is_null(),
                                 Person.household.is_null(False)).order_by(Person.id.desc()).first()


def acting_for(client_as, name, proxy):
    """A client of one of the cast that acts by this consent."""
    client = client_as(name)
    assert post(client, f"/me/proxies/{proxy.id}/begin").status_code == 303
    return client


def free_time(client):
    """The address of a free time of 宅群村."""
    return re.findall(rf'"({V}/legal/book/[^"?]+)', client.get(f"{V}/legal/book").text)[1]


def finish(client):
    """Press the button that ends acting, on whatever page it stands; the answer."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"{V}/").text)[1]
    return client.post("/me/proxies/finish", data={"csrf_token": token})


def test_a_daughter_books_and_the_record_says_for_whom(client_as, entrust, person):
    client = acting_for(client_as, "邓桂香", entrust("黄美珍", "邓桂香"))
    assert "您正在替黄美珍办事" in client.get(f"{V}/legal/").text
    answer = post(client, free_time(client), {"kind": "family", "text": "想问赡养"})
    made = Booking.select().order_by(Booking.id.desc()).first()
    assert answer.status_code == 303 and made.resident == person("黄美珍")
    line = History.get(History.record == f"legal_booking:{made.id}")
    assert (line.person.name, line.proxy.agent.name) == ("黄美珍", "邓桂香")
    for reader in ("黄美珍", made.adviser.person.name):
        assert "邓桂香 代 黄美珍" in client_as(reader).get(f"{V}/legal/bookings/{made.number}").text
    told = AuditLine.select().where(AuditLine.act == "by_proxy", AuditLine.subject == person("黄美珍"))
    assert [line.person.name for line in told] == ["邓桂香"]
    assert "邓桂香 · 代办" in client_as("黄美珍").get("/me/seen").text


def test_what_was_confided_stays_hidden_unless_it_was_agreed(client_as, entrust, person):
    booking = Booking.select().where(Booking.resident == person("黄美珍")).first()
    Matter.update(text="芦花巷里的事").where(Matter.booking == booking).execute()
    url = f"{V}/legal/bookings/{booking.number}"
    proxy = entrust("黄美珍", "邓桂香")
    client = acting_for(client_as, "邓桂香", proxy)
    assert booking.number in client.get(url).text and "芦花巷里的事" not in client.get(url).text
    Proxy.update(confided="legal").where(Proxy.id == proxy.id).execute()
    assert "芦花巷里的事" in client.get(url).text


@pytest.mark.parametrize("path", ["/me/", "/me/inbox", "/me/data", "/me/password", "/me/proxies/new",
                                  f"{V}/mediation/", f"{V}/points/passbook", f"{V}/desk"])
def test_nothing_opens_but_what_was_entrusted(client_as, entrust, path):
    client = acting_for(client_as, "谢国强", entrust("黄美珍", "谢国强"))
    answer = client.get(path)
    assert answer.status_code == 403 and "没有托您办这件事" in answer.text


def test_the_home_shows_the_entrusted_alone(client_as, entrust):
    client = acting_for(client_as, "邓桂香", entrust("黄美珍", "邓桂香"))
    html = client.get(f"{V}/").text
    assert f"{V}/legal/" in html and f"{V}/points/" not in html and f"{V}/mediation/" not in html
    assert "我的" not in html


def test_a_form_that_was_open_before_is_not_taken_for_the_other(client_as, entrust):
    client = client_as("邓桂香")
    url, before = free_time(client), Booking.select().count()
    token = csrf(client.get(url).text)
    post(client, f"/me/proxies/{entrust('黄美珍', '邓桂香').id}/begin")
    answer = client.post(url, data={"csrf_token": token, "kind": "family", "text": "我的事"})
    assert answer.status_code == 422 and "我的事" in answer.text and "您正在替黄美珍办事" in answer.text
    assert Booking.select().count() == before


def test_ended_while_acting_nothing_is_done_until_one_is_oneself_again(client_as, entrust):
    proxy = entrust("黄美珍", "邓桂香")
    client, before = acting_for(client_as, "邓桂香", proxy), Booking.select().count()
    post(client_as("黄美珍"), f"/me/proxies/{proxy.id}/end")
    for answer in (client.get(f"{V}/legal/book"), client.post(f"{V}/legal/book/1-20261201T0900"),
                   client.get("/me/")):
        assert answer.status_code == 409 and "代办结束了" in answer.text
    assert Booking.select().count() == before
    assert finish(client).status_code == 303
    assert client.get("/me/").status_code == 200


def test_acting_that_began_too_long_ago_is_over(client_as, entrust, monkeypatch):
    client = acting_for(client_as, "邓桂香", entrust("黄美珍", "邓桂香"))
    monkeypatch.setattr(acting, "LONGEST", timedelta(0))
    assert client.get(f"{V}/legal/").status_code == 409


def test_it_holds_until_its_day_and_while_the_principal_lives_and_holds_no_post(
        client_as, entrust, person, village, app):
    proxy = entrust("黄美珍", "邓桂香")
    client = acting_for(client_as, "邓桂香", proxy)
    Proxy.update(until=today() - timedelta(days=1)).where(Proxy.id == proxy.id).execute()
    assert client.get(f"{V}/legal/").status_code == 409
    Proxy.update(until=today()).where(Proxy.id == proxy.id).execute()
    assert client.get(f"{V}/legal/").status_code == 200
    give_post(person("黄美珍"), "grid_worker", village("宅群村"))
    assert client.get(f"{V}/legal/").status_code == 409
    other = entrust("谢国强", "邓桂香")
    second = acting_for(client_as, "邓桂香", other)
    disable(person("谢国强"))
    assert second.get(f"{V}/legal/").status_code == 409


def test_nobody_else_takes_up_a_consent(client_as, entrust):
    proxy = entrust("黄美珍", "邓桂香")
    assert client_as("谢国强").get(f"/me/proxies/{proxy.id}/begin").status_code == 404
    assert client_as("谢国强").get(f"/me/proxies/{proxy.id}").status_code == 404
    assert client_as("黄美珍").get(f"/me/proxies/{proxy.id}/begin").status_code == 303


@pytest.mark.parametrize(("principal", "agent", "by", "way"), [
    ("黄美珍", "黄美珍", "黄美珍", SELF),      # oneself
    ("方立秋", "邓桂香", "方立秋", SELF),      # serves here
    ("黄美珍", "邓桂香", "谢国强", SELF),      # another's matters
    ("黄美珍", "方敏仪", "方敏仪", OFFICE),    # whoever records it would gain by it
    ("黄美珍", "方立秋", "方立秋", DOOR),      # they can sign in themselves
])
def test_who_may_not(entrust, principal, agent, by, way):
    with pytest.raises(FieldRefused):
        entrust(principal, agent, by=by, way=way)
    assert not Proxy.select().where(Proxy.agent.in_(Person.select().where(Person.name == agent)),
                                    Proxy.words == "替我约律师").exists()


def test_the_same_two_have_one_at_a_time(entrust, scope_of, person, app):
    first = entrust("黄美珍", "邓桂香")
    assert Notice.select().where(Notice.person == person("邓桂香"), Notice.title == "托付了代办").count() == 1
    with pytest.raises(FieldRefused):
        entrust("黄美珍", "邓桂香")
    with app.test_request_context():
        services.end(scope_of("邓桂香"), first)
        with pytest.raises(LostRace):
            services.end(scope_of("黄美珍"), first)
    assert Notice.select().where(Notice.person == person("黄美珍"), Notice.title == "代办结束了").count() == 1
    second = entrust("黄美珍", "邓桂香")
    Proxy.update(until=today() - timedelta(days=1)).where(Proxy.id == second.id).execute()
    entrust("黄美珍", "邓桂香")  # what is past its day stands in nobody's way


def test_after_a_move_it_holds_no_more_and_may_be_given_anew(entrust, person, village, client_as):
    first = entrust("黄美珍", "邓桂香")
    Person.update(locality=village("强亚村")).where(Person.id == person("黄美珍").id).execute()
    client = client_as("邓桂香")
    assert client.get(f"/me/proxies/{first.id}/begin").status_code == 303  # to its page: it holds no more
    second = entrust("黄美珍", "邓桂香")
    assert Proxy.get_by_id(first.id).ended_at and second.locality == village("强亚村")
    assert client.get(f"/me/proxies/{second.id}/begin").status_code == 200


def test_a_grid_worker_books_at_the_door(client_as, old, person):
    client = client_as("方立秋")
    url = f"{V}/proxies/of/{old.id}/door"
    assert "没有手机" in client.get(f"{V}/proxies/of/{old.id}").text
    assert post(client, url, {"matters": ["legal"], "words": ""}).status_code == 422
    answer = post(client, url, {"matters": ["legal"], "words": "我不识字，你帮我约个律师"})
    assert answer.status_code == 303 and f"您正在替{old.name}办事" in client.get(f"{V}/").text
    proxy = Proxy.get(Proxy.principal == old, Proxy.way == DOOR)
    assert (proxy.until, proxy.agreed_on, proxy.confided) == (today(), today(), "")
    post(client, free_time(client), {"kind": "family", "text": "想问赡养"})
    made = Booking.select().order_by(Booking.id.desc()).first()
    assert made.resident == old
    finish(client)
    assert client.get("/me/").status_code == 200
    assert client.get(f"{V}/legal/bookings/{made.number}").status_code == 404


def test_who_decides_in_everything_is_offered_nothing_at_the_door(client_as, old):
    clerk = client_as("方敏仪")
    assert "现在就替他办" not in clerk.get(f"{V}/proxies/of/{old.id}").text
    assert clerk.get(f"{V}/proxies/of/{old.id}/door").status_code == 403


def test_the_office_writes_down_and_ends_a_consent(client_as, old, person):
    clerk, url = client_as("方敏仪"), f"{V}/proxies/of/{old.id}/office"
    told = {"name": "邓桂香", "phone": person("邓桂香").phone, "matters": ["legal"], "confided": ["legal"],
            "words": "我不会用手机", "ground": "agreed", "agreed_on": today().isoformat(),
            "until": (today() + timedelta(days=30)).isoformat()}
    assert post(clerk, url, {**told, "phone": "14000000999"}).status_code == 422
    assert post(clerk, url, {**told, "until": (today() + timedelta(days=800)).isoformat()}).status_code == 422
    assert post(clerk, url, {**told, "matters": [], "confided": ["legal"]}).status_code == 422
    before = Proxy.select().where(Proxy.principal == old, Proxy.ended_at.is_null()).count()
    assert post(clerk, url, told).status_code == 303
    proxy = Proxy.select().where(Proxy.principal == old).order_by(Proxy.id.desc()).first()
    assert (proxy.words, proxy.confided, proxy.recorded_by.name) == ("我不会用手机", "legal", "方敏仪")
    assert "我不会用手机" in clerk.get(f"{V}/proxies/{proxy.id}").text
    assert proxy.agent.name in clerk.get(f"{V}/register/ledgers/proxies").text
    assert post(clerk, f"{V}/proxies/{proxy.id}/end").status_code == 303
    assert Proxy.select().where(Proxy.principal == old, Proxy.ended_at.is_null()).count() == before
    assert client_as("方立秋").get(f"{V}/proxies/{proxy.id}").status_code == 403
    give = "/440783108227/proxies/of/"
    assert clerk.get(f"{give}{old.id}").status_code == 403


def test_a_guardian_acts_until_the_child_is_of_age(client_as, old, person):
    clerk, years = client_as("方敏仪"), today() + timedelta(days=365 * 8)
    answer = post(clerk, f"{V}/proxies/of/{old.id}/office", {
        "name": "谢国强", "phone": person("谢国强").phone, "matters": ["legal"],
        "words": "是孩子的父亲，看过户口簿", "ground": "guardian",
        "agreed_on": today().isoformat(), "until": years.isoformat()})
    proxy = Proxy.get(Proxy.principal == old, Proxy.agent == person("谢国强"))
    assert answer.status_code == 303 and (proxy.until, proxy.ground) == (years, "guardian")


def test_whoever_acts_hears_what_nobody_else_could_read(app, entrust, old, person, client_as):
    proxy = entrust(old, "邓桂香", by="方敏仪", way=OFFICE)
    with app.test_request_context(), transaction():
        notify(old, "预约取消了", "明天上午", f"{V}/legal/bookings/X", errand="legal")
        notify(old, "有人申请看录像", "", f"{V}/cctv/footage/1", errand="cctv")
        notify(old, "欠薪线索", "", f"{V}/legal/leads/X")
    told = list(Notice.select().where(Notice.person == person("邓桂香")).order_by(Notice.id))
    assert [each.title for each in told] == ["托付了代办", f"替{old.name}办的：预约取消了"]
    page = client_as("邓桂香").get(told[-1].url)
    assert page.status_code == 200 and f"替{old.name}办事？" in page.text and proxy


def test_one_entrusts_somebody_by_name_and_phone(client_as, person):
    client = client_as("黄美珍")
    told = {"name": "邓桂香", "phone": person("邓桂香").phone, "matters": ["legal", "cctv"],
            "words": "我在国外，让桂香替我约律师", "until": (today() + timedelta(days=90)).isoformat()}
    assert post(client, "/me/proxies/new", told).status_code == 303
    proxy = Proxy.get(Proxy.principal == person("黄美珍"))
    assert (proxy.matters, proxy.confided, proxy.way) == ("legal cctv", "", SELF)
    html = client.get("/me/proxies/").text
    assert "邓桂香" in html and "预约法律顾问、驻村法官、申请装摄像头，一直跟到装好" in html


def test_why_the_principal_cancelled_is_not_the_agents_to_read(client_as, entrust, person, scope_of, app):
    booking = Booking.select().where(Booking.state == "booked").order_by(Booking.starts_at.desc()).first()
    Booking.update(resident=person("黄美珍")).where(Booking.id == booking.id).execute()
    with app.test_request_context():
        bookings.cancel(scope_of("黄美珍"), booking, "家里吵得厉害")
    url = f"{V}/legal/bookings/{booking.number}"
    assert "家里吵得厉害" in client_as("黄美珍").get(url).text
    assert "家里吵得厉害" not in acting_for(client_as, "邓桂香", entrust("黄美珍", "邓桂香")).get(url).text


@pytest.mark.parametrize(("agent", "opens"), [("司徒晴", 403), ("方敏仪", 403), ("谢国强", 200)])
def test_whoever_serves_in_a_module_acts_for_nobody_there(client_as, entrust, agent, opens):
    client = acting_for(client_as, agent, entrust("黄美珍", agent))
    assert client.get(f"{V}/legal/book").status_code == opens


def test_nobody_works_on_the_consents_of_their_own_household(client_as, entrust, old, person):
    proxy = entrust("黄美珍", "邓桂香")
    Person.update(household=person("方敏仪").household).where(
        Person.id.in_([person("黄美珍").id, old.id])).execute()
    Person.update(household=person("方立秋").household).where(Person.id == old.id).execute()
    clerk = client_as("方敏仪")
    assert clerk.get(f"{V}/proxies/{proxy.id}").status_code == 404
    assert clerk.get(f"{V}/proxies/of/{person('黄美珍').id}").status_code == 403
    assert "邓桂香" not in re.sub(r"(?s)<header.*?</header>", "", clerk.get(
        f"{V}/register/ledgers/proxies?q=黄美珍").text)
    with pytest.raises(FieldRefused):
        entrust(Person.get_by_id(old.id), "方立秋", by="方立秋", way=DOOR)


def test_said_at_the_door_again_it_goes_on_and_ends_with_the_post(client_as, old, person):
    client, url = client_as("方立秋"), f"{V}/proxies/of/{old.id}/door"
    for words in ("帮我约个律师", "再帮我改个时间"):
        assert post(client, url, {"matters": ["legal"], "words": words}).status_code == 303
        finish(client)
    last = Proxy.select().where(Proxy.principal == old, Proxy.way == DOOR).order_by(Proxy.id.desc()).first()
    assert post(client, f"/me/proxies/{last.id}/begin").status_code == 303
    assert client.get(f"{V}/legal/book").status_code == 200
    Post.update(ends_on=today() - timedelta(days=1)).where(Post.person == person("方立秋")).execute()
    assert client.get(f"{V}/legal/book").status_code == 409


def test_whoever_booked_at_the_door_hears_it_for_a_month(app, entrust, old, person):
    proxy = entrust(old, "方立秋", by="方立秋", way=DOOR)
    for days, hears in ((20, 1), (40, 0)):
        day = today() - timedelta(days=days)
        Proxy.update(agreed_on=day, until=day).where(Proxy.id == proxy.id).execute()
        before = Notice.select().where(Notice.person == person("方立秋")).count()
        with app.test_request_context(), transaction():
            notify(old, "预约取消了", "明天上午", f"{V}/legal/bookings/X", errand="legal")
        assert Notice.select().where(Notice.person == person("方立秋")).count() - before == hears


def test_in_the_office_nobody_opens_what_an_account_holder_confided(client_as, person):
    html = client_as("方敏仪").get(f"{V}/proxies/of/{person('黄美珍').id}/office").text
    assert 'name="words"' in html and 'name="confided"' not in html and 'name="ground"' not in html


def test_a_late_answer_brings_nothing_back(app, client_as, entrust):
    name = app.config["SESSION_COOKIE_NAME"]
    client = acting_for(client_as, "邓桂香", entrust("黄美珍", "邓桂香"))
    late = client.get_cookie(name).value
    token = csrf(client.get(free_time(client)).text)
    finish(client)
    client.set_cookie(name, late)
    assert client.get("/me/").status_code == 200  # the row says whose, not the cookie
    url, before = free_time(client), Booking.select().count()
    client.set_cookie(name, late)
    assert client.post(url, data={"csrf_token": token, "kind": "family", "text": "她的事"}).status_code == 422
    assert Booking.select().count() == before


def test_the_words_of_a_consent_go_into_no_application(client_as, entrust, person):
    client = acting_for(client_as, "谢国强", entrust("黄美珍", "谢国强", matters=["legal", "cctv"],
                                                 words="替我约律师谈离婚"))
    Application.update(state="withdrawn").where(Application.person == person("黄美珍")).execute()
    url = re.search(rf"{V}/cctv/programmes/[^/\"]+", client.get(f"{V}/cctv/").text)[0] + "/apply"
    html = client.get(url).text
    package = re.search(r'name="package"[^>]*value="(\d+)"', html) or re.search(
        r'value="(\d+)"[^>]*name="package"', html)
    answer = post(client, url, {"package": package[1], "kind": "home", "place": "门口", "sees": "own"})
    made = Application.select().order_by(Application.id.desc()).first()
    assert answer.status_code == 303 and made.entered_by == person("谢国强") and "离婚" not in made.consent


def test_in_a_browser_at_the_width_of_a_phone(visit, person):
    """One entrusts the other, who books, sees it in the entrusted name, and is herself again."""
    giver = visit("黄美珍")
    giver.goto(giver.url.split("/4407")[0] + "/me/")
    giver.get_by_role("link", name="代办", exact=False).first.click()
    giver.get_by_role("link", name="请人代办").click()
    giver.get_by_label("姓名").fill("邓桂香")
    giver.get_by_label("手机号").fill(person("邓桂香").phone)
    giver.get_by_label("预约法律顾问、驻村法官").check()
    giver.get_by_label("写一句您的意思").fill("我在国外，请桂香替我约")
    assert not faults_by_axe(giver)
    giver.get_by_role("button", name="托付").click()
    giver.get_by_text("托付好了").wait_for()
    page = visit("邓桂香")
    page.goto(page.url.split("/4407")[0] + "/me/")
    page.get_by_role("link", name="替黄美珍办事").click()
    page.get_by_role("button", name="开始").click()
    page.get_by_text("您正在替黄美珍办事").wait_for()
    assert not faults_by_axe(page) and overflow(page) <= 0
    page.get_by_role("link", name="法律顾问").first.click()
    page.get_by_role("link", name="预约咨询").first.click()
    page.locator("a.time").first.click()
    page.locator("input[name=kind]").first.check()
    page.get_by_label("简单说几句").fill("想问赡养")
    page.get_by_role("button", name="就约").click()
    page.locator(".confirmation").wait_for()
    picture(page, "acting")
    page.get_by_role("button", name="办完了，回到自己").click()
    page.get_by_text("您回到自己的账号了").wait_for()
    assert page.locator(".acting").count() == 0
