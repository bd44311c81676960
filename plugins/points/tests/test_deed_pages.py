"""The pages of deeds: collecting, reporting with a photo, being heard, taking back; who sees what."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from linli.access import Scope, held_by
from linli.audit.models import AuditLine
from linli.database import transaction
from linli.localities.services import add
from linli.modules.services import save_settings, switch
from linli.people.models import Household, Person
from linli.people.services import give_post, posts_of, set_password
from linli.testing import count_queries, csrf, photo, post
from linli.toolkit.calendar import add_working_days, date_text, today
from linli.toolkit.once import new_nonce
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import Account
from plugins.points.book import services as book
from plugins.points.book.models import Rule
from plugins.points.deeds import services
from plugins.points.deeds.cards import open_matters, todo
from plugins.points.deeds.models import COLLECTED, HEARING, HOUSEHOLD, REFUSED, WITHDRAWN, Deed
from plugins.points.module import module
from plugins.points.tests import planting

V = "/440783108226/points"
TRAINING, SUGGESTION, HAZARD, FISHING, GIVING, TASKS = 5, 7, 10, 13, 15, 9


@pytest.fixture(autouse=True)
def committee(no_deeds, person, place):
    """Nothing was collected yet, and 胡月娥 is of the committee."""
    give_post(person("胡月娥"), "points_committee", place)


@pytest.fixture
def account(account_of):
    """The passbook of 黄美珍's household."""
    return account_of("黄美珍")


@pytest.fixture
def minus(app, scope_of, account, place):
    """A minus of 黄美珍's household, collected by 方立秋."""
    with app.test_request_context():
        return services.collect(scope_of("方立秋"), account, book.rule_on(place, FISHING, today()), 10,
                                today(),
                                text="在水库电鱼", decision_number="江渔罚〔2026〕3号")


def form(rule, **more):
    """What staff type."""
    return {"rule": str(rule), "points": "", "day": str(today()), "text": "在文化室", "decision_number": "",
            **more}


def test_a_household_is_found_by_number_address_or_name(clerk, account):
    household = account.household
    for words in (household.number, household.address, "黄美珍", "黄"):
        page = clerk.get(f"{V}/collect", query_string={"q": words}).text
        assert f"{V}/collect/{account.id}" in page
        assert "黄美珍" not in page.replace('value="黄美珍"', "")
    assert "没有找到" in clerk.get(f"{V}/collect?q=查无此户").text
    assert f"{V}/collect/" not in clerk.get(f"{V}/collect").text
    assert clerk.get(f"{V}/collect", query_string={"q": "%'\"_" * 50}).status_code == 200


def test_who_takes_no_part_is_not_found(clerk, account, scope_of):
    accounts.leave(scope_of("黄美珍"), account)
    assert f'{V}/collect/{account.id}"' not in clerk.get(f"{V}/collect?q=黄美珍").text
    assert clerk.get(f"{V}/collect/{account.id}").status_code == 404


def test_the_clerk_collects_and_goes_on_with_the_next(clerk, account):
    answer = post(clerk, f"{V}/collect/{account.id}", form(TRAINING))
    page = clerk.get(answer.headers["Location"]).text
    deed = Deed.get()
    assert answer.status_code == 303 and deed.number in page and "再记一件" in page and "黄" not in page
    assert (deed.points, deed.state, deed.text) == (3, COLLECTED, "在文化室")
    assert "在文化室" in clerk.get(f"{V}/deeds/{deed.number}").text


def test_the_same_form_twice_leads_to_the_first(clerk, account):
    found = [post(clerk, f"{V}/collect/{account.id}", form(TRAINING, nonce="n")) for _each in range(2)]
    assert {answer.headers["Location"] for answer in found} == {f"{V}/deeds/{Deed.get().number}/collected"}


