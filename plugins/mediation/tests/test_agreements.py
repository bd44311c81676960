"""Agreements from both sides: writing, signing, carrying out, the court, the visit; and who reads it."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from linli.database import utc_now
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import count_queries, photo, post
from linli.toolkit import reminders
from linli.toolkit.calendar import SHANGHAI, local, today
from linli.toolkit.notices import Notice
from plugins.mediation.agreements import cards
from plugins.mediation.agreements.models import (
    CONFIRMED,
    ORAL,
    TAKEN_BACK,
    Agreement,
    Confirmation,
    FollowUp,
    Signature,
    Term,
)
from plugins.mediation.cases.models import GUARDIAN, RESPONDENT, Case, Matter, Party
from plugins.mediation.cases.states import AGREED, CARRIED_OUT, CLOSED, FAILED, SITTING
from plugins.mediation.tests.making import make_agreement, make_case

V = "440783108226"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
SECRET = "赔三百块修墙"


@pytest.fixture(autouse=True)
def monday():
    """It is Monday morning, and the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def nothing_in_hand(app):
    """Nobody mediates a case of the demo."""
    Case.update(mediator=None).execute()


@pytest.fixture
def mediator(client_as, mediators):
    """吴国安, mediator of 宅群村."""
    return client_as("吴国安")


@pytest.fixture
def case(place, person):
    """黄美珍 against 谢国强, accepted three weeks ago, with 吴国安."""
    return make_case(place, person("黄美珍"), person("谢国强"), SITTING, person("吴国安"),
                     accepted_on=TODAY - 21 * DAY)


@pytest.fixture
def draft(case):
    """Its agreement, with one term, signed by nobody."""
    return make_agreement(case)


@pytest.fixture
def agreed(case, draft):
    """The same in force since a week ago."""
    return in_force(case, TODAY - 7 * DAY)


def in_force(case, day):
    """Put the agreement of a case in force from a day on."""
    Agreement.update(signed_on=day, confirm_by=day + 30 * DAY, follow_up_by=day + 30 * DAY).where(
        Agreement.case == case.id).execute()
    Case.update(state=AGREED, agreed_on=day).where(Case.id == case.id).execute()
    return Agreement.get(Agreement.case == case.id)


def url(case, end="/agreement"):
    return f"/{V}/mediation/cases/{case.code}{end}"


def party_of(case, side):
    return Party.get(Party.case == case.id, Party.side == side)


def state_of(case):
    return Case.get_by_id(case.id).state


def sign(client, case, party, **changed):
    data = {"way": "screen", "day": str(TODAY), "photo": photo(), **changed}
    return post(client, url(case, f"/agreement/signatures/{party.id}"), data,
                content_type="multipart/form-data")


def term_url(case, end):
    return url(case, f"/agreement/terms/{Term.select().order_by(Term.id.desc()).get().id}/{end}")


def visited(case, **changed):
    """What the form of a visit sends."""
    return {"party": party_of(case, "applicant").id, "day": str(TODAY), "by_phone": "yes", "kept": "yes",
            "words": "", **changed}


def titles_of(person):
    return [row.title for row in Notice.select().where(Notice.person == person).order_by(Notice.id)]


def test_the_text_and_its_terms_are_written(mediator, client_as, case):
    answer = post(mediator, url(case, "/agreement/edit"),
                  {"form": "written", "facts": "雨水管坏了", "liability": ""})
    assert answer.status_code == 303
    party = party_of(case, RESPONDENT)
    sent = {"party": str(party.id), "receiver": "0", "text": SECRET, "amount": "300.50",
            "due_on": str(TODAY + 3 * DAY)}
    assert post(mediator, url(case, "/agreement/terms/new"), sent).status_code == 303
    term = Term.get(Term.party == party)
    assert (term.amount, term.due_on) == (30_050, TODAY + 3 * DAY)
    page = client_as("黄美珍").get(url(case)).text
    assert SECRET in page and "300.50 元" in page and "还没生效" in page and "加一条" not in page
    sent["text"] = "改成付三百"
    assert post(mediator, term_url(case, "edit"), sent).status_code == 303
    assert "改成付三百" in mediator.get(url(case)).text
    assert post(mediator, term_url(case, "remove")).status_code == 303
    assert Term.select().where(Term.party == party).count() == 0
    assert "看协议" in mediator.get(url(case, "")).text


