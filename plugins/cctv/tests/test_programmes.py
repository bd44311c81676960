"""A programme of the township: drafted, opened, changed in editions, closed; what the public sees."""

from datetime import timedelta

import pytest

from linli.database import LostRace, transaction
from linli.localities.models import Locality
from linli.testing import post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from plugins.cctv.programmes import budget, lists, services
from plugins.cctv.programmes.models import BudgetLine, Limit, Package, Programme
from plugins.cctv.tests.making import make_programme

V, T = "/440783108226/cctv", "/440783108000/cctv"
TYPED = {"title": "雪亮工程二期", "text": "村民出一点", "first_day": str(today()),
         "applicants": ["home", "shop"], "last_day": str(today() + timedelta(days=60)), "cameras": "10"}
PACKAGE = {"title": "门口一路", "camera": "400 万像素", "storage": "64 GB", "network": "100 兆",
           "price": "399", "telecom_permille": "250", "resident_permille": "250",
           "resident_least": "99", "applicants": ["home", "shop", "village"]}


def test_drafted_filled_and_opened(client_as):
    client = client_as("梁书宁")
    answer = post(client, f"{T}/programmes/new", {**TYPED, "budget": "1000.50"})
    row = Programme.get(Programme.title == "雪亮工程二期")
    assert answer.location == f"{T}/programmes/{row.number}" and row.number.startswith("XM-")
    assert (row.state, row.budget, row.applicants) == ("draft", 1000_50, ("home", "shop"))
    assert BudgetLine.get(BudgetLine.programme == row).amount == 1000_50
    opening = f"{T}/programmes/{row.number}/steps/open"
    answer = post(client, opening)
    assert answer.status_code == 409 and "先加一个套餐" in answer.text
    assert client_as("黄美珍").get(f"{V}/programmes/{row.number}").status_code == 404, "a draft"
    assert post(client, f"{T}/programmes/{row.number}/packages/new", PACKAGE).status_code == 303
    assert post(client, opening).status_code == 303
    page = client_as().get(f"{V}/programmes/{row.number}").text
    assert "99.75 元" in page and "还剩 5 个" in page, "1000.50 pays for five times 199.50"
    assert "99.75" in client_as().get(f"{V}/").text
    assert post(client, f"{T}/programmes/{row.number}/steps/close").status_code == 303
    assert "已截止" in client_as().get(f"{V}/programmes/{row.number}").text
    assert client.get(opening).status_code == 409


@pytest.mark.parametrize(("typed", "words"), [
    ({"title": ""}, "请填名字"), ({"applicants": []}, "请选谁可以申请"), ({"budget": "-1"}, "金额"),
    ({"last_day": str(today() - timedelta(days=1))}, "不能比开始早"), ({"cameras": "很多"}, "整数")])
def test_a_draft_with_faults(client_as, typed, words):
    answer = post(client_as("梁书宁"), f"{T}/programmes/new", {**TYPED, "budget": "1000", **typed})
    assert answer.status_code == 422 and words in answer.text
    assert not Programme.select().where(Programme.title == "雪亮工程二期").exists()


@pytest.mark.parametrize(("typed", "words"), [
    ({"price": "0"}, "0 以上"), ({"telecom_permille": "800"}, "超过一千"),
    ({"resident_least": "400"}, "比价钱还多"), ({"camera": ""}, "请填摄像头"), ({"price": "1.234"}, "到分")])
def test_a_package_with_faults(client_as, programme, typed, words):
    url = f"{T}/programmes/{programme.number}/packages/new"
    answer = post(client_as("梁书宁"), url, {**PACKAGE, **typed})
    assert answer.status_code == 422 and words in answer.text
    assert programme.packages.count() == 1


def test_only_the_township_makes_them(client_as, programme, scope_of):
    for who in ("方敏仪", "黄美珍", "方立秋"):
        for tail in ("/edit", "/budget", "/limits", "/packages/new", "/steps/close"):
            assert client_as(who).get(f"{T}/programmes/{programme.number}{tail}").status_code == 403
    assert client_as("梁书宁").get(f"{V}/programmes/{programme.number}/edit").status_code == 404
    with pytest.raises(workflow.NotAllowed):
        services.set_limit(scope_of("方敏仪"), programme, programme.locality, 1)


def test_a_changed_package_is_a_new_edition(client_as, programme, package, applied):
    row = applied("黄美珍")
    url = f"{T}/programmes/{programme.number}/packages/{package.id}"
    answer = post(client_as("梁书宁"), url, {**PACKAGE, "price": "500", "title": "门口一路"})
    assert answer.status_code == 303
    old, new = Package.select().where(Package.programme == programme).order_by(Package.edition)
    assert (old.price, new.price, new.edition, new.key) == (399_00, 500_00, 2, old.key)
    assert old.ended_at and row.package_id == old.id
    assert client_as("梁书宁").get(url).status_code == 404, "it has ended"
    page = client_as().get(f"{V}/programmes/{programme.number}").text
    assert "125.00 元" in page and "99.75" not in page