@pytest.mark.parametrize(("typed", "said"), [
    (form(""), "请选做了什么"), (form(99), "处要改"), (form(TASKS), "处要改"), (form("x\0"), "处要改"),
    (form(GIVING), "+2 至 +10"), (form(GIVING, points="11"), "+2 至 +10"), (form(GIVING, points="-3"),
                                                                            "1 到 100"),
    (form(GIVING, points="三"), "1 到 100"), (form(TRAINING, points="4"), "+3"),
    (form(TRAINING, day="2099-01-01"), "不能晚于今天"), (form(TRAINING, day="x"), "没有这一天"),
    (form(TRAINING, day=str(today() - timedelta(days=93))), "太久了"), (form(TRAINING, text="长" * 501),
                                                                        "500"),
    (form(TRAINING, text="\0"), "看不见的符号"), (form(FISHING), "举报、指控都不能扣分"), (form(HAZARD),
                                                                                           "要有照片"),
    (form(HAZARD, photos=(photo()[0], "x.txt")), "")])
def test_what_is_wrong_is_said_beside_its_field(clerk, account, typed, said):
    if "photos" in typed:
        typed = {**typed, "photos": (photo()[0], "x.jpg"), "points": "9"}
    answer = post(clerk, f"{V}/collect/{account.id}", typed)
    assert answer.status_code == 422 and said in answer.text
    assert Deed.select().count() == 0


def test_a_photo_that_came_stays_while_another_field_is_mended(clerk, account):
    answer = post(clerk, f"{V}/collect/{account.id}", form(HAZARD, points="9", photos=photo()))
    assert answer.status_code == 422 and "photos_kept" in answer.text and "在文化室" in answer.text


def test_a_rule_that_wants_proof_gets_its_photo(clerk, client_as, account):
    assert post(clerk, f"{V}/collect/{account.id}", form(HAZARD, photos=photo())).status_code == 303
    number = Deed.get().number
    page = clerk.get(f"{V}/deeds/{number}").text
    source = page.partition('class="photo" src="')[2].partition('"')[0]
    assert clerk.get(source).mimetype == "image/jpeg"
    assert client_as("黄美珍").get(source).status_code == 200
    assert client_as("谢国强").get(source).status_code == 404


def test_a_rule_that_changed_while_the_form_was_open(clerk, app, account, scope_of, place):
    rule = book.rule_on(place, TRAINING, today())
    values = {"aspect": rule.aspect, "title": rule.title, "sign": "plus", "least": 4, "most": 4, "cap": None,
              "per": rule.per, "proof": False, "offence": False, "activity": "", "source": "",
              "starts_on": today()}
    with app.test_request_context():
        book.change(scope_of("方敏仪"), TRAINING, rule.version, values, new_nonce())
    answer = post(clerk, f"{V}/collect/{account.id}", form(TRAINING, points="3"))
    assert answer.status_code == 422 and "+4" in answer.text
    assert post(clerk, f"{V}/collect/{account.id}", form(TRAINING)).status_code == 303
    assert Deed.get().points == 4


@pytest.fixture
def changed(place, account):
    """A month ago the training was worth 2 points, and there was a rule that has ended since."""
    day = timedelta(days=1)
    Account.update(joined_on=today() - 200 * day).where(Account.id == account.id).execute()
    old = book.rule_on(place, TRAINING, today())
    Rule.update(starts_on=today() - 9 * day).where(Rule.id == old.id).execute()
    values = {**old.__data__, "id": None, "least": 2, "most": 2, "title": "听课",
              "starts_on": today() - 300 * day, "ends_on": today() - 10 * day}
    Rule.create(**values)
    Rule.create(**{**values, "number": 77, "title": "种树", "least": 1, "most": 6})
    return today() - 20 * day


def test_a_deed_counts_under_the_rule_of_its_day(clerk, account, changed):
    url = f"{V}/collect/{account.id}"
    page = clerk.get(url).text
    assert re.search(r"（\+3 分），.{6,14}以前 \+2 分", page)
    assert re.search(r"种树（\+1 至 \+6 分），到 .*为止", page)
    for rule, day, points in ((TRAINING, changed, 2), (TRAINING, today(), 3)):
        assert post(clerk, url, form(rule, day=str(day))).status_code == 303
        assert Deed.select().order_by(Deed.id.desc()).get().points == points
    assert "+1 至 +6 分，请填几分" in post(clerk, url, form(77, day=str(changed))).text
    assert post(clerk, url, form(77, day=str(changed), points="5")).status_code == 303
    late = post(clerk, url, form(77, points="5"))
    assert late.status_code == 422 and "那一天的细则里没有这一条" in late.text