@pytest.mark.parametrize("changed", [
    {"due_on": "2026-11-22"}, {"due_on": ""}, {"amount": "0"}, {"amount": "-3"}, {"amount": "9" * 30},
    {"amount": "1.234"}, {"party": "0"}, {"party": ""}, {"text": " "}, {"text": "\0"},
    {"receiver": ""}, {"receiver": "self"}, {"text": "字" * 1001}])
def test_what_cannot_be_a_term(mediator, case, draft, changed):
    sent = {"party": str(party_of(case, RESPONDENT).id), "text": "付钱", "amount": "", "due_on": str(TODAY),
            "receiver": str(party_of(case, "applicant").id)}
    changed = {key: sent["party"] if value == "self" else value for key, value in changed.items()}
    answer = post(mediator, url(case, "/agreement/terms/new"), {**sent, **changed})
    assert answer.status_code == 422 and Term.select().where(Term.agreement == draft.id).count() == 1
    assert post(mediator, url(case, "/agreement/terms/new"), sent).status_code == 303


def test_two_write_one_agreement(mediator, case, draft):
    Agreement.update(version=4, facts="别人写的").execute()
    answer = post(mediator, url(case, "/agreement/edit"),
                  {"form": "written", "facts": "我写的", "liability": "", "version": "3"})
    assert answer.status_code == 409 and "别人写的" in answer.text and "我写的" in answer.text
    sent = {"party": str(party_of(case, RESPONDENT).id), "text": "我改的", "amount": "", "version": "3",
            "due_on": str(TODAY), "receiver": "0"}
    answer = post(mediator, term_url(case, "edit"), sent)
    assert answer.status_code == 409 and "我改的" in answer.text and "修好雨水管" in answer.text
    assert Agreement.get_by_id(draft.id).facts == "别人写的"


def test_it_is_in_force_when_everybody_has_signed(mediator, client_as, person, case, draft):
    one, other = party_of(case, "applicant"), party_of(case, RESPONDENT)
    assert sign(mediator, case, one, way="paper", day=str(TODAY - 2 * DAY)).status_code == 303
    assert state_of(case) == SITTING and Agreement.get_by_id(draft.id).signed_on is None
    assert "还没生效" in client_as("黄美珍").get(url(case)).text
    assert sign(mediator, case, other, day=str(TODAY - DAY)).status_code == 303
    row, now = Agreement.get_by_id(draft.id), Case.get_by_id(case.id)
    assert (row.signed_on, row.confirm_by, row.follow_up_by) == (
        TODAY - DAY, TODAY + 29 * DAY, TODAY + 29 * DAY)
    assert (now.state, now.agreed_on) == (AGREED, TODAY - DAY)
    assert titles_of(person("谢国强"))[-1] == "调解协议生效了，可以看"
    page = client_as("谢国强").get(url(case)).text
    assert "已经生效" in page and "还剩 29 天" in page
    picture = client_as("谢国强").get(url(case, f"/agreement/signatures/{one.id}/photo"))
    assert picture.status_code == 200 and picture.mimetype == "image/jpeg"
    assert sign(mediator, case, other).status_code == 409


@pytest.mark.parametrize("changed", [
    {"day": "2026-11-24"}, {"day": ""}, {"way": "phone"}, {"photo": ""}, {"photo_kept": "x", "photo": ""}])
def test_what_is_no_signature(mediator, case, draft, changed):
    assert sign(mediator, case, party_of(case, RESPONDENT), **changed).status_code == 422
    assert Signature.select().where(Signature.agreement == draft.id).count() == 0


def test_signing_needs_terms_and_a_day_that_fits_them(mediator, case, draft):
    party = party_of(case, RESPONDENT)
    before_it_was_accepted = sign(mediator, case, party, day=str(TODAY - 22 * DAY))
    assert before_it_was_accepted.status_code == 409
    Term.update(due_on=TODAY - DAY).execute()
    assert sign(mediator, case, party).status_code == 409
    Term.delete().execute()
    answer = sign(mediator, case, party)
    assert answer.status_code == 409 and "还没有条款" in answer.text
    assert Signature.select().where(Signature.agreement == draft.id).count() == 0


def test_a_minor_does_not_sign_but_the_guardian_does(mediator, person, case, draft):
    minor = party_of(case, RESPONDENT)
    Party.update(minor=True).where(Party.id == minor.id).execute()
    assert "要监护人来签" in mediator.get(url(case)).text
    assert sign(mediator, case, minor).status_code == 409
    guardian = Party.create(case=case, side=RESPONDENT, role=GUARDIAN, stands_for=minor, name="谢母",
                            person=person("邓桂香"), told_at=utc_now())
    assert sign(mediator, case, party_of(case, "applicant")).status_code == 303
    assert state_of(case) == SITTING
    assert sign(mediator, case, guardian).status_code == 303
    assert state_of(case) == AGREED


