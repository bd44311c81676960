"""A slip opens one account, once; one that has a password only after a second member of staff agreed."""

import re
from datetime import timedelta

import pytest
import time_machine

from linli.audit.models import AuditLine
from linli.database import LostRace, transaction, utc_now
from linli.people.households import found
from linli.people.invitations import services, using
from linli.people.invitations.models import AGREED, ASKED, ENDED, OPEN, USED, Invitation
from linli.people.models import Guess, Person, Session
from linli.people.services import disable, give_post, person_by_phone, set_password
from linli.testing import csrf, post
from linli.testing.pages import PageReader
from linli.toolkit import once
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import NotNow, Refused
from linli.toolkit.workflow import NotAllowed

V, TOWN = "/440783108226", "/440783108000"
WORDS = "开平碉楼有八百座"
NEW = {"new_password": WORDS, "again_password": WORDS}
LINK = re.compile(r"http://[^<\s]+(/i/[a-z0-9-]+)")


@pytest.fixture
def newcomer(app, village):
    """A resident of 宅群村 with a phone and without a password."""
    return person_by_phone("+8613900000101", "区小燕", village("宅群村"))


@pytest.fixture
def slip(app, scope_of, newcomer):
    """(Invitation, token) that 方敏仪 has made for the newcomer."""
    with app.test_request_context():
        return services.invite(scope_of("方敏仪"), newcomer, "slip", 14)


def link_for(client, person, village=V):
    """The link on the slip that this member of staff prints for somebody without an account."""
    answer = post(client, f"{village}/invitations/people/{person.id}")
    assert answer.status_code == 200, answer.status_code
    return LINK.search(answer.text)[1]


def ask(client, person, place=V, **more):
    """Ask for a slip for an account that has a password; returns the Invitation."""
    answer = post(client, f"{place}/invitations/people/{person.id}", {"reason": "本人来村委，忘了", **more})
    assert answer.status_code == 303, answer.text
    return Invitation.select().order_by(Invitation.id.desc()).get()


def step(client, row, name, place=V):
    """Take a step of a request from its page."""
    return post(client, f"{place}/invitations/{row.id}/{name}", page=f"{place}/invitations/{row.id}")


def homes_on(html):
    """The households that a page offers, by id."""
    boxes = [box for box in re.findall(r"<input[^>]*>", html) if 'name="chosen"' in box]
    return [int(re.search(r'value="(\d+)"', box)[1]) for box in boxes]


def state_of(row):
    return Invitation.get_by_id(row.id).state


def can_sign_in(client_as, phone, password):
    return post(client_as(), "/sign-in", {"phone": phone, "password": password}).status_code == 303


def test_a_slip_is_printed_once_and_its_link_opens_the_account(client_as, newcomer):
    link = link_for(client_as("方敏仪"), newcomer)
    phone = client_as()
    opened = phone.get(link)
    assert "宅群村" in opened.text and "区*燕" in opened.text and "区小燕" not in opened.text
    assert "139****0101" in opened.text and "13900000101" not in opened.text
    answer = post(phone, link, NEW)
    assert (answer.status_code, answer.location) == (303, f"{V}/")
    assert phone.get("/me/").status_code == 200
    assert can_sign_in(client_as, "13900000101", WORDS)


def test_a_slip_says_what_to_do_and_no_more_than_it_must(client_as, newcomer):
    text = post(client_as("方敏仪"), f"{V}/invitations/people/{newcomer.id}").text
    assert all(words in text for words in ("区小燕", "宅群村", "139****0101", "<svg", "只能用一次", "方敏仪"))
    assert "13900000101" not in text and text.count("<li>") == 3


def test_a_link_that_was_used_opens_nothing_and_says_what_to_do(client_as, newcomer):
    link = link_for(client_as("方敏仪"), newcomer)
    assert post(client_as(), link, NEW).status_code == 303
    again = client_as().get(link)
    assert again.status_code == 410 and "用过了" in again.text and "/sign-in" in again.text
    sent = client_as().post(link, data={**NEW, "new_password": "another one"})
    assert sent.status_code == 410 and can_sign_in(client_as, "13900000101", WORDS)


def test_of_two_who_use_a_link_at_once_one_is_let_in(app, slip):
    row, _token = slip
    stale = Invitation.get_by_id(row.id)
    with app.test_request_context():
        using.use(row, WORDS, None, "测试")
        with pytest.raises(LostRace):
            using.use(stale, "another one", None, "测试")
    assert Session.select().where(Session.person == row.person).count() == 1


def test_a_link_is_dead_after_its_days(client_as, newcomer):
    link = link_for(client_as("方敏仪"), newcomer)
    with time_machine.travel(utc_now() + timedelta(days=13, hours=23)):
        assert client_as().get(link).status_code == 200
    with time_machine.travel(utc_now() + timedelta(days=14, minutes=1)):
        late = client_as().get(link)
        assert late.status_code == 410 and "过期" in late.text and "村委" in late.text


