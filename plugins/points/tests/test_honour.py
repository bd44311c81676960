"""The banner of a quarter: who gets it, once, and who is never on the list."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from linli.database import LostRace, db
from linli.modules.services import save_settings
from linli.testing import post
from linli.toolkit.notices import Notice
from plugins.points.accounts.models import CLOSED, Account, Entry
from plugins.points.accounts.services import join
from plugins.points.honour import services
from plugins.points.honour.models import Banner
from plugins.points.honour.standing import first_households, last_quarter
from plugins.points.module import module

HERE = "/440783108226/points"


@pytest.fixture
def homes(app, new_household, scope_of):
    """A village in which only these gained: `homes(甲=5, 乙=3)` gives {name: Account}."""
    Banner.delete().execute()
    Account.update(state=CLOSED).execute()
    clerk, quarter = scope_of("方敏仪"), last_quarter()

    def make(**gained):
        found = {}
        for number, (name, points) in enumerate(gained.items()):
            found[name] = join(clerk, new_household(f"{900 + number}", f"{name}美珍"))
            line(found[name], points, quarter.first)
        return found
    return make


def line(account, points, on, kind="deed"):
    Entry.create(account=account, kind=kind, points=points, balance=50, title="清扫", on=on,
                 record=f"points_deed:{Entry.select().count()}-{points}")


def standing(place):
    return [(each.account, each.points) for each in first_households(place, last_quarter())]


def test_gains_of_the_quarter_decide_and_the_last_place_is_shared(homes, place):
    save_settings(module, place, {"honour_count": 2}, None)
    found, quarter = homes(甲=9, 乙=7, 丙=7, 丁=6, 戊=30), last_quarter()
    line(found["戊"], -25, quarter.last, "reversed")
    line(found["丁"], 50, quarter.last + timedelta(days=1))
    line(found["丁"], 50, quarter.first - timedelta(days=1))
    line(found["丁"], 50, quarter.last, "moved_in")
    assert standing(place) == [(found["甲"].id, 9), (found["乙"].id, 7), (found["丙"].id, 7)]


def test_five_households_get_it_where_the_village_says_nothing(homes, place):
    found = homes(甲=9, 乙=8, 丙=7, 丁=6, 戊=5, 己=4)
    assert [account for account, _points in standing(place)] == [each.id for each in found.values()][:5]


def test_who_stays_off_lists_or_gained_nothing_is_on_none(homes, place):
    found = homes(甲=9, 乙=7, 丙=-3)
    Account.update(off_lists=True).where(Account.id == found["甲"].id).execute()
    assert standing(place) == [(found["乙"].id, 7)]


def test_the_banner_is_given_once_and_everybody_is_told(homes, clerk, client_as, place):
    found, quarter = homes(甲=9, 乙=7), last_quarter()
    page = clerk.get(f"{HERE}/honour")
    assert f"/honour/{quarter}/give" in page.text
    url = f"{HERE}/honour/{quarter}/give"
    assert "甲美珍" in clerk.get(url).text
    assert post(clerk, url, {"seen": "1"}).status_code == 409 and not Banner.select().exists()
    assert post(clerk, url).status_code == 303
    assert clerk.get(url).status_code == 303 and Banner.select().count() == 2
    told = Notice.get(Notice.person == found["甲"].household.people.get(), Notice.url == f"{HERE}/honour")
    assert "得了流动红旗" in told.title and "9" not in told.text
    page = client_as("黄美珍").get(f"{HERE}/honour").text
    assert "900 户 甲*珍" in page and "甲美珍" not in page
    assert "甲*珍" in client_as("黄美珍").get(f"{HERE}/honour/{quarter}/poster").text
    banner = Banner.get(Banner.account == found["甲"].id)
    certificate = f"{HERE}/honour/{quarter}/certificates/{banner.id}"
    assert "甲美珍" in clerk.get(certificate).text and "打印奖状" not in page
    assert client_as("黄美珍").get(certificate).status_code == 403


def test_no_page_of_the_banner_says_how_many_points(homes, clerk, client_as, scope_of):
    """The sum holds minuses: beside a household's public plus points it would tell of them."""
    found, quarter = homes(甲=300, 乙=493, 丙=500), last_quarter()
    line(found["丙"], -9, quarter.last)
    services.give(scope_of("方敏仪"), quarter, [found["乙"].id, found["丙"].id, found["甲"].id])
    banner = Banner.get(Banner.account == found["丙"].id)
    for client in (clerk, client_as("黄美珍")):
        for tail in ("honour", f"honour/{quarter}/poster", f"honour/{quarter}/certificates/{banner.id}"):
            page = client.get(f"{HERE}/{tail}").text
            assert not any(f"{points} 分" in page or f">{points}<" in page for points in (491, 493, 300))
    page = client_as("黄美珍").get(f"{HERE}/honour").text
    assert page.index("900 户") < page.index("901 户") < page.index("902 户"), "nor does their order"


def test_who_goes_off_lists_disappears_from_it(homes, clerk, scope_of, place):
    found, quarter = homes(甲=9, 乙=7), last_quarter()
    services.give(scope_of("方敏仪"), quarter, [found["甲"].id, found["乙"].id])
    Account.update(off_lists=True).where(Account.id == found["甲"].id).execute()
    banner = Banner.get(Banner.account == found["甲"].id)
    for tail in ("honour", f"honour/{quarter}/poster"):
        page = clerk.get(f"{HERE}/{tail}").text
        assert "901 户" in page and "900 户" not in page
    assert clerk.get(f"{HERE}/honour/{quarter}/certificates/{banner.id}").status_code == 404


def test_two_clerks_give_it_at_once(app, homes, scope_of):
    found, scope = homes(甲=9), scope_of("方敏仪")

    def give(_number):
        with db.connection_context():
            try:
                services.give(scope, last_quarter(), [found["甲"].id])
            except LostRace:
                return False
            return True
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(give, range(2))) == 1
    assert Banner.select().count() == 1


def test_names_as_the_village_chose_and_no_page_where_it_wishes_none(homes, clerk, scope_of, place):
    found = homes(甲=9)
    services.give(scope_of("方敏仪"), last_quarter(), [found["甲"].id])
    for setting, shown in (("full", "900 户 甲美珍"), ("number", "900 户")):
        save_settings(module, place, {"notice_names": setting}, None)
        page = clerk.get(f"{HERE}/honour").text
        assert shown in page and ("甲美珍" in page) == (setting == "full")
    save_settings(module, place, {"honour": False}, None)
    for tail in ("honour", f"honour/{last_quarter()}/give", f"honour/{last_quarter()}/poster"):
        assert clerk.get(f"{HERE}/{tail}").status_code == 404
    assert "流动红旗" not in clerk.get(f"{HERE}/").text


@pytest.mark.parametrize("quarter", ["2026", "2026-03", "2026-Q5", "2099-Q1", "x", "２０２６-Q1"])
def test_an_odd_quarter_or_one_to_come_is_no_page(clerk, quarter):
    for tail in ("give", "poster"):
        assert clerk.get(f"{HERE}/honour/{quarter}/{tail}").status_code == 404


def test_who_may_open_the_banner(client_as):
    url = f"{HERE}/honour"
    assert {client_as(name).get(url).status_code for name in ("陈玉莲", "梁书宁")} == {403}
    assert client_as("黄美珍").get(f"{url}/{last_quarter()}/give").status_code == 403
    assert client_as("周伯年").get(url).status_code == 200
