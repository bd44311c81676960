"""How a person wants to be told, and what becomes of what could not be sent."""

import re

import pytest

from linli import jobs
from linli.database import db, transaction, utc_now
from linli.delivery.models import DROPPED, FAILED, TOLD, WAITING
from linli.people.services import disable, give_post, tell_by
from linli.testing import csrf, post
from linli.toolkit.notices import Delivery, notify

V, TOWN, OTHER = "/440783108226", "/440783108000", "/440783108227"
ADDRESS = "mei.zhen@example.org"


@pytest.fixture
def failed(person):
    """`failed(name, times=1)`: a notice of this person that could not be sent by e-mail."""
    def make(name, times=1):
        tell_by(person(name), "mail", ADDRESS)
        with transaction():
            for _time in range(times):
                notify(person(name), "律师答复", "您问的围墙", "/me/")
        Delivery.update(state=FAILED, reason="refused", tries=1, ended_at=utc_now()).where(
            Delivery.person == person(name)).execute()
        return Delivery.select().where(Delivery.person == person(name)).order_by(Delivery.id.desc()).first()
    return make


def act(client, delivery, word, place=V):
    """Press one of the buttons beside a row."""
    url = f"{place}/undelivered/{delivery.id}"
    token = csrf(client.get(f"{place}/undelivered").text)
    return client.post(url, data={"csrf_token": token, "act": word})


def shown(client, url=f"{V}/undelivered"):
    """The page as text, and how many rows it lists."""
    text = client.get(url).text
    return text, len(re.findall(r'action="[^"]*/undelivered/\d+"', text))


def test_only_what_is_set_up_is_offered(app, client_as):
    client = client_as("黄美珍")
    page = client.get("/me/telling").text
    assert "还没有开通短信和邮件" in page and 'value="mail"' not in page and 'value="chat"' not in page
    app.config.update(MAIL_HOST="127.0.0.1", SMS_URL="http://127.0.0.1:1/")
    page = client.get("/me/telling").text
    assert 'value="mail"' in page and 'value="sms"' in page and "140****" in page
    assert 'value="chat"' not in page, "a group is no person's"


def test_one_chooses_and_chooses_otherwise(app, client_as, person):
    app.config.update(MAIL_HOST="127.0.0.1", SMS_URL="http://127.0.0.1:1/")
    client = client_as("黄美珍")
    for chosen, told_by in (("sms", "sms"), ("none", ""), ("mail", "mail")):
        answer = post(client, "/me/telling", {"told_by": chosen, "email": f" {ADDRESS} "})
        assert answer.status_code == 303 and person("黄美珍").told_by == told_by
        assert re.search(rf'value="{chosen}"[^>]*checked|checked[^>]*value="{chosen}"',
                         client.get("/me/telling").text)
    assert person("黄美珍").email == ADDRESS


@pytest.mark.parametrize("wrong", ["", "a@[b.c", "a,b@c.dd", "a\0@b.cc", "=?utf-8?q?=0a?=@b.cc", "a b@c.dd"])
def test_an_email_that_is_none_is_said_beside_the_field(app, client_as, person, wrong):
    app.config["MAIL_HOST"] = "127.0.0.1"
    answer = post(client_as("黄美珍"), "/me/telling", {"told_by": "mail", "email": wrong})
    assert answer.status_code == 422 and 'id="email-error"' in answer.text
    assert person("黄美珍").email is None and person("黄美珍").told_by == ""


@pytest.mark.parametrize("chosen", ["chat", "mail", "x" * 300, "", None])
def test_a_way_that_is_not_offered_is_refused(client_as, person, chosen):
    data = {} if chosen is None else {"told_by": chosen}
    assert post(client_as("黄美珍"), "/me/telling", data).status_code == 422
    assert person("黄美珍").told_by == ""


def test_village_staff_see_who_where_and_why_and_not_what(app, client_as, failed):
    app.config["MAIL_HOST"] = "127.0.0.1"
    failed("黄美珍")
    text, rows = shown(client_as("方敏仪"))
    assert rows == 1 and "共 1 条" in text
    for words in ("黄美珍", "邮件", "m***@example.org", "对方不收"):
        assert words in text, words
    for secret in (ADDRESS, "律师答复", "围墙"):
        assert secret not in text, secret