def test_how_many_days_is_a_setting(app, client_as, newcomer):
    app.config["INVITATION_DAYS"] = "3"
    link = link_for(client_as("方敏仪"), newcomer)
    with time_machine.travel(utc_now() + timedelta(days=3, minutes=1)):
        assert client_as().get(link).status_code == 410


def test_a_new_slip_ends_the_old_one(client_as, newcomer):
    old = link_for(client_as("方敏仪"), newcomer)
    new = link_for(client_as("方敏仪"), newcomer)
    assert client_as().get(old).status_code == 410 and client_as().get(new).status_code == 200


def test_a_slip_that_was_lost_is_ended(client_as, newcomer):
    clerk = client_as("方敏仪")
    link, row = link_for(clerk, newcomer), Invitation.get(Invitation.person == newcomer)
    assert post(clerk, f"{V}/invitations/{row.id}/end", {"reason": ""}).status_code == 422
    assert client_as().get(link).status_code == 200
    assert post(clerk, f"{V}/invitations/{row.id}/end", {"reason": "条丢了"}).status_code == 303
    assert client_as().get(link).status_code == 410
    assert AuditLine.get(AuditLine.act == "invitation_ended").reason == "条丢了"


def test_only_a_hash_of_the_token_is_kept(slip):
    row, token = slip
    assert all(token.replace("-", "") not in str(value) and token not in str(value)
               for value in Invitation.get_by_id(row.id).__data__.values())


def test_the_link_may_be_typed_in_capitals_and_without_its_dashes(client_as, slip):
    _row, token = slip
    assert client_as().get(f"/i/{token.upper().replace('-', '')}").status_code == 200


def test_an_address_that_tries_one_link_after_the_other_waits(client_as, slip):
    client, (_row, token) = client_as(), slip
    assert {client.get(f"/i/none{number}").status_code for number in range(30)} == {404}
    assert client.get("/i/none").status_code == 429
    assert client.get(f"/i/{token}").status_code == 200, "a good one is no guess"
    assert Guess.select().count() == 30


@pytest.mark.parametrize("typed", [
    {**NEW, "new_password": "short", "again_password": "short"}, {**NEW, "again_password": "anders"}])
def test_a_password_that_will_not_do_leaves_the_slip_alone(client_as, slip, typed):
    row, token = slip
    answer = post(client_as(), f"/i/{token}", typed)
    assert answer.status_code == 422 and "-error" in answer.text
    assert state_of(row) == OPEN


def test_who_has_no_phone_on_record_gives_their_own(app, client_as, person, village, scope_of):
    someone = Person.create(name="区阿婆", locality=village("宅群村"))
    link = link_for(client_as("方敏仪"), someone)
    taken = post(client_as(), link, {**NEW, "phone": "14000000001"})
    assert taken.status_code == 422 and "已经有人用来登录" in taken.text
    assert Person.get_by_id(someone.id).password_hash is None
    assert post(client_as(), link, {**NEW, "phone": "13900000102"}).status_code == 303
    assert can_sign_in(client_as, "13900000102", WORDS)


def test_a_first_slip_does_not_open_an_account_that_has_a_password_since(client_as, newcomer):
    link = link_for(client_as("方敏仪"), newcomer)
    set_password(newcomer, "their own words")
    assert client_as().get(link).status_code == 410
    assert can_sign_in(client_as, "13900000101", "their own words")


def test_a_residents_slip_does_not_open_the_account_of_a_post(client_as, newcomer, village):
    link = link_for(client_as("方敏仪"), newcomer)
    give_post(newcomer, "village_staff", village("宅群村"))
    assert client_as().get(link).status_code == 410


def test_a_slip_does_not_open_an_account_that_was_closed(client_as, newcomer):
    link = link_for(client_as("方敏仪"), newcomer)
    disable(newcomer)
    assert client_as().get(link).status_code == 410


def test_a_new_resident_is_entered_and_gets_a_slip(client_as, village):
    clerk, place = client_as("方敏仪"), village("宅群村")
    home = found(place, "777", "7组7号")
    sent = {"name": "区新来", "phone": "13900000103", "household": "778"}
    assert post(clerk, f"{V}/invitations/new", sent).status_code == 422, "no such household"
    answer = post(clerk, f"{V}/invitations/new", {**sent, "household": "777"})
    assert answer.status_code == 200 and LINK.search(answer.text)
    made = Person.get(Person.phone == "+8613900000103")
    assert (made.household_id, made.locality_id) == (home.id, place.code)