def test_what_is_signed_is_not_changed_unless_signatures_go(mediator, case, draft):
    sign(mediator, case, party_of(case, RESPONDENT))
    for end in ("/agreement/edit", "/agreement/terms/new"):
        assert mediator.get(url(case, end)).status_code == 409
    assert mediator.get(term_url(case, "edit")).status_code == 409
    assert mediator.get(term_url(case, "remove")).status_code == 409
    assert post(mediator, url(case, "/agreement/unsign")).status_code == 303
    assert Signature.select().where(Signature.agreement == draft.id).count() == 0
    assert mediator.get(url(case, "/agreement/edit")).status_code == 200


def test_what_is_in_force_stays(mediator, case, agreed):
    assert mediator.get(url(case, "/agreement/edit")).status_code == 409
    assert post(mediator, url(case, "/agreement/unsign")).status_code == 409
    assert post(mediator, url(case, "/agreement/oral"), {"day": str(TODAY)}).status_code == 409


def test_an_oral_one_is_in_force_when_it_is_written_down(mediator, case, draft):
    assert post(mediator, url(case, "/agreement/oral"), {"day": str(TODAY)}).status_code == 409
    Agreement.update(form=ORAL).execute()
    assert sign(mediator, case, party_of(case, RESPONDENT)).status_code == 409
    assert post(mediator, url(case, "/agreement/oral"), {"day": str(TODAY + DAY)}).status_code == 422
    assert post(mediator, url(case, "/agreement/oral"), {"day": str(TODAY)}).status_code == 303
    assert (Agreement.get_by_id(draft.id).signed_on, state_of(case)) == (TODAY, AGREED)


def test_reminders_say_only_that_there_is_something(mediator, person, case, draft):
    Agreement.update(form=ORAL).execute()
    post(mediator, url(case, "/agreement/oral"), {"day": str(TODAY)})
    ahead = list(reminders.Reminder.select().where(reminders.Reminder.person == person("谢国强"))
                 .order_by(reminders.Reminder.at))
    assert [local(each.at).date() for each in ahead] == [
        TODAY + 9 * DAY, TODAY + 10 * DAY, TODAY + 23 * DAY, TODAY + 29 * DAY]
    assert not any(word in each.title + each.text for each in ahead for word in ("雨水管", "黄美珍", "300"))
    post(mediator, term_url(case, "done"), {"day": str(TODAY)}, content_type="multipart/form-data")
    assert reminders.Reminder.select().where(reminders.Reminder.person == person("谢国强")).count() == 2


def test_the_last_term_carries_it_out_and_the_visit_closes(mediator, client_as, person, case, agreed):
    second = Term.create(agreement=agreed, party=party_of(case, "applicant"), text="道歉", due_on=TODAY,
                         receiver=party_of(case, RESPONDENT))
    data = {"day": str(TODAY), "note": "当面给的", "proof": photo()}
    assert post(mediator, term_url(case, "done"), data, content_type="multipart/form-data").status_code == 303
    second = Term.get_by_id(second.id)
    assert (second.done_on, second.note, state_of(case)) == (TODAY, "当面给的", AGREED)
    receipt = url(case, f"/agreement/terms/{second.id}/proof")
    assert client_as("谢国强").get(receipt).mimetype == "image/jpeg"
    first = Term.get(Term.agreement == agreed, Term.done_on.is_null())
    done = url(case, f"/agreement/terms/{first.id}/done")
    assert post(mediator, done, {"day": str(TODAY)}).status_code == 303
    assert state_of(case) == CARRIED_OUT
    assert post(mediator, done, {"day": str(TODAY)}).status_code == 409
    visit = visited(case, by_phone="no", kept="yes", words=SECRET)
    assert post(mediator, url(case, "/follow-ups/new"), visit).status_code == 303
    now = Case.get_by_id(case.id)
    assert (now.state, now.ended_on) == (CLOSED, TODAY)
    assert SECRET in client_as("黄美珍").get(url(case)).text
    assert titles_of(person("黄美珍"))[-1] == "调解结案了，谢谢您"