def test_how_far_back_a_deed_may_lie_is_the_villages(clerk, account, changed, place):
    save_settings(module, place, {"oldest_days": 5}, None)
    url = f"{V}/collect/{account.id}"
    assert "种树" not in clerk.get(url).text
    late = post(clerk, url, form(TRAINING, day=str(changed)))
    assert late.status_code == 422 and "只收 5 天以内的" in late.text


def test_a_household_reports_itself(client_as, account):
    client = client_as("黄美珍")
    page = client.get(f"{V}/report").text
    assert "非法捕鱼" not in page and "志愿服务（" not in page and "帮邻居一把" in page
    without = post(client, f"{V}/report", {"rule": str(SUGGESTION), "day": str(today()), "text": "修路"})
    assert without.status_code == 422 and "照片" in without.text and "修路" in without.text
    answer = post(client, f"{V}/report", {"rule": str(SUGGESTION), "day": str(today()), "text": "修路",
                                          "photos": photo()})
    deed = Deed.get()
    assert answer.status_code == 303 and (deed.source, deed.points) == (HOUSEHOLD, 5)
    assert deed.number in client.get(answer.headers["Location"]).text
    assert deed.number in client.get(f"{V}/deeds").text
    assert post(client, f"{V}/report", {"rule": str(FISHING), "day": str(today()),
                                        "photos": photo()}).status_code == 422


def test_who_takes_no_part_reports_nothing(client_as, account, scope_of):
    accounts.leave(scope_of("黄美珍"), account)
    page = client_as("黄美珍").get(f"{V}/report")
    assert page.status_code == 200 and "还没有参加" in page.text


def test_who_serves_a_block_takes_back_what_they_collected_there(client_as, person, place, account_of):
    """Their post is in the block, the deed in the village."""
    account, block = account_of("黄美珍"), add(place, f"{place.code}-b78", "78号楼", "building")
    Household.update(block=block).where(Household.id == account.household_id).execute()
    give_post(person("陈玉莲"), "household_liaison", block)
    row = planting.deed(account, collected_by=person("陈玉莲"))
    url = f"{V}/deeds/{row.number}/withdraw"
    assert post(client_as("陈玉莲"), url, {"reason": "户号写错了"}).status_code == 303
    assert planting.now(row).state == WITHDRAWN


def test_a_steward_collects_for_the_households_of_the_block_alone(app, client_as, person, place, account_of):
    block = add(place, f"{place.code}-b77", "77号楼", "building")
    inside, outside = account_of("黄美珍"), account_of("谢国强")
    Household.update(block=block).where(Household.id == inside.household_id).execute()
    give_post(person("何永康"), "household_liaison", block)
    client = client_as("何永康")
    where = f"/{block.code}/points"
    assert f"{where}/collect/{inside.id}" in client.get(f"{where}/collect").text
    assert f'/collect/{outside.id}"' not in client.get(f"{where}/collect?q={outside.household.number}").text
    assert client.get(f"{where}/collect/{outside.id}").status_code == 404
    answer = post(client, f"{where}/collect/{inside.id}", form(TRAINING))
    confirmed = client.get(answer.headers["Location"]).text
    assert answer.status_code == 303 and f'href="{where}/collect"' in confirmed
    assert f'href="{where}/collect"' in client.get(f"{V}/").text
    assert Deed.get().number in client.get(f"{V}/deeds?whose=collected").text
    assert Deed.get().locality == place
    scope = Scope(app.extensions["linli"].permissions, person("何永康"),
                  held_by(person("何永康"), posts_of(person("何永康"))), place)
    with pytest.raises(services.workflow.NotAllowed), app.test_request_context():
        services.collect(scope, outside, book.rule_on(place, TRAINING, today()), 3, today())


