"""The public notice: who reads what, objections and their answers, and who never learns of whom."""

from datetime import timedelta

import pytest
import time_machine

from linli.modules.services import save_settings
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import count_queries, csrf, post
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import History
from plugins.points.accounts.models import Account
from plugins.points.deeds.models import NOTICE, OBJECTED, STRUCK, Deed
from plugins.points.module import module
from plugins.points.notice.answering import answerers
from plugins.points.notice.models import DISMISSED, STANDING, UPHELD, Objection
from plugins.points.tests.planting import V, deed, household, member, now, voted

WRONG, SECRET = "那天他没有来", "乱堆放，村口那一堆"


@pytest.fixture
def board(place):
    """宅群村 with nothing on its board but what a test hangs there."""
    Objection.delete().execute()
    Deed.update(state=STRUCK).where(Deed.state.in_((NOTICE, OBJECTED))).execute()
    return place


@pytest.fixture
def hung(board):
    """A deed of 梁阿婆's household that hangs for seven days from today."""
    return hang(household(board, "梁阿婆"))


def hang(account, points=3, days=7, **fields):
    return deed(account, points, state=NOTICE, notice_from=today(),
                notice_until=today() + timedelta(days=days), **fields)


def objects(client, row, text=WRONG):
    return post(client, f"{V}/notices/{row.number}/object", {"text": text})


def objection_of(name):
    return Objection.get(Objection.person == Person.get(Person.name == name, Person.phone.is_null(False)))


def answers(client, row, verdict, words="查过了"):
    return post(client, f"{V}/objections/{row.id}/answer", {"verdict": verdict, "words": words})


def told(person):
    return [notice.title for notice in Notice.select().where(Notice.person == person).order_by(Notice.id)]


# What hangs


@pytest.mark.parametrize(("setting", "shown", "hidden"), [
    ("masked", "梁*婆", "梁阿婆"), ("full", "梁阿婆", "梁*婆"), ("number", " 户", "梁")])
def test_names_as_the_village_chose(board, hung, client_as, setting, shown, hidden):
    save_settings(module, board, {"notice_names": setting}, None)
    for page in ("notices", "notices/print", f"notices/{hung.number}/object"):
        text = client_as("黄美珍").get(f"{V}/{page}").text
        assert shown in text and hidden not in text and hung.account.household.number in text


def test_by_the_day_of_their_end_and_on_paper(hung, client_as):
    later = hang(hung.account, days=9)
    for page in ("notices", "notices/print"):
        text = client_as("黄美珍").get(f"{V}/{page}").text
        assert text.index(hung.number if page == "notices" else str(hung.notice_until)) < text.index(
            later.number if page == "notices" else str(later.notice_until))
    assert "盖章" in text


def test_who_stays_off_lists_hangs_without_name_and_number_and_is_challenged_as_others(hung, client_as):
    """Or one could slip past every objection by going off lists during one's own notice."""
    Account.update(off_lists=True).where(Account.id == hung.account_id).execute()
    client, home = client_as("黄美珍"), hung.account.household.number
    for page in ("notices", "notices/print", f"notices/{hung.number}/object"):
        text = client.get(f"{V}/{page}").text
        assert "不上榜的户" in text and hung.number in text and hung.rule.title in text and "+3" in text
        assert not any(word in text for word in ("梁*婆", "梁阿婆", f"{home} 户", f">{home}<"))
    answer = objects(client, hung)
    assert answer.status_code == 303 and now(hung).state == OBJECTED
    text = client.get(answer.headers["Location"]).text
    assert hung.number in text and "梁" not in text and f"{home} 户" not in text
    ledger = client_as("周伯年").get(f"{V}/ledgers/notices").text
    assert hung.number in ledger and f">{home}<" not in ledger
    assert hung.number not in client_as("周伯年").get(f"{V}/ledgers/notices?q={home}").text


@pytest.mark.parametrize("name", [None, "陈玉莲", "梁书宁", "司徒晴"])
def test_the_notice_is_for_the_village(hung, client_as, name):
    assert client_as(name).get(f"{V}/notices").status_code in (302, 403)
    assert client_as(name).get(f"{V}/notices/{hung.number}/object").status_code in (302, 403)


