"""The quote, and who approves it in which order; the money that follows."""

import pytest

from linli.modules.services import save_settings
from linli.people.models import Person
from linli.people.services import disable, give_post
from linli.testing import post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import approving, ending, steps, surveying
from plugins.cctv.applications.models import Application, Approval, Quote
from plugins.cctv.module import module
from plugins.cctv.programmes import services
from plugins.cctv.programmes.models import BudgetLine, Limit, Programme
from plugins.cctv.tests.conftest import FOUND
from plugins.cctv.works import services as works

V = "/440783108226/cctv"
TERMS = ("title", "camera", "storage", "network", "telecom_permille", "resident_permille", "resident_least")


def say_yes(scope, row):
    return approving.approve(scope, row, row.quotes.order_by(Quote.id.desc()).get().id, "")


def test_in_order_and_at_the_last_the_money_is_reserved(client_as, quoted, programme, person):
    row = quoted("黄美珍")
    url = f"{V}/applications/{row.number}/approve"
    quote = row.quotes.get().id
    assert "现在轮到村委" in client_as("梁书宁").get(url).text
    assert client_as("梁书宁").get(url).status_code == 403
    assert post(client_as("方敏仪"), url, {"quote": quote}).status_code == 303
    assert Application.get_by_id(row.id).turn == "township_staff"
    assert Programme.get_by_id(programme.id).reserved == 0
    assert client_as("方敏仪").get(url).status_code == 403
    assert post(client_as("梁书宁"), url, {"quote": quote, "words": "同意"}).status_code == 303
    row, programme = Application.get_by_id(row.id), Programme.get_by_id(programme.id)
    assert (row.state, row.turn) == ("approved", "") and row.approved_at
    assert (programme.reserved, programme.taken) == (199_50, 1)
    line = BudgetLine.get(BudgetLine.record == workflow.key_of(row))
    assert (line.kind, line.amount, line.person) == ("reserved", 199_50, person("梁书宁"))
    page = client_as("黄美珍").get(f"{V}/applications/{row.number}").text
    assert "99.75" in page and "到村委交您家出的那一份" in page
    assert Notice.select().where(Notice.person == person("黄美珍"), Notice.title.contains("批准")).exists()


def test_the_parts_of_a_quote_sum_to_its_price(app, quoted):
    row = quoted("黄美珍", extra=100_01)
    quote = row.quotes.get()
    assert (quote.price, quote.extra, quote.extra_for) == (499_01, 100_01, "立杆")
    assert (quote.telecom, quote.resident, quote.town) == (124_75, 124_75, 249_51)
    assert [line.name for line in workflow.history_of(row)] == ["survey", "quote"]


def test_what_costs_more_is_said(client_as, applied):
    row = applied("黄美珍", "surveyed")
    url = f"{V}/applications/{row.number}/quote"
    answer = post(client_as("方敏仪"), url, {"extra": "100", "extra_for": ""})
    assert answer.status_code == 422 and "请写清楚多出来的是什么" in answer.text
    assert post(client_as("方敏仪"), url, {"extra": "x"}).status_code == 422
    assert post(client_as("方敏仪"), url, {"extra": "12.50", "extra_for": "网线"}).status_code == 303
    assert Application.get_by_id(row.id).turn == "township_staff", "whoever quotes does not approve"


def test_a_price_that_changed_meanwhile_does_not_matter(app, applied, package, scope_of):
    row = applied("黄美珍", "surveyed")
    services.change_package(scope_of("梁书宁", "440783108000"), package, "dearer", price=999_00,
                            **{name: getattr(package, name) for name in TERMS})
    quote = approving.quote(scope_of("方敏仪"), row, 0, "", "n")
    assert quote.price == 399_00
    assert Application.get_by_id(row.id).package.edition == 1


def test_a_new_quote_begins_the_approvals_anew(app, quoted, scope_of):
    row = quoted("黄美珍")
    read = row.quotes.get()
    say_yes(scope_of("方敏仪"), row)
    approving.quote(scope_of("余海川"), row, 50_00, "网线", "n")
    assert Application.get_by_id(row.id).turn == "village_staff"
    with pytest.raises(NotNow, match="报价刚刚改过"):
        approving.approve(scope_of("方敏仪"), row, read.id, "")
    say_yes(scope_of("方敏仪"), row)
    assert say_yes(scope_of("梁书宁"), row)
    assert BudgetLine.get(BudgetLine.record == workflow.key_of(row)).amount == 224_50


def test_the_page_of_a_quote_that_changed_shows_the_new_one(client_as, quoted, scope_of):
    row = quoted("黄美珍")
    url, read = f"{V}/applications/{row.number}/approve", row.quotes.get()
    client = client_as("方敏仪")
    approving.quote(scope_of("余海川"), row, 50_00, "网线", "n")
    answer = post(client, url, {"quote": read.id})
    assert answer.status_code == 409 and "报价刚刚改过" in answer.text and "449.00" in answer.text
    for odd in ("", "x", "9" * 30, "-1"):
        assert post(client, url, {"quote": odd}).status_code == 409