def test_a_visit_before_the_last_term_closes_with_it(mediator, case, agreed):
    visit = visited(case)
    assert post(mediator, url(case, "/follow-ups/new"), visit).status_code == 303
    assert state_of(case) == AGREED
    post(mediator, term_url(case, "done"), {"day": str(TODAY)})
    assert state_of(case) == CLOSED


def test_a_visit_that_found_it_not_kept_leaves_it_open(mediator, case, agreed):
    post(mediator, term_url(case, "done"), {"day": str(TODAY)})
    visit = visited(case, kept="no", words="又漏了")
    assert post(mediator, url(case, "/follow-ups/new"), visit).status_code == 303
    assert state_of(case) == CARRIED_OUT and FollowUp.select().where(FollowUp.case == case).count() == 1


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-15", "", "x", "0000-00-00"])
def test_nothing_was_done_before_the_signing_or_will_have_been(mediator, case, agreed, day):
    assert post(mediator, term_url(case, "done"), {"day": day}).status_code in (409, 422)
    visit = visited(case, day=day)
    assert post(mediator, url(case, "/follow-ups/new"), visit).status_code in (409, 422)
    assert Term.get(Term.agreement == agreed).done_on is None
    assert FollowUp.select().where(FollowUp.case == case).count() == 0


def test_an_agreement_that_is_not_kept(mediator, client_as, person, case, agreed):
    sent = {"next_step": "court", "words": "一直没有修"}
    assert post(mediator, url(case, "/agreement/broken"), {**sent, "next_step": "war"}).status_code == 422
    assert post(mediator, url(case, "/agreement/broken"), sent).status_code == 303
    now = Case.get_by_id(case.id)
    assert (now.state, now.next_step, now.ended_on) == (FAILED, "court", TODAY)
    assert Matter.get_by_id(case.id).ended == "一直没有修"
    assert not reminders.Reminder.select().where(reminders.Reminder.person == person("谢国强")).exists()
    assert post(mediator, url(case, "/agreement/broken"), sent).status_code == 409
    assert client_as("谢国强").get(url(case)).status_code == 200


def ask(client, case, **changed):
    sent = {"about": "none", "together": "y", "court": "开平市人民法院", "day": str(TODAY)}
    filled = {name: value for name, value in {**sent, **changed}.items() if value}
    return post(client, url(case, "/confirmation/new"), filled)


def test_the_court_is_asked_and_says_yes(mediator, client_as, person, case, agreed):
    assert "还剩 23 天" in client_as("黄美珍").get(url(case)).text
    assert ask(mediator, case).status_code == 303
    assert ask(mediator, case).status_code == 409
    page = client_as("谢国强").get(url(case)).text
    assert "等法院" in page and "15 天内有结果" in page
    sent = {"result": "confirm", "day": str(TODAY), "number": ""}
    assert post(mediator, url(case, "/confirmation/decide"), sent).status_code == 422
    assert post(mediator, url(case, "/confirmation/decide"), {**sent, "day": str(TODAY - DAY), "number": "1"}
                ).status_code == 409
    sent["number"] = "(2026)粤0783民特1号"
    assert post(mediator, url(case, "/confirmation/decide"), sent).status_code == 303
    row = Confirmation.get(Confirmation.case == case)
    assert (row.state, row.decided_on) == (CONFIRMED, TODAY)
    assert "(2026)粤0783民特1号" in client_as("谢国强").get(url(case)).text
    assert titles_of(person("黄美珍"))[-1] == "司法确认有了结果"
    again = post(mediator, url(case, "/confirmation/decide"), sent)
    assert again.status_code == 409


def test_an_application_that_is_taken_back_has_no_number(mediator, case, agreed):
    ask(mediator, case)
    sent = {"result": "take_back", "day": str(TODAY), "number": ""}
    assert post(mediator, url(case, "/confirmation/decide"), sent).status_code == 303
    assert Confirmation.get(Confirmation.case == case).state == TAKEN_BACK


@pytest.mark.parametrize("changed", [
    {"about": "identity"}, {"about": "adoption"}, {"about": "marriage"}, {"about": ""}, {"together": ""},
    {"court": ""}, {"court": "\0"}, {"day": "2026-11-24"}])
def test_what_a_court_is_not_asked(mediator, case, agreed, changed):
    answer = ask(mediator, case, **changed)
    assert answer.status_code == 422
    assert Confirmation.select().where(Confirmation.case == case).count() == 0


