"""Groups of staff: entered, tried, called each working morning with a number and nothing else; through
Apprise itself to a real server on loopback.
"""

import json
import re
from datetime import date, time, timedelta

import pytest
import time_machine

from linli import jobs
from linli.database import db
from linli.delivery.models import FAILED, SENT
from linli.delivery.sending import drain
from linli.delivery.waiting import waiting_at
from linli.modules.services import switch
from linli.people.models import Post
from linli.testing import csrf, post
from linli.toolkit.calendar import is_working_day, to_utc, today
from linli.toolkit.notices import Delivery
from plugins.chat import clock as chat_clock
from plugins.chat.models import Group
from plugins.chat.robots import NoRobot, robot_at

V, OTHER = "/440783108226", "/440783108227"
KINDS = {"wecombot", "dingtalk", "feishu"}


@pytest.fixture
def robot(app, web_server):
    """`robot(answer)`: a server that takes what Apprise posts as JSON, and its address."""
    app.config.update(CHAT_KINDS="json", SITE_URL="https://linli.example.org")
    serving = []

    def start(*answers):
        serving.append(web_server(*answers))
        server = serving[-1].__enter__()
        return server, server.url.replace("http://", "json://") + "/secret-path"
    yield start
    for each in serving:
        each.__exit__(None, None, None)


def enter(client, address, title="村委工作群", place=V):
    """Enter a group through its page."""
    return post(client, f"{place}/chat/new", {"title": title, "robot_password": address})


def morning(hour=9):
    """`hour` on the next working day, in UTC."""
    day = today() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return to_utc(day, time(hour, 1))


def clock(app, at):
    """A round of the clock and one of the outbox; how many went out."""
    db.close()
    with time_machine.travel(at, tick=False):
        jobs.run_once(app)
        return jobs.deliver_once(app)


def test_the_address_is_kept_sealed_and_never_shown(client_as, robot):
    server, address = robot()
    clerk = client_as("方敏仪")
    assert enter(clerk, address).status_code == 303
    text = clerk.get(f"{V}/chat/").text
    assert "村委工作群" in text and "••••path" in text and "共 1 个" in text
    assert "secret-path" not in text and "secret-path" not in str(Group.get().__data__)
    assert not server.kept, "nothing is sent by entering it"


@pytest.mark.parametrize("wrong", [
    "", "nonsense", "https://example.org/x", "json://127.0.0.1/x", "syslog://", "file:///etc/passwd",
    "wecombot://", "https://oapi.dingtalk.com/robot/send?access_token=", "x" * 401, "a\0b"])
def test_what_is_no_robot_of_a_group_is_said_beside_the_field(client_as, wrong):
    answer = enter(client_as("方敏仪"), wrong)
    assert answer.status_code == 422 and 'id="robot_password-error"' in answer.text
    assert 'value="村委工作群"' in answer.text and Group.select().count() == 0


@pytest.mark.parametrize(("copied", "kind"), [
    ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678-1234-1234-1234-123456789abc", "wecombot"),
    ("https://oapi.dingtalk.com/robot/send?access_token=" + "0a" * 32, "dingtalk"),
    (" https://open.feishu.cn/open-apis/bot/v2/hook/12345678-1234-1234-1234-123456789abc ", "feishu"),
    ("dingtalk://SEC0a@" + "0a" * 32, "dingtalk")])
def test_an_address_is_taken_as_the_apps_give_it(copied, kind):
    assert robot_at(copied, KINDS).schema == kind
    with pytest.raises(NoRobot):
        robot_at(copied, KINDS - {kind})


def test_a_form_sent_twice_enters_one(client_as, robot):
    clerk = client_as("方敏仪")
    page = clerk.get(f"{V}/chat/new").text
    nonce = page.partition('name="nonce" value="')[2].partition('"')[0]
    sent = {"csrf_token": csrf(page), "nonce": nonce, "title": "群", "robot_password": robot()[1]}
    assert [clerk.post(f"{V}/chat/new", data=sent).status_code for _twice in range(2)] == [303, 303]
    assert Group.select().count() == 1


@pytest.mark.parametrize(("answer", "said"), [((200, "ok"), "发出去了"), ((500, "no"), "没有发出去")])
def test_one_line_to_try_it(client_as, robot, answer, said):
    server, address = robot(answer)
    clerk = client_as("方敏仪")
    enter(clerk, address)
    post(clerk, f"{V}/chat/{Group.get().id}/try", page=f"{V}/chat/")
    assert said in clerk.get(f"{V}/chat/").text
    assert json.loads(server.kept[0][2])["message"].startswith("这是工作台提醒的试发")


