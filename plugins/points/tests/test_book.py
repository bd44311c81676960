"""The book of rules: as it stands on a day, versions, who may change it, clerks at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from linli.database import LostRace, db
from linli.testing import csrf, post
from linli.toolkit.calendar import today
from linli.toolkit.once import new_nonce
from linli.toolkit.refusals import FieldRefused
from plugins.points.book import services
from plugins.points.book.models import Rule

BOOK = "/440783108226/points/book"
NEW = {"aspect": "safety", "title": "夜里巡村", "sign": "plus", "least": "2", "most": "4", "per": "month",
       "cap": "6", "activity": "", "source": "村规民约第 9 条", "starts_on": str(today())}
DAY = timedelta(days=1)


def rule_called(title):
    """The version of a rule that stands now."""
    return Rule.get(Rule.title == title, Rule.on(today()))


def test_everybody_reads_the_book_by_aspect(client_as):
    page = client_as(None).get(BOOK).text
    for words in ("环境", "公益", "+2 至 +10", "−10", "每季度最多 5 分", "要有主管部门生效的处理决定",
                  "加分", "扣分"):
        assert words in page
    assert "加一条" not in page


def test_the_book_stands_as_it_stood_on_any_day(clerk):
    changed = Rule.select().where(Rule.number == 3).order_by(Rule.starts_on)
    earlier, later = list(changed)
    assert (earlier.worth, later.worth) == ("−2", "−3")
    for day, worth in ((earlier.ends_on, "−2"), (later.starts_on, "−3")):
        page = clerk.get(f"{BOOK}?day={day}").text
        assert f"<b>{worth}</b>" in page.partition("乱堆乱放")[0][-200:]
    assert "还没有细则" in clerk.get(f"{BOOK}?day=2001-01-01").text


@pytest.mark.parametrize("day", ["x", "2026-13-45", "9999-01-01", "", "２０２６-01-01"])
def test_a_bad_day_is_today(clerk, day):
    assert "就是今天的" in clerk.get(BOOK, query_string={"day": day}).text


def test_a_day_to_come_shows_no_more_than_is_entered(clerk):
    change = {**NEW, "title": "参加村里的培训", "starts_on": str(today() + 5 * DAY)}
    assert post(clerk, f"{BOOK}/5/change", change).status_code == 303
    assert 'value="2099' not in clerk.get(f"{BOOK}?day=2099-01-01").text
    assert f'value="{today() + 5 * DAY}"' in clerk.get(f"{BOOK}?day=2099-01-01").text
    assert "+2 至 +4" in clerk.get(f"{BOOK}?day=2099-01-01").text
    assert "+2 至 +4" not in clerk.get(BOOK).text


def test_a_rule_is_added_once(clerk):
    answer = post(clerk, f"{BOOK}/new", {**NEW, "nonce": "n1"})
    again = post(clerk, f"{BOOK}/new", {**NEW, "nonce": "n1"})
    assert (answer.status_code, again.status_code) == (303, 303)
    assert answer.headers["Location"] == again.headers["Location"]
    made = Rule.get(Rule.title == "夜里巡村")
    assert (made.number, made.worth, made.cap, made.starts_on) == (16, "+2 至 +4", 6, today())
    assert "村规民约第 9 条" in clerk.get(answer.headers["Location"]).text


@pytest.mark.parametrize(("typed", "said"), [
    ({"title": " "}, "请写做了什么"), ({"title": "参加村里的培训"}, "也叫这个名字"),
    ({"title": "巡\0"}, "看不见的符号"), ({"title": "长" * 81}, "最多 80 个字"),
    ({"least": "0"}, "1 到 100"), ({"most": "101"}, "1 到 100"), ({"most": "1"}, "不能比最少的小"),
    ({"least": "二"}, "1 到 100"), ({"cap": ""}, "请填这段时间"), ({"cap": "3"}, "还小"),
    ({"per": "occasion"}, "没有封顶"), ({"sign": "other"}, "处要改"), ({"aspect": "x"}, "处要改"),
    ({"offence": "y"}, "只能是扣分"),
    ({"aspect": "law", "sign": "minus"}, "生效的处理决定"),
    ({"sign": "minus", "activity": "leaders.task"}, "只能是加分"),
    ({"activity": "leaders.task"}, "已经按任务算"), ({"activity": "x"}, "处要改"),
    ({"starts_on": "2020-01-01"}, "今天或以后"), ({"starts_on": "x"}, "没有这一天")])
def test_what_is_wrong_is_said_and_nothing_written(clerk, typed, said):
    before = Rule.select().count()
    answer = post(clerk, f"{BOOK}/new", {**NEW, **typed})
    assert answer.status_code == 422 and said in answer.text
    assert Rule.select().count() == before


def test_a_change_begins_another_version_and_keeps_the_first(clerk):
    old = rule_called("报告安全隐患")
    starts = today() + 3 * DAY
    answer = post(clerk, f"{BOOK}/{old.number}/change", {"least": "4", "most": "4", "starts_on": str(starts)}
                  | {name: NEW[name] for name in ("aspect", "sign", "activity")}
                  | {"title": old.title, "per": "occasion", "cap": ""})
    assert answer.status_code == 303
    old, new = Rule.get_by_id(old.id), Rule.get(Rule.number == old.number, Rule.starts_on == starts)
    assert (old.ends_on, old.worth, new.worth, new.ends_on) == (starts - DAY, "+3", "+4", None)
    page = clerk.get(answer.headers["Location"]).text
    assert "共 2 版" in page and "方敏仪写的" in page


def test_two_changes_on_one_day_the_later_replaces(app, scope_of, place):
    scope = scope_of("方敏仪")
    values = {**NEW, "least": 1, "most": 1, "per": "occasion", "cap": None, "proof": False, "offence": False,
              "starts_on": today()}
    with app.test_request_context():
        for points in (1, 2):
            services.change(scope, 5, services.newest(place, 5).version,
                            {**values, "least": points, "most": points}, new_nonce())
    rows = list(Rule.select().where(Rule.number == 5).order_by(Rule.id))
    assert [row.void for row in rows] == [False, True, False]
    assert rows[0].ends_on == today() - DAY and services.rule_on(place, 5, today()).worth == "+2"


def test_a_change_from_an_earlier_day_takes_the_place_of_one_to_come(app, scope_of, place):
    scope = scope_of("方敏仪")
    values = {**NEW, "per": "occasion", "cap": None, "proof": False, "offence": False}
    with app.test_request_context():
        for days, points in ((9, 7), (2, 8)):
            services.change(scope, 5, services.newest(place, 5).version, {
                **values, "least": points, "most": points, "starts_on": today() + days * DAY}, new_nonce())
    worths = [services.rule_on(place, 5, today() + days * DAY).worth for days in (0, 1, 2, 9, 99)]
    assert worths == ["+3", "+3", "+8", "+8", "+8"]


def test_a_rule_ends(clerk, place):
    assert post(clerk, f"{BOOK}/12/end", {"starts_on": str(today() + DAY)}).status_code == 303
    assert services.rule_on(place, 12, today()) and not services.rule_on(place, 12, today() + DAY)
    assert post(clerk, f"{BOOK}/12/end", {"starts_on": str(today())}).status_code == 303
    assert "帮邻居一把" not in clerk.get(BOOK).text
    assert "停用了" in clerk.get(f"{BOOK}/12").text and "改这一条" not in clerk.get(f"{BOOK}/12").text


def test_the_second_of_two_clerks_sees_both(clerk):
    typed = {**NEW, "title": "报告安全隐患", "per": "occasion", "cap": "",
             "version": rule_called("报告安全隐患").version}
    assert post(clerk, f"{BOOK}/10/change", {**typed, "least": "4", "most": "4"}).status_code == 303
    answer = post(clerk, f"{BOOK}/10/change", {**typed, "least": "5", "most": "5"})
    assert answer.status_code == 409
    assert "别人刚改过" in answer.text and "您填的是" in answer.text and 'value="5"' in answer.text
    ended = post(clerk, f"{BOOK}/10/end", {"version": typed["version"], "starts_on": str(today())})
    assert ended.status_code == 409 and "还没有停用" in ended.text and "+4" in ended.text


def test_a_change_of_a_rule_that_ended_meanwhile_is_told(clerk):
    version = rule_called("婚事简办").version
    page = f"{BOOK}/11/change"
    typed = {**NEW, "title": "婚事简办", "per": "occasion", "cap": "", "version": version}
    form = clerk.get(page).text
    assert post(clerk, f"{BOOK}/11/end", {"starts_on": str(today())}).status_code == 303
    answer = clerk.post(page, data={**typed, "csrf_token": csrf(form)})
    assert answer.status_code == 409 and "已经停用了" in answer.text and "夜里" not in answer.text


def test_clerks_at_once_leave_one_version_that_stands(app, scope_of, place):
    scope, version = scope_of("方敏仪"), services.newest(place, 6).version
    values = {**NEW, "per": "occasion", "cap": None, "proof": False, "offence": False, "starts_on": today()}

    def change(points):
        with app.test_request_context(), db.connection_context():
            try:
                return services.change(scope, 6, version, {**values, "least": points, "most": points},
                                       new_nonce())
            except LostRace:
                return None
    db.close()
    with ThreadPoolExecutor(6) as pool:
        made = [each for each in pool.map(change, range(1, 7)) if each]
    assert len(made) == 1
    assert Rule.select().where(Rule.number == 6, Rule.ends_on.is_null()).count() == 1


def test_numbers_of_rules_added_at_once_are_their_own(app, scope_of):
    scope = scope_of("方敏仪")
    values = {**NEW, "least": 1, "most": 1, "per": "occasion", "cap": None, "proof": False,
              "offence": False, "starts_on": today()}

    def add(number):
        with app.test_request_context(), db.connection_context():
            return services.add(scope, {**values, "title": f"新的{number}"}, new_nonce()).number
    db.close()
    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(add, range(5))) == [16, 17, 18, 19, 20]


@pytest.mark.parametrize("name", ["黄美珍", "胡月娥", "周伯年", "方立秋", "张远", "梁书宁"])
def test_nobody_else_writes_the_book(client_as, name):
    client = client_as(name)
    for tail in ("new", "5/change", "5/end"):
        assert client.get(f"{BOOK}/{tail}").status_code == 403
        assert client.post(f"{BOOK}/{tail}").status_code == 403
    assert client.get(f"{BOOK}/5").status_code == 200


def test_no_such_rule_and_no_such_place(clerk, client_as):
    for url in (f"{BOOK}/99", f"{BOOK}/99/change", "/440783108000/points/book"):
        assert clerk.get(url).status_code == 404
    assert client_as("张远").get("/440783108227/points/book").status_code == 404


def test_the_demo_keeps_the_books_of_the_report(app):
    given = {rule.title: rule.worth for rule in Rule.select().where(Rule.source == "开平积分制做法")}
    assert given == {"参加村里的培训": "+3", "季度评比家里整洁": "+5", "非法捕鱼": "−10"}
    assert Rule.select().where(Rule.starts_on > date(2026, 12, 31)).count() == 0


def test_a_refusal_names_its_field(app, scope_of):
    with app.test_request_context(), pytest.raises(FieldRefused) as told:
        services.add(scope_of("方敏仪"), {**NEW, "title": "参加村里的培训", "starts_on": today()},
                     new_nonce())
    assert told.value.field == "title"