def test_the_household_is_heard(client_as, minus):
    client = client_as("黄美珍")
    page = client.get(f"{V}/deeds/{minus.number}").text
    assert "还没有扣分" in page and "方立秋" not in page and "江渔罚" in page
    assert post(client, f"{V}/deeds/{minus.number}/hearing", {"words": " "}).status_code == 422
    answer = post(client, f"{V}/deeds/{minus.number}/hearing", {"words": "我家的人那天不在"})
    assert answer.status_code == 303 and Deed.get().state == COLLECTED
    assert "我家的人那天不在" in client.get(f"{V}/deeds/{minus.number}").text
    assert "我家的人那天不在" in client_as("胡月娥").get(f"{V}/deeds/{minus.number}").text
    assert "我家的人那天不在" not in client_as("方立秋").get(f"{V}/deeds/{minus.number}").text
    assert client.get(f"{V}/deeds/{minus.number}/hearing").status_code == 303


@pytest.fixture
def offline(app, scope_of, new_household, place):
    """A minus of a household that has a passbook and nobody who can sign in, collected by 方立秋."""
    account = accounts.join(scope_of("方敏仪"), new_household("900", "甲一", "甲二"))
    with app.test_request_context():
        return services.collect(scope_of("方立秋"), account, book.rule_on(place, FISHING, today()), 10,
                                today(), decision_number="江渔罚〔2026〕4号")


def test_who_cannot_read_it_on_the_site_gets_a_letter_first(clerk, client_as, offline):
    url, desk = f"{V}/deeds/{offline.number}/letter", "/440783108226/desk"
    assert "书面通知送上门" in client_as("方立秋").get(f"{V}/deeds/{offline.number}/collected").text
    assert "扣分前的书面通知要送到户" in clerk.get(desk).text and url in clerk.get(desk).text
    assert client_as("方立秋").get(url).status_code == 403
    paper = post(clerk, url, {"print": "1"})
    assert "甲一、甲二" in paper.text and "江渔罚" in paper.text and "签收" in paper.text
    assert date_text(add_working_days(today(), 5)) in paper.text
    assert AuditLine.get(AuditLine.what == "points.letter").details == offline.number
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        assert services.close_hearings(today()) == 0, "nobody has read it yet"
        assert "过了期限" in client_as("方敏仪").get(desk).text
        assert post(client_as("方敏仪"), url).status_code == 303
        deed = Deed.get_by_id(offline.id)
        assert (deed.letter_on, deed.due_on) == (today(), add_working_days(today(), 5))
        assert url not in client_as("方敏仪").get(desk).text
        assert services.close_hearings(deed.due_on + timedelta(days=1)) == 1


def test_staff_write_down_what_such_a_household_says(clerk, client_as, offline):
    url = f"{V}/deeds/{offline.number}/hearing"
    assert client_as("方立秋").get(url).status_code == 403
    post(clerk, f"{V}/deeds/{offline.number}/letter")
    assert post(clerk, url, {"words": "那天船借给别人了"}).status_code == 303
    page = client_as("胡月娥").get(f"{V}/deeds/{offline.number}").text
    assert "那天船借给别人了" in page and "村里替这户记下来的" in page
    assert Deed.get_by_id(offline.id).state == COLLECTED


def test_a_letter_is_handed_over_once_and_to_nobody_who_reads_it_anyway(clerk, offline, minus):
    page = clerk.get(f"{V}/deeds/{offline.number}/letter").text
    assert post(clerk, f"{V}/deeds/{offline.number}/letter").status_code == 303
    answer = clerk.post(f"{V}/deeds/{offline.number}/letter", data={"csrf_token": csrf(page), "nonce": "n2"})
    assert answer.status_code == 409 and "慢了一步" in answer.text
    url = f"{V}/deeds/{minus.number}/letter"
    assert clerk.get(url).status_code == 303 and Deed.get_by_id(minus.id).letter_on is None
    assert clerk.post(url, data={"csrf_token": csrf(page), "nonce": "n3"}).status_code == 409
    set_password(Person.get(Person.name == "甲二"), "tangkou-demo")
    assert "书面通知" not in clerk.get("/440783108226/desk").text


def test_words_that_come_too_late_are_kept_on_the_page(client_as, minus):
    client, url = client_as("黄美珍"), f"{V}/deeds/{minus.number}/hearing"
    page = client.get(url)
    with transaction():
        Deed.update(state=COLLECTED).execute()
    answer = client.post(url, data={"csrf_token": csrf(page.text), "words": "我家的人那天不在"})
    assert answer.status_code == 409 and "我家的人那天不在" in answer.text and "等评议" in answer.text