def test_a_minus_is_found_on_no_page_of_others(board, client_as, account_of):
    """Planted for 黄美珍's household: a neighbour, a grid worker and the township see nothing of it."""
    minus = hang(account_of("黄美珍"), -3, text=SECRET)
    pages = ("notices", "notices/print", "", "decide", f"notices/{minus.number}/object", "ledgers/notices",
             f"deeds/{minus.number}/reverse")
    for name in ("谢国强", "方立秋", "陈玉莲", "梁书宁", "邓桂香"):
        client = client_as(name)
        for page in (*(f"{V}/{each}" for each in pages), "/me/", "/440783108226/"):
            text = client.get(page).text
            assert minus.number not in text and SECRET not in text, f"{name} {page}"
    assert "我家的积分" in client_as("黄美珍").get("/me/").text
    for name in ("周伯年", "方敏仪"):  # who may know of it: still not on the board, nor in its ledger
        for page in ("notices", "notices/print", "ledgers/notices"):
            assert minus.number not in client_as(name).get(f"{V}/{page}").text


def test_more_on_the_board_cost_no_more_queries(board, hung, client_as):
    client = client_as("黄美珍")

    def costs():
        found = []
        for page in (f"{V}/notices", f"{V}/notices/print", "/me/", f"{V}/"):
            with count_queries() as seen:
                client.get(page)
            found.append(len(seen))
        return found
    before = costs()
    for number in range(6):
        hang(household(board, f"甲{number}", f"乙{number}"))
    assert costs() == before and max(before[:2]) <= 15


# Objecting


def test_an_objection_stops_its_own_item_alone_and_leads_to_a_page(hung, client_as, person):
    other = hang(hung.account)
    answer = objects(client_as("黄美珍"), hung)
    row = objection_of("黄美珍")
    assert answer.location == f"{V}/objections/{row.id}"
    assert now(hung).state == OBJECTED and now(hung).due_on == add_working_days(today(), 5)
    assert now(other).state == NOTICE
    assert WRONG in client_as("黄美珍").get(answer.location).text
    assert "有异议，等答复" in client_as("谢国强").get(f"{V}/notices").text
    assert WRONG not in client_as("谢国强").get(f"{V}/notices").text
    assert told(hung.account.household.people.get()) == ["有人对您家的一条积分提了异议"]


def test_one_objection_a_person_and_deed(hung, client_as):
    client = client_as("黄美珍")
    page = client.get(f"{V}/notices/{hung.number}/object").text
    data = {"csrf_token": csrf(page), "text": WRONG, "nonce": "n"}
    url = f"{V}/notices/{hung.number}/object"
    first, again = (client.post(url, data=data) for _each in range(2))
    assert first.location == again.location and again.status_code == 303
    other = client.post(url, data={**data, "nonce": "m", "text": "我再说一次"})
    assert other.status_code == 409 and "您对这一条提过异议了" in other.text and "我再说一次" in other.text
    answers(client_as("方敏仪"), objection_of("黄美珍"), DISMISSED)
    assert "已经答复了" in client.post(url, data={**data, "nonce": "o"}).text
    assert Objection.select().count() == 1


def test_words_are_needed_and_kept(hung, client_as):
    client = client_as("黄美珍")
    assert "请写一句哪里不对" in objects(client, hung, " ").text
    long = objects(client, hung, "长" * 501)
    assert long.status_code == 422 and "长" * 501 in long.text
    assert now(hung).state == NOTICE


def test_on_the_last_day_yes_on_the_day_after_no(hung, client_as):
    client = client_as("黄美珍")
    with time_machine.travel(f"{hung.notice_until}T23:58:00+08:00", tick=False):
        assert client.get(f"{V}/notices/{hung.number}/object").status_code == 200
    with time_machine.travel(f"{hung.notice_until + timedelta(days=1)}T00:01:00+08:00", tick=False):
        assert hung.number not in client.get(f"{V}/notices").text
        assert "已经结束了" in client.get(f"{V}/notices/{hung.number}/object").text
        data = {"csrf_token": csrf(client.get("/me/").text), "text": WRONG}
        assert client.post(f"{V}/notices/{hung.number}/object", data=data).status_code == 409
    assert not Objection.select().exists()