def test_each_sees_the_people_of_their_own_places(client_as, failed, person, village):
    failed("黄美珍")
    assert shown(client_as("关启文"), f"{TOWN}/undelivered")[1] == 1
    assert shown(client_as("关启文"), f"{OTHER}/undelivered")[1] == 0
    give_post(person("谢国强"), "village_staff", village("强亚村"))
    assert shown(client_as("谢国强"), f"{OTHER}/undelivered")[1] == 0
    assert client_as("谢国强").get(f"{V}/undelivered").status_code == 403
    failed("司徒晴")  # lives elsewhere, and holds a post in 宅群村
    assert shown(client_as("方敏仪"))[1] == 2


def test_nobody_is_asked_to_tell_somebody_who_is_gone(client_as, failed, person):
    failed("黄美珍")
    disable(person("黄美珍"))
    assert shown(client_as("方敏仪"))[1] == 0


def test_the_desk_says_how_many_wait(client_as, failed):
    clerk = client_as("方敏仪")
    assert "没有送到的消息" not in clerk.get(f"{V}/desk").text
    failed("黄美珍", times=3)
    text = clerk.get(f"{V}/desk").text
    assert "没有送到的消息" in text and re.search(r"没有送到的消息.*?3 条", text, re.DOTALL)


@pytest.mark.parametrize(("word", "state"), [("again", WAITING), ("drop", DROPPED), ("told", TOLD)])
def test_what_one_does_about_it(client_as, failed, person, word, state):
    delivery, clerk = failed("黄美珍"), client_as("方敏仪")
    assert act(clerk, delivery, word).status_code == 303
    row = Delivery.get_by_id(delivery.id)
    assert (row.state, row.seen_by) == (state, person("方敏仪"))
    assert shown(clerk)[1] == 0
    assert "黄美珍" in clerk.get(f"{V}/undelivered?state=all").text


def test_again_means_at_once_and_with_all_its_tries(app, client_as, failed, mail_server):
    act(client_as("方敏仪"), failed("黄美珍"), "again")
    db.close()
    with mail_server() as server:
        assert jobs.deliver_once(app) == 1 and server.kept[0]["To"] == ADDRESS


def test_whoever_comes_second_is_told_that_it_was_seen_to(client_as, failed):
    delivery, clerk, other = failed("黄美珍"), client_as("方敏仪"), client_as("关启文")
    token = csrf(other.get(f"{V}/undelivered").text)
    assert act(clerk, delivery, "told").status_code == 303
    late = other.post(f"{V}/undelivered/{delivery.id}", data={"csrf_token": token, "act": "again"})
    assert late.status_code == 409 and Delivery.get_by_id(delivery.id).state == TOLD


@pytest.mark.parametrize("word", ["", "x", None])
def test_a_forged_button_does_nothing(client_as, failed, word):
    delivery = failed("黄美珍")
    assert act(client_as("方敏仪"), delivery, word).status_code == 400
    assert Delivery.get_by_id(delivery.id).state == FAILED


def test_one_of_another_village_is_not_there(client_as, failed, person, village):
    delivery = failed("黄美珍")
    give_post(person("谢国强"), "village_staff", village("强亚村"))
    failed("谢国强")
    assert act(client_as("谢国强"), delivery, "drop", place=OTHER).status_code == 404
    assert Delivery.get_by_id(delivery.id).state == FAILED


def test_twenty_a_page_the_newest_first_and_by_way(app, client_as, failed):
    app.config["MAIL_HOST"] = "127.0.0.1"
    failed("黄美珍", times=25)
    clerk = client_as("方敏仪")
    assert shown(clerk)[1] == 20
    assert shown(clerk, f"{V}/undelivered?page=2")[1] == 5
    assert shown(clerk, f"{V}/undelivered?way=mail")[1] == 20
    assert shown(clerk, f"{V}/undelivered?way=chat")[1] == 0
    first = Delivery.select().order_by(Delivery.id.desc()).first()
    assert f"/undelivered/{first.id}\"" in clerk.get(f"{V}/undelivered").text


def test_a_notice_that_waits_or_arrived_is_on_no_list(client_as, person):
    tell_by(person("黄美珍"), "mail", ADDRESS)
    with transaction():
        notify(person("黄美珍"), "消息", "内容", "/me/")
    assert shown(client_as("方敏仪"), f"{V}/undelivered?state=all")[0].count("黄美珍") == 0