def test_two_editions_at_once_are_one(app, programme, package, scope_of):
    scope = scope_of("梁书宁", "440783108000")
    terms = {name: getattr(package, name) for name in (
        "title", "camera", "storage", "network", "price", "telecom_permille", "resident_permille",
        "resident_least")}
    services.change_package(scope, package, "one", **terms)
    with pytest.raises(LostRace):
        services.change_package(scope, package, "two", **terms)
    assert programme.packages.count() == 2


def test_a_package_is_ended(client_as, programme, package):
    url = f"{T}/programmes/{programme.number}/packages/{package.id}/end"
    assert post(client_as("梁书宁"), url).status_code == 303
    assert lists.packages_of(programme) == []


def test_the_budget_is_raised_and_lowered_by_lines(client_as, programme, place):
    url = f"{T}/programmes/{programme.number}/budget"
    client = client_as("梁书宁")
    assert post(client, url, {"budget": "12000", "note": "追加"}).status_code == 303
    with transaction():
        budget.reserve(programme.id, place.code, 500_00, "x", None)
    answer = post(client, url, {"budget": "499.99", "note": "压减"})
    assert answer.status_code == 409 and "500.00 元" in answer.text
    assert post(client, url, {"budget": "500", "note": "压减"}).status_code == 303
    raised = BudgetLine.select().where(BudgetLine.programme == programme, BudgetLine.kind == "raised")
    assert [line.amount for line in raised.order_by(BudgetLine.id)] == [2_000_00, -11_500_00]
    assert post(client, url, {"budget": "600", "note": ""}).status_code == 422


def test_a_village_has_a_limit(client_as, programme, place):
    client, url = client_as("梁书宁"), f"{T}/programmes/{programme.number}/limits"
    with transaction():
        budget.reserve(programme.id, place.code, 1, "x", None)
        budget.reserve(programme.id, place.code, 1, "y", None)
    answer = post(client, url, {"village": place.code, "most": "1"})
    assert answer.status_code == 409 and "已经批了 2 个" in answer.text
    assert post(client, url, {"village": place.code, "most": "3"}).status_code == 303
    assert "还剩 1 个" in client_as().get(f"{V}/programmes/{programme.number}").text
    assert post(client, url, {"village": place.code, "most": ""}).status_code == 303
    assert Limit.get(Limit.programme == programme, Limit.locality == place).most is None
    assert post(client, url, {"village": "440783108000", "most": "1"}).status_code == 422


def test_two_who_edit_at_once(client_as, programme):
    url = f"{T}/programmes/{programme.number}/edit"
    client = client_as("梁书宁")
    typed = {**TYPED, "version": programme.version}
    assert post(client, url, {**typed, "title": "甲"}).status_code == 303
    answer = post(client, url, {**typed, "title": "乙"})
    assert answer.status_code == 409 and "别人刚改过" in answer.text and 'value="乙"' in answer.text
    assert Programme.get_by_id(programme.id).title == "甲"


def test_an_approval_between_is_no_other_edit(client_as, programme, place):
    with transaction():
        budget.reserve(programme.id, place.code, 1, "x", None)
    answer = post(client_as("梁书宁"), f"{T}/programmes/{programme.number}/edit",
                  {**TYPED, "version": programme.version})
    assert answer.status_code == 303


def test_fewer_cameras_than_are_approved(client_as, programme, place):
    with transaction():
        budget.reserve(programme.id, place.code, 1, "x", None)
        budget.reserve(programme.id, place.code, 1, "y", None)
    answer = post(client_as("梁书宁"), f"{T}/programmes/{programme.number}/edit",
                  {**TYPED, "cameras": "1", "version": programme.version})
    assert answer.status_code == 422 and "已经批了 2 个" in answer.text


def test_another_townships_programme_is_not_here(client_as, township):
    elsewhere = Locality.create(code="440783107000", name="赤坎镇", short_name="赤坎镇", kind="township",
                                parent=township.parent_id, path=f"{township.parent.path}440783107000/")
    other = make_programme(elsewhere)[0]
    for who, status in ((None, 404), ("梁书宁", 404)):
        assert client_as(who).get(f"{T}/programmes/{other.number}").status_code == status


def test_the_books_are_the_townships(client_as, programme):
    assert client_as("梁书宁").get(f"{T}/ledgers/budget").status_code == 200
    assert client_as("方敏仪").get(f"{V}/ledgers/budget").status_code == 403
    page = client_as("方敏仪").get(f"{V}/programmes/{programme.number}").text
    assert "资金流水" not in page