def test_a_household_may_object_to_its_own_minus(board, account_of, client_as):
    minus = hang(account_of("黄美珍"), -3)
    assert objects(client_as("黄美珍"), minus, "那天我们不在家").status_code == 303
    assert now(minus).state == OBJECTED
    assert client_as("谢国强").get(f"{V}/notices/{minus.number}/object").status_code == 404


# Never by whom


def test_the_household_reads_what_was_objected_and_never_by_whom(board, account_of, client_as, person):
    row = hang(account_of("胡月娥"))  # her household sits on the committee, and sees all but this
    objects(client_as("谢国强"), row)
    objection = objection_of("谢国强")
    client = client_as("胡月娥")
    assert client.get(f"{V}/objections/{objection.id}").status_code == 404
    assert client.get(f"{V}/objections/{objection.id}/answer").status_code == 404
    assert WRONG not in client.get(f"{V}/ledgers/objections").text
    notice = Notice.select().where(Notice.person == person("胡月娥")).order_by(Notice.id.desc()).get()
    assert WRONG in notice.text and "谢国强" not in notice.text + notice.title
    line = History.get(History.record == f"points_deed:{row.id}", History.name == "object")
    assert line.person is None and not line.note
    assert [said.text for said in Objection.words_about(row)] == [WRONG]
    assert all("谢国强" not in client.get(page).text for page in (f"{V}/notices", "/me/", "/me/inbox"))


def test_staff_see_who_and_neighbours_nothing(hung, client_as):
    objects(client_as("谢国强"), hung)
    url = f"{V}/objections/{objection_of('谢国强').id}"
    assert "谢国强" in client_as("方敏仪").get(url).text
    assert "谢国强" not in client_as("周伯年").get(url).text  # the supervisors read the matter, not the name
    assert "谢国强" not in client_as("方敏仪").get(f"{V}/ledgers/objections").text
    for name in ("黄美珍", "陈玉莲", "方立秋"):
        assert client_as(name).get(url).status_code in (403, 404)


# Answers


def test_upheld_strikes_the_deed_and_ends_every_objection_to_it(hung, client_as, person):
    for name in ("黄美珍", "谢国强"):
        objects(client_as(name), hung)
    answers(client_as("方敏仪"), objection_of("黄美珍"), UPHELD, "确实没有来")
    assert now(hung).state == STRUCK and now(hung).due_on is None
    assert {row.state for row in Objection.select()} == {UPHELD}
    assert "确实没有来" in client_as("黄美珍").get(f"{V}/objections/{objection_of('黄美珍').id}").text
    assert told(person("黄美珍"))[-1] == told(person("谢国强"))[-1] == "您提的异议有答复了：成立"
    assert told(hung.account.household.people.get())[-1] == "异议成立，这一条不记分"


def test_all_have_to_be_answered_before_it_hangs_again(hung, client_as):
    for name in ("黄美珍", "谢国强"):
        objects(client_as(name), hung)
    answers(client_as("方敏仪"), objection_of("黄美珍"), DISMISSED)
    assert now(hung).state == OBJECTED and now(hung).due_on is not None
    answers(client_as("方敏仪"), objection_of("谢国强"), DISMISSED)
    assert (now(hung).state, now(hung).notice_until, now(hung).due_on) == (NOTICE, hung.notice_until, None)


def test_two_answers_at_once(hung, client_as, person, board):
    objects(client_as("黄美珍"), hung)
    row, late = objection_of("黄美珍"), client_as("许志华")
    page = late.get(f"{V}/objections/{row.id}/answer").text
    answers(client_as("方敏仪"), row, DISMISSED)
    answer = late.post(f"{V}/objections/{row.id}/answer", data={
        "csrf_token": csrf(page), "verdict": UPHELD, "words": "我看成立", "nonce": "x"})
    assert answer.status_code == 409 and "慢了一步" in answer.text and "我看成立" in answer.text
    assert now(hung).state == NOTICE
    assert late.get(f"{V}/objections/{row.id}/answer").status_code == 303


def test_a_bad_answer_keeps_its_words(hung, client_as):
    objects(client_as("黄美珍"), hung)
    row = objection_of("黄美珍")
    answer = answers(client_as("方敏仪"), row, "maybe", "还在查")
    assert answer.status_code == 422 and "还在查" in answer.text and now(row).state == STANDING