def test_a_phone_of_somebody_who_lives_elsewhere_is_not_taken_over(client_as):
    answer = post(client_as("方敏仪"), f"{V}/invitations/new", {"name": "陈玉莲", "phone": "14000000003"})
    assert answer.status_code == 422 and "别处登记过" in answer.text
    assert not LINK.search(answer.text)


def test_the_same_form_twice_makes_one_slip(client_as, newcomer):
    clerk, url = client_as("方敏仪"), f"{V}/invitations/people/{newcomer.id}"
    fields = next(form for form in PageReader(clerk.get(url).text).forms if form.action == url).fields
    assert clerk.post(url, data=fields).status_code == 200
    assert clerk.post(url, data=fields).status_code == 303
    assert Invitation.select().where(Invitation.person == newcomer).count() == 1


def test_households_are_printed_together_each_on_a_slip_of_its_own(client_as, app):
    clerk, url = client_as("方敏仪"), f"{V}/invitations/households"
    ids = homes_on(clerk.get(url).text)
    assert 30 < len(ids) <= 40
    people = Person.select().where(Person.household.in_(ids[:3]), Person.password_hash.is_null())
    answer = post(clerk, url, {"chosen": ids[:3]})
    links = set(LINK.findall(answer.text))
    assert answer.text.count("<article") == len(links) == people.count() > 0
    assert {client_as().get(link).status_code for link in links} == {200}
    line = AuditLine.get(AuditLine.act == "invite")
    assert line.count == len(links)
    assert homes_on(clerk.get(url).text) == ids[3:], "who has a slip is not offered one again"


def test_one_button_prints_the_whole_page(client_as):
    clerk, url = client_as("方敏仪"), f"{V}/invitations/households"
    people = Person.select().where(Person.household.in_(homes_on(clerk.get(url).text)),
                                   Person.password_hash.is_null())
    answer = post(clerk, url, {"whole": "1"})
    assert answer.text.count("<article") == people.count() and not homes_on(clerk.get(url).text)


def test_no_more_than_forty_households_at_once(app, scope_of):
    with app.test_request_context(), pytest.raises(Refused):
        services.invite_households(scope_of("方敏仪"), set(range(41)), "many", 14)


# An account that has a password.

def test_a_reset_wants_a_second_member_of_staff(client_as, person):
    clerk, official, mine = client_as("方敏仪"), client_as("梁书宁"), client_as("黄美珍")
    row = ask(clerk, person("黄美珍"))
    assert state_of(row) == ASKED and step(official, row, "confirm").status_code == 303
    assert state_of(row) == AGREED
    link = LINK.search(step(clerk, row, "slip").text)[1]
    assert mine.get("/me/").status_code == 200, "nothing ends before it is used"
    phone = client_as()
    assert post(phone, link, NEW).status_code == 303
    assert state_of(row) == USED and phone.get("/me/").status_code == 200
    assert mine.get("/me/").status_code == 302, "every session of before has ended"
    assert can_sign_in(client_as, "14000000001", WORDS)
    told = [notice.title for notice in Notice.select().where(Notice.person == person("黄美珍"))]
    assert "密码重设了" in told
    acts = [line.act for line in AuditLine.select().where(AuditLine.what == "people.invitation").order_by(
        AuditLine.id)]
    assert acts == ["reset_asked", "reset_confirmed", "reset_made", "invitation_used"]


def test_no_slip_before_it_is_confirmed(app, client_as, person, scope_of):
    row = ask(client_as("方敏仪"), person("黄美珍"))
    assert "打印密码条" not in client_as("方敏仪").get(f"{V}/invitations/{row.id}").text
    with app.test_request_context(), pytest.raises(LostRace):
        services.make(scope_of("方敏仪"), row, 14)
    assert Invitation.get_by_id(row.id).token_hash is None


def test_nobody_confirms_their_own_request(client_as, person):
    clerk = client_as("方敏仪")
    row = ask(clerk, person("黄美珍"))
    shown = clerk.get(f"{V}/invitations/{row.id}").text
    assert "/confirm" not in shown
    answer = clerk.post(f"{V}/invitations/{row.id}/confirm", data={"csrf_token": csrf(shown)})
    assert answer.status_code == 422 and "另一位工作人员" in answer.text and state_of(row) == ASKED


@pytest.mark.parametrize("related", ["方敏仪", "黄美珍"])
def test_nobody_confirms_for_their_own_household(client_as, person, village, related):
    """Neither whom the asker lives with, nor whom the account's owner does."""
    give_post(person("胡月娥"), "village_staff", village("宅群村"))
    Person.update(household=person(related).household_id, is_head=False).where(
        Person.id == person("胡月娥").id).execute()
    row = ask(client_as("方敏仪"), person("黄美珍"))
    assert step(client_as("胡月娥"), row, "confirm").status_code == 422 and state_of(row) == ASKED
    assert step(client_as("梁书宁"), row, "confirm").status_code == 303