def test_nobody_approves_their_own_nor_their_households(
        app, client_as, applied, scope_of, person, place):
    own = applied("方敏仪", "quoted")
    member = Person.create(name="同户", locality=place, household=person("方敏仪").household_id)
    give_post(member, "village_staff", place)
    for someone in (person("方敏仪"), member):
        with pytest.raises(steps.TooNear):
            say_yes(scope_of(someone), own)
        with pytest.raises(steps.TooNear):
            approving.quote(scope_of(someone), own, 0, "", "n")
        with pytest.raises(steps.TooNear):
            ending.refuse(scope_of(someone), own, "x")
    for step in ("approve", "quote", "refuse", "survey"):
        assert client_as("方敏仪").get(f"{V}/applications/{own.number}/{step}").status_code == 403


def test_nobody_speaks_twice(app, applied, place, scope_of, person):
    """Two of the township are wanted: one of them may not be both."""
    row = applied("黄美珍", "quoted", turn="township_staff")
    Quote.update(approvers=("township_staff", "township_staff")).where(Quote.application == row).execute()
    assert not say_yes(scope_of("梁书宁"), row)
    with pytest.raises(NotNow, match="要由别人来批"):
        say_yes(scope_of("梁书宁"), row)
    assert say_yes(scope_of("余海川"), row)


@pytest.mark.parametrize(("said", "roles"), [
    ("township_staff", ("township_staff",)),
    ("township_staff  village_staff", ("township_staff", "village_staff")),
    ("nobody resident", ("village_staff", "township_staff")), ("", ("village_staff", "township_staff")),
    ("village_staff nobody", ("village_staff",))])
def test_the_setting_says_who(app, township, applied, scope_of, said, roles):
    save_settings(module, township, {"approvers": said}, None)
    row = applied("黄美珍", "surveyed")
    quote = approving.quote(scope_of("余海川"), row, 0, "", "n")
    assert quote.approvers == roles and Application.get_by_id(row.id).turn == roles[0]


def test_the_setting_offers_what_can_be_done(client_as):
    client, url = client_as("梁书宁"), "/440783108000/modules/cctv"
    assert "先村委，后镇综治办两个人" in client.get(url).text
    typed = {"pay_days": "30", "filing_days": "30", "retention_days": "30", "repair_days": "3",
             "footage_days": "3", "sign_text": "您已进入公共视频图像采集区域"}
    assert post(client, url, {**typed, "approvers": "resident"}).status_code == 422
    assert post(client, url, {**typed, "approvers": "township_staff"}).status_code == 303


def test_a_village_cannot_decide_alone_about_the_townships_money(app, place, applied, scope_of):
    save_settings(module, place, {"approvers": "village_staff"}, None)
    quote = approving.quote(scope_of("余海川"), applied("黄美珍", "surveyed"), 0, "", "n")
    assert quote.approvers == ("village_staff", "township_staff")


def test_where_only_the_applicant_holds_a_role_the_next_one_speaks(
        app, applied, scope_of, person, place, township):
    """The village's only clerk applies for the village: the township quotes and approves."""
    row = applied("方敏仪", "surveyed", kind="village", household=None)
    assert approving.quote(scope_of("梁书宁"), row, 0, "", "n").approvers == ("township_staff",)
    colleague = Person.create(name="同事", locality=place)
    give_post(colleague, "village_staff", place)
    again = approving.quote(scope_of("梁书宁"), row, 0, "", "m")
    assert again.approvers == ("village_staff", "township_staff")
    assert not say_yes(scope_of(colleague), row)
    save_settings(module, township, {"approvers": "village_staff"}, None)
    Person.update(household=person("方敏仪").household_id).where(Person.id == colleague.id).execute()
    assert approving.quote(scope_of("梁书宁"), row, 0, "", "o").approvers == ("township_staff",)
    disable(person("余海川"))
    with pytest.raises(NotNow, match="一家"):
        approving.quote(scope_of("梁书宁"), row, 0, "", "p")


def test_nobody_approves_what_went_through_their_hands(app, client_as, applied, place, township, scope_of,
                                                       person):
    """Who looked at the site and who quoted; the last of each: what another redid is not theirs."""
    colleague = Person.create(name="同事", locality=place)
    give_post(colleague, "village_staff", place)
    save_settings(module, township, {"approvers": "village_staff"}, None)
    row = applied("黄美珍")
    surveying.survey(scope_of("方敏仪"), row, "s", False, row.place, day=today(), **FOUND)
    quote = approving.quote(scope_of("余海川"), row, 0, "", "q")
    assert quote.approvers == ("village_staff",)
    with pytest.raises(workflow.NotAllowed):
        say_yes(scope_of("方敏仪"), row)
    answer = client_as("方敏仪").get(f"{V}/applications/{row.number}/approve")
    assert answer.status_code == 403 and "同事" in answer.text
    assert "去审批" not in client_as("方敏仪").get(f"{V}/applications/{row.number}").text
    assert row.number not in client_as("方敏仪").get(f"{V}/applications/waiting?what=approve").text
    assert row.number not in client_as("方敏仪").get(f"/{place.code}/desk").text
    surveying.survey(scope_of("方立秋"), row, "t", False, row.place, day=today(), **FOUND)
    approving.quote(scope_of("余海川"), row, 0, "", "r")
    assert row.number in client_as("方敏仪").get(f"{V}/applications/waiting?what=approve").text
    assert say_yes(scope_of("方敏仪"), row)