def test_who_may_not_answer(board, account_of, client_as, person):
    """Whoever collected it, objected, belongs to the household, or voted while others are there."""
    row = hang(account_of("林婉仪"), collected_by=person("方敏仪"))
    voted(row, 胡月娥="yes")
    objects(client_as("黄美珍"), row)
    url = f"{V}/objections/{objection_of('黄美珍').id}/answer"
    for name in ("方敏仪", "胡月娥", "黄美珍", "周伯年", "方立秋"):
        assert client_as(name).get(url).status_code in (403, 404), name
    assert client_as("林婉仪").get(url).status_code == 404
    assert client_as("许志华").get(url).status_code == 200
    voted(row, 许志华="yes")
    assert client_as("许志华").get(url).status_code == 200, "nobody else is left"
    assert client_as("胡月娥").get(url).status_code == 200


def test_only_who_may_answer_is_told_of_an_objection(hung, client_as, person):
    """胡月娥 voted and hears of nothing while others are there; once all others are barred, she does."""
    voted(hung, 胡月娥="yes")
    objects(client_as("黄美珍"), hung)

    def told_of_it():
        return [name for name in ("胡月娥", "许志华", "林婉仪", "方敏仪")
                if "1 条等答复" in client_as(name).get("/me/").text]
    assert told_of_it() == ["许志华", "林婉仪", "方敏仪"]
    for name in ("许志华", "林婉仪", "方敏仪"):
        objects(client_as(name), hung)
    for other in answerers(now(hung)) - {person("胡月娥").id}:  # staff above the village, if there is any
        Objection.create(deed=hung, person=other, text=WRONG)
    assert "4 条等答复" in client_as("胡月娥").get("/me/").text
    assert client_as("胡月娥").get(
        f"{V}/objections/{objection_of('黄美珍').id}/answer").status_code == 200


def test_an_objection_that_nobody_may_answer_is_on_somebodys_desk_until_somebody_may(hung, client_as, place):
    stuck = "1 条积分异议没有人能答复"
    desks = {"方敏仪": f"/{place.code}/desk", "梁书宁": "/440783108000/desk"}

    def told_of_it():
        return [name for name, desk in desks.items() if stuck in client_as(name).get(desk).text]
    objects(client_as("黄美珍"), hung)
    while others := answerers(now(hung)):
        assert not told_of_it(), "somebody may answer"
        Objection.create(deed=hung, person=min(others), text=WRONG)
    assert told_of_it() == ["方敏仪", "梁书宁"]
    above = client_as("梁书宁").get(desks["梁书宁"]).text
    assert hung.number not in above and "梁阿婆" not in above and "请再聘一位委员" in above
    new = member(place, "新委员")
    assert answerers(now(hung)) == {new.id} and not told_of_it()


def test_an_objector_who_keeps_the_book_lets_others_answer(hung, client_as, person):
    objects(client_as("方敏仪"), hung)
    assert client_as("方敏仪").get(f"{V}/objections/{objection_of('方敏仪').id}/answer").status_code == 403


def test_answers_that_wait_climb_the_desk(hung, client_as):
    objects(client_as("黄美珍"), hung)
    assert "1 条等答复" in client_as("方敏仪").get("/440783108226/desk").text
    Deed.update(due_on=today() - timedelta(days=1)).where(Deed.id == hung.id).execute()
    desk = client_as("方敏仪").get("/440783108226/desk").text
    assert "1 条等答复" in desk and "过了期限" in desk
    assert "条等答复" not in client_as("黄美珍").get("/me/").text


def test_the_ledgers_open_with_their_rows(hung, client_as):
    objects(client_as("黄美珍"), hung)
    clerk = client_as("方敏仪")
    assert hung.number in clerk.get(f"{V}/ledgers/notices").text
    page = clerk.get(f"{V}/ledgers/objections?state=standing").text
    assert WRONG in page and f"/objections/{objection_of('黄美珍').id}" in page


def test_staff_next_door_find_nothing(hung, client_as, person, village):
    give_post(person("陈玉莲"), "village_staff", village("强亚村"))
    objects(client_as("黄美珍"), hung)
    client, row = client_as("陈玉莲"), objection_of("黄美珍")
    for url in (f"{V}/objections/{row.id}", f"{V}/objections/{row.id}/answer",
                f"{V}/deeds/{hung.number}/reverse", f"{V}/ledgers/objections"):
        assert client.get(url).status_code in (403, 404)