def test_nobody_asks_for_their_own_household(client_as, person):
    Person.update(household=person("方敏仪").household_id, is_head=False).where(
        Person.id == person("黄美珍").id).execute()
    answer = post(client_as("方敏仪"), f"{V}/invitations/people/{person('黄美珍').id}", {"reason": "忘了"})
    assert answer.status_code == 422 and "家里人" in answer.text
    assert not Invitation.select().where(Invitation.person == person("黄美珍")).exists()


def test_a_neighbouring_villages_clerk_neither_sees_nor_confirms(client_as, person):
    row = ask(client_as("方敏仪"), person("黄美珍"))
    other = client_as("张远")
    assert other.get(f"{V}/invitations/{row.id}").status_code == 403
    assert other.get(f"/440783108227/invitations/{row.id}").status_code == 404
    assert other.get(f"/440783108227/invitations/people/{person('黄美珍').id}").status_code == 404


def test_who_holds_a_post_is_seen_to_by_the_township_alone(app, client_as, person, scope_of):
    steward = person("周伯年")
    shown = client_as("方敏仪").get(f"{V}/invitations/people/{steward.id}").text
    assert "由镇里办" in shown and 'name="reason"' not in shown
    with app.test_request_context(), pytest.raises(NotAllowed):
        services.ask(scope_of("方敏仪"), steward, "忘了", "x", 14)
    row = ask(client_as("梁书宁"), steward)
    assert row.for_posts and client_as("方敏仪").get(f"{V}/invitations/{row.id}").status_code == 404
    assert step(client_as("余海川"), row, "confirm").status_code == 303


def test_the_administrator_looks_up_who_holds_a_post_and_no_resident(client_as, person):
    keeper = client_as("关启文")
    assert keeper.get(f"{TOWN}/invitations/people/{person('周伯年').id}").status_code == 200
    assert keeper.get(f"{TOWN}/invitations/people/{person('黄美珍').id}").status_code == 404
    assert keeper.get(f"{V}/invitations/new").status_code == 403


def test_a_post_given_after_the_request_stops_a_village_from_going_on(
        app, client_as, person, scope_of, village):
    row = ask(client_as("方敏仪"), person("黄美珍"))
    give_post(person("黄美珍"), "grid_worker", village("宅群村"))
    with app.test_request_context(), pytest.raises(NotAllowed):
        services.confirm(scope_of("梁书宁"), Invitation.get_by_id(row.id))


def test_a_request_lapses(client_as, person):
    row = ask(client_as("方敏仪"), person("黄美珍"))
    with time_machine.travel(utc_now() + timedelta(days=15)):
        assert "过期" in client_as("梁书宁").get(f"{V}/invitations/{row.id}").text
    Invitation.update(until=utc_now()).where(Invitation.id == row.id).execute()
    with pytest.raises(NotNow):
        services._refuse_unreachable(None, Invitation.get_by_id(row.id))


def test_staff_who_may_confirm_are_told_and_who_asked_is_not(client_as, person):
    ask(client_as("方敏仪"), person("黄美珍"))
    told = {notice.person.name for notice in Notice.select().where(Notice.title.contains("请您确认"))}
    assert {"梁书宁", "余海川"} <= told and "方敏仪" not in told and "张远" not in told


def test_the_list_is_searched_and_narrowed(client_as, newcomer):
    clerk = client_as("方敏仪")
    link_for(clerk, newcomer)
    assert "区小燕" in clerk.get(f"{V}/invitations/?state=open").text
    assert "区小燕" not in clerk.get(f"{V}/invitations/?state=used").text
    assert "区小燕" in clerk.get(f"{V}/invitations/?q=小").text
    assert "区小燕" not in clerk.get(f"{V}/invitations/?q=谢").text
    with time_machine.travel(utc_now() + timedelta(days=15)):
        assert "区小燕" in clerk.get(f"{V}/invitations/?state=lapsed").text
        assert "区小燕" not in clerk.get(f"{V}/invitations/?state=open").text


def test_an_open_slip_ends_when_somebody_asks_anew(app, slip, scope_of, newcomer):
    row, _token = slip
    with app.test_request_context():
        services.invite(scope_of("方敏仪"), newcomer, "second", 14)
        with pytest.raises(once.AlreadyDone), transaction():
            services.invite(scope_of("方敏仪"), newcomer, "second", 14)
    assert state_of(row) == ENDED


def test_a_phone_of_elsewhere_is_told_in_one_sentence_whatever_the_name(client_as):
    clerk = client_as("方敏仪")
    for name in ("余海川", "冒名"):
        answer = post(clerk, f"{V}/invitations/new", {"name": name, "phone": "14000000008"})
        assert answer.status_code == 422 and "这个手机号别处登记过，请本人带身份证来村委核对" in answer.text