def test_where_the_only_clerk_quoted_the_township_decides(app, township, applied, scope_of):
    save_settings(module, township, {"approvers": "village_staff"}, None)
    row = applied("黄美珍", "surveyed")
    assert approving.quote(scope_of("方敏仪"), row, 0, "", "n").approvers == ("township_staff",)
    with pytest.raises(workflow.NotAllowed):
        say_yes(scope_of("方敏仪"), row)
    assert say_yes(scope_of("余海川"), row)


def test_a_village_never_decides_alone_because_nobody_above_is_free(app, applied, scope_of, person):
    """梁书宁 quotes, and there is nobody else in the township's staff: a colleague has to quote."""
    disable(person("余海川"))
    row = applied("黄美珍", "surveyed")
    with pytest.raises(NotNow, match="换一位同事来报价"):
        approving.quote(scope_of("梁书宁"), row, 0, "", "n")
    assert approving.quote(scope_of("方敏仪"), row, 0, "", "m").approvers == ("township_staff",)


def test_the_order_stays_as_it_was_when_the_quote_was_made(app, township, quoted, scope_of):
    row = quoted("黄美珍")
    save_settings(module, township, {"approvers": "village_staff"}, None)
    assert not say_yes(scope_of("方敏仪"), row), "the township's word is still wanted"
    assert say_yes(scope_of("梁书宁"), row)


def test_who_does_not_hold_the_role_there(app, quoted, scope_of):
    row = quoted("黄美珍")
    for who in ("梁书宁", "方立秋", "张远", "谢国强"):
        with pytest.raises(workflow.NotAllowed):
            say_yes(scope_of(who), row)


def test_where_the_money_is_out_the_page_says_what_is_left(client_as, applied, programme, place):
    Programme.update(budget=199_49).where(Programme.id == programme.id).execute()
    row = applied("黄美珍", "quoted", turn="township_staff")
    Quote.update(approvers=("township_staff",)).where(Quote.application == row).execute()
    answer = post(client_as("梁书宁"), f"{V}/applications/{row.number}/approve",
                  {"quote": row.quotes.get().id})
    assert answer.status_code == 409 and "只剩 199.49 元" in answer.text
    assert not Approval.select().where(Approval.application == row).exists()
    Programme.update(budget=10_000_00).where(Programme.id == programme.id).execute()
    Limit.create(programme=programme, locality=place, most=0)
    answer = post(client_as("梁书宁"), f"{V}/applications/{row.number}/approve",
                  {"quote": row.quotes.get().id})
    assert answer.status_code == 409 and "宅群村的名额用完了" in answer.text


def test_withdrawn_after_approval_gives_the_money_back_by_a_line(client_as, quoted, scope_of, programme):
    row = quoted("黄美珍")
    for who in ("方敏仪", "梁书宁"):
        say_yes(scope_of(who), row)
    assert post(client_as("黄美珍"), f"{V}/applications/{row.number}/withdraw").status_code == 303
    lines = BudgetLine.select().where(BudgetLine.record == workflow.key_of(row)).order_by(BudgetLine.id)
    assert [(line.kind, line.amount) for line in lines] == [("reserved", 199_50), ("given_back", -199_50)]
    programme = Programme.get_by_id(programme.id)
    assert (programme.reserved, programme.taken) == (0, 0)
    assert Limit.get(Limit.programme == programme).taken == 0
    with pytest.raises(NotNow):
        works.withdraw(scope_of("黄美珍"), row, "", "n")


def test_only_the_applicant_withdraws_and_not_what_is_installed(app, client_as, applied, scope_of):
    row = applied("黄美珍", "installed")
    with pytest.raises(workflow.NotAllowed):
        works.withdraw(scope_of("方敏仪"), row, "", "n")
    with pytest.raises(NotNow, match="等住户验收"):
        works.withdraw(scope_of("黄美珍"), row, "", "n")
    assert client_as("黄美珍").get(f"{V}/applications/{row.number}/withdraw").status_code == 409


def test_it_is_refused_by_whoever_may_and_only_before_approval(app, applied, scope_of):
    row = applied("黄美珍", "approved")
    with pytest.raises(NotNow):
        ending.refuse(scope_of("梁书宁"), row, "x")
    row = applied("谢国强", "quoted")
    with pytest.raises(workflow.NotAllowed):
        ending.refuse(scope_of("司徒晴"), row, "x")
    ending.refuse(scope_of("梁书宁"), row, "超出范围")
    assert Application.get_by_id(row.id).reason == "超出范围"