@pytest.mark.parametrize(("name", "status"), [
    ("黄美珍", 200), ("方立秋", 200), ("方敏仪", 200), ("胡月娥", 200), ("周伯年", 200),
    ("谢国强", 404), ("谢小禾", 404), ("何永康", 404), ("张远", 404), ("梁书宁", 404), (None, 302)])
def test_a_minus_is_seen_by_few(client_as, minus, name, status):
    assert client_as(name).get(f"{V}/deeds/{minus.number}").status_code == status
    for url in (f"{V}/deeds", f"{V}/deeds?whose=collected", f"{V}/ledgers/deeds?q={minus.number}", f"{V}/"):
        page = client_as(name).get(url)
        assert status == 200 or page.status_code != 200 or "非法捕鱼" not in page.text.replace("q=", "")


@pytest.mark.parametrize("name", ["方敏仪", "胡月娥", "方立秋"])
def test_others_say_no_words_for_a_household(client_as, minus, name):
    assert client_as(name).get(f"{V}/deeds/{minus.number}/hearing").status_code == 403


def test_who_collected_takes_it_back(client_as, minus):
    client = client_as("方立秋")
    assert client_as("方敏仪").get(f"{V}/deeds/{minus.number}/withdraw").status_code == 403
    assert post(client, f"{V}/deeds/{minus.number}/withdraw", {"reason": ""}).status_code == 422
    assert post(client, f"{V}/deeds/{minus.number}/withdraw", {"reason": "户号写错了"}).status_code == 303
    assert Deed.get().state == WITHDRAWN


def test_nobody_else_collects(client_as, account):
    for name in ("黄美珍", "何永康", "周伯年", "梁书宁", "张远"):
        assert client_as(name).get(f"{V}/collect").status_code == 403
        assert client_as(name).get(f"{V}/imports/deeds").status_code == 403
    assert client_as(None).get(f"{V}/collect").status_code == 302


def test_strange_numbers_are_no_deeds(client_as, minus):
    for number in ("JF-0", "x" * 300, "%F0%9F%98%80", "1'--"):
        assert client_as("黄美珍").get(f"{V}/deeds/{number}").status_code == 404
    assert client_as("黄美珍").get(f"/440783108227/points/deeds/{minus.number}").status_code == 404
    assert client_as("方敏仪").get(f"{V}/collect/99999").status_code == 404


def test_a_village_without_points_has_none_of_it(client_as, minus, place):
    switch(place, "points", False, None)
    assert client_as("黄美珍").get(f"{V}/deeds/{minus.number}").status_code == 404


def test_what_awaits_whom(app, minus, scope_of, account, place):
    with app.test_request_context():
        mine = todo(scope_of("黄美珍"))
        assert [each.text for each in mine if not each.done] == [minus.number]
        assert "鱼" not in "".join(f"{each.title}{each.headline}" for each in mine)
        assert todo(scope_of("谢国强")) == [] and "1 件" in str(open_matters(place)[0])
        plus = services.collect(scope_of("方立秋"), account, book.rule_on(place, TRAINING, today()), 3,
                                today())
        with transaction():
            Deed.update(state=REFUSED).where(Deed.id == plus.id).execute()
        assert [each.text for each in todo(scope_of("方立秋")) if each.done] == [plus.number]


def test_lists_ask_no_more_the_longer_they_are(app, client_as, scope_of, account, place):
    def queries(url):
        client = client_as("方立秋")
        with count_queries() as count:
            assert client.get(url).status_code == 200
        return len(count)
    with app.test_request_context():
        rule = book.rule_on(place, TRAINING, today())
        services.collect(scope_of("方立秋"), account, rule, 3, today())
        few = queries(f"{V}/deeds?whose=collected")
        for _each in range(8):
            services.collect(scope_of("方立秋"), account, rule, 3, today())
    assert queries(f"{V}/deeds?whose=collected") == few


def test_the_ledger_holds_all_and_opens_each(client_as, minus):
    page = client_as("周伯年").get(f"{V}/ledgers/deeds?sign=minus").text
    assert minus.number in page and "共 1 条" in page and "等这户说明" in page
    assert minus.state == HEARING
    assert client_as("方立秋").get(f"{V}/ledgers/deeds").status_code == 403