def test_each_working_morning_it_says_how_much_waits_and_nothing_else(app, client_as, robot, village):
    server, address = robot()
    enter(client_as("方敏仪"), address)
    db.connect(reuse_if_open=True)
    assert clock(app, morning(8)) == 0, "not yet"
    at = morning(9)
    with time_machine.travel(at, tick=False), app.app_context():
        count = waiting_at(app, village("宅群村"))
    assert count > 0
    assert clock(app, at) == 1
    sent = json.loads(server.kept[0][2])
    assert sent["message"] == f"宅群村的工作台有 {count} 件事等着处理：https://linli.example.org{V}/desk"
    assert not any(name in str(sent) for name in ("方敏仪", "黄美珍", "法律", "调解", "积分"))
    assert clock(app, at + timedelta(minutes=1)) == 0 and len(server.kept) == 1, "once a day"
    assert clock(app, at + timedelta(days=7)) == 1


def test_the_number_is_the_one_on_the_desk(app, client_as, robot, village):
    """It opens the desk whose menu counts the same."""
    text = client_as("方敏仪").get(f"{V}/desk").text
    counts = [int(found) for found in re.findall(r"<summary>[^<]*<b>(\d+)</b></summary>", text)]
    with app.app_context():
        assert waiting_at(app, village("宅群村")) == sum(counts) > 0


def test_no_word_where_nothing_waits_or_nobody_is_there_to_see_to_it(app, client_as, robot, village):
    server, address = robot()
    enter(client_as("方敏仪"), address)
    Post.delete().where(Post.role == "village_staff", Post.locality == village("宅群村")).execute()
    assert clock(app, morning()) == 0 and not server.kept
    assert Delivery.select().where(Delivery.reason != "").count() == 0


def test_no_word_on_a_day_off_nor_while_it_is_switched_off(app, client_as, robot, village):
    server, address = robot()
    enter(client_as("方敏仪"), address)
    holiday = to_utc(date(2026, 10, 1), time(10))
    assert not is_working_day(date(2026, 10, 1)) and clock(app, holiday) == 0
    switch(village("宅群村"), "chat", False, None)
    assert clock(app, morning()) == 0 and not server.kept


def test_a_group_that_takes_nothing_stands_under_what_could_not_be_sent(app, client_as, robot):
    _server, address = robot((500, "no"))
    clerk = client_as("方敏仪")
    enter(clerk, address)
    at = morning()
    for hours in range(0, 24, 4):
        assert clock(app, at + timedelta(hours=hours)) == 0
    assert (Delivery.get().state, Delivery.get().reason) == (FAILED, "tries")
    text = clerk.get(f"{V}/undelivered").text
    assert "宅群村的工作群" in text and "试了 6 次" in text and "已上门告诉" not in text


def test_with_another_secret_key_it_has_to_be_entered_anew(app, client_as, robot):
    server, address = robot()
    clerk = client_as("方敏仪")
    enter(clerk, address)
    Group.update(sealed="x").execute()
    post(clerk, f"{V}/chat/{Group.get().id}/try", page=f"{V}/chat/")
    assert "没有发出去" in clerk.get(f"{V}/chat/").text
    assert clock(app, morning()) == 0 and not server.kept
    assert Delivery.get().reason == "refused"


def test_what_is_taken_out_is_gone(client_as, robot):
    clerk = client_as("方敏仪")
    enter(clerk, robot()[1])
    assert post(clerk, f"{V}/chat/{Group.get().id}/remove").status_code == 303
    assert Group.select().count() == 0


def test_another_village_knows_nothing_of_it(client_as, robot, village):
    enter(client_as("方敏仪"), robot()[1])
    group = Group.get().id
    other = client_as("梁书宁")  # of the township: for each place its own
    assert "村委工作群" not in other.get(f"{OTHER}/chat/").text
    assert other.get(f"{OTHER}/chat/{group}/remove").status_code == 404
    assert client_as("黄美珍").get(f"{V}/chat/").status_code == 403


def test_a_clock_that_looked_a_moment_before_another_calls_nobody_again(
        app, client_as, robot, monkeypatch):
    server, address = robot()
    enter(client_as("方敏仪"), address)
    at, look = morning(), chat_clock.places_with

    def another_comes_first(module):
        """Between reading and writing another clock calls, and its word goes out."""
        monkeypatch.setattr(chat_clock, "places_with", look)
        chat_clock.tick(at)
        assert drain(app) == 1
        return look(module)
    monkeypatch.setattr(chat_clock, "places_with", another_comes_first)
    with time_machine.travel(at, tick=False), app.app_context():
        chat_clock.tick(at)
        assert drain(app) == 0 and len(server.kept) == 1


def test_two_clocks_call_once(app, client_as, robot):
    server, address = robot()
    enter(client_as("方敏仪"), address)
    at = morning()
    db.close()
    with time_machine.travel(at, tick=False):
        jobs.run_once(app)
        jobs.run_once(app)
        assert Delivery.select().count() == 1
        db.close()
        assert jobs.deliver_once(app) == 1 and Delivery.get().state == SENT and len(server.kept) == 1