@pytest.mark.parametrize(("ago", "status"), [(30, 303), (31, 409)])
def test_the_thirtieth_day_is_the_last(mediator, client_as, place, person, ago, status):
    old = make_case(place, person("黄美珍"), person("谢国强"), SITTING, person("吴国安"),
                    accepted_on=TODAY - 60 * DAY)
    make_agreement(old)
    in_force(old, TODAY - ago * DAY)
    page = client_as("黄美珍").get(url(old)).text
    assert ("今天是最后一天" in page) == (ago == 30) and ("期限过了" in page) == (ago == 31)
    assert ask(mediator, old).status_code == status
    Confirmation.delete().execute()
    assert ask(mediator, old, day=str(TODAY - DAY)).status_code == 303  # written down a day later
    assert ask(mediator, old, day=str(TODAY - 40 * DAY)).status_code == 409


def test_before_it_is_in_force_no_court_no_visit_no_end(mediator, case, draft):
    assert ask(mediator, case).status_code == 409
    visit = visited(case)
    assert post(mediator, url(case, "/follow-ups/new"), visit).status_code == 409
    assert post(mediator, url(case, "/agreement/broken"),
                {"next_step": "court", "words": "不做"}).status_code == 409
    assert post(mediator, term_url(case, "done"), {"day": str(TODAY)}).status_code == 409
    assert mediator.get(url(case, "/confirmation/decide")).status_code == 404


PAGES = ("/agreement", "/agreement/edit", "/agreement/terms/new", "/agreement/unsign", "/agreement/oral",
         "/agreement/broken", "/confirmation/new", "/confirmation/decide", "/follow-ups/new")


def test_nobody_else_writes_or_reads(mediator, client_as, place, person, case, agreed):
    give_post(person("何永康"), "mediator", place)
    pages = [*(url(case, end) for end in PAGES), term_url(case, "done"), term_url(case, "proof")]
    for name in ("方敏仪", "梁书宁", "邓桂香", "陈玉莲", "何永康", "关淑贞", "关启文"):
        client = client_as(name)
        assert client.get(url(case)).status_code == 404, name
        assert {client.get(page).status_code for page in pages} <= {403, 404}, name
    party = client_as("黄美珍")
    assert {party.get(url(case, end)).status_code for end in PAGES[1:]} == {403}
    assert client_as().get(url(case)).status_code == 302


def test_somebody_of_a_partys_household_does_not_mediate_on(mediator, person, case, draft):
    Person.update(household=person("黄美珍").household).where(Person.id == person("吴国安").id).execute()
    sent = {"form": "written", "facts": "我写的", "liability": ""}
    assert post(mediator, url(case, "/agreement/edit"), sent).status_code == 403
    assert Agreement.get_by_id(draft.id).facts == "雨水管坏了"


def test_what_awaits_them(mediator, app, scope_of, case, agreed):
    with app.test_request_context(f"/{V}/"):
        def titles(who):
            return sorted(todo.title for todo in cards.todo(scope_of(who)))
        assert titles("谢国强") == ["可以申请司法确认", "调解协议里您要做的"]
        assert titles("黄美珍") == ["可以申请司法确认"]
        assert titles("吴国安") == [] == titles("邓桂香")
        with time_machine.travel(datetime(2026, 12, 20, 8, 0, tzinfo=SHANGHAI)):
            assert titles("吴国安") == ["协议有一条过期没做", "要回访"]
            assert titles("黄美珍") == []
    ask(mediator, case)
    with app.test_request_context(f"/{V}/"):
        assert titles("吴国安") == ["司法确认等结果"] and titles("黄美珍") == []
        assert cards.open_matters(agreed.case.locality)


def test_the_ledger_tells_numbers_only(mediator, client_as, case, agreed):
    visit = visited(case, kept="no", words=SECRET)
    post(mediator, url(case, "/follow-ups/new"), visit)
    content = mediator.get(f"/{V}/mediation/ledgers/follow_ups").text.split("<main", 1)[1]
    assert case.number in content and "打电话" in content
    assert not any(word in content for word in ("黄美珍", "谢国强", SECRET, "雨水管"))
    assert client_as("方敏仪").get(f"/{V}/mediation/ledgers/follow_ups").status_code == 403


def test_the_page_asks_no_more_for_more_terms(mediator, case, agreed):
    mediator.get(url(case))
    with count_queries() as few:
        mediator.get(url(case))
    for number in range(5):
        Term.create(agreement=agreed, party=party_of(case, RESPONDENT), text=f"第{number}条", due_on=today())
    with count_queries() as many:
        mediator.get(url(case))
    assert len(many) == len(few) <= 15
