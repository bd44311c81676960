"""What happens to a household, and that every plugin does its part in the same transaction."""

from datetime import timedelta

import pytest

from linli.database import LostRace, utc_now
from linli.hookspecs import hookimpl
from linli.people.models import Household, Person
from linli.plugins import Module
from linli.register import events
from linli.register.models import (
    ADDRESS_CHANGED,
    CLOSED,
    DIED,
    JOINED,
    LEFT,
    MERGED_IN,
    MERGED_INTO,
    MOVED_AWAY,
    MOVED_WITHIN,
    SPLIT_FROM,
    SPLIT_OFF,
)
from linli.testing import post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import NotAllowed
from plugins.cctv.applications.models import OPEN, Application
from plugins.leaders.tenure.models import APPOINTED, ENDED, Tenure
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, CANCELLED, Booking
from plugins.mediation.cases.states import ASSIGNED
from plugins.mediation.tests.making import make_case

V = "/440783108226"
WHY = "户主到村委说的"


@pytest.fixture
def family(village):
    """`family("900", "甲一", "甲二")`: a household of 宅群村, the first its head."""
    def make(number, *names):
        home = Household.create(locality=village("宅群村"), number=number, address=f"祖宅 {number} 号",
                                block="440783108226-b01")
        for at, name in enumerate(names):
            Person.create(name=name, phone=f"+861400001{number}{at}", household=home, is_head=at == 0,
                          locality=home.locality)
        return home
    return make


@pytest.fixture
def clerk(client_as):
    return client_as("方敏仪")


@pytest.fixture
def tell(app):
    return app.extensions["linli"].tell


def someone(name):
    return Person.get(Person.name == name)


def url(home, tail):
    return f"{V}/register/households/{home.id}/{tail}"


def kinds(home):
    return [line.kind for line in home.events.order_by(events.history.HouseholdEvent.id)]


def fresh(row):
    return type(row).get_by_id(row.id)


def test_a_split(clerk, family):
    old = family("900", "甲一", "甲二")
    sent = {"number": "901", "address": "新村 1 号", "members": str(someone("甲二").id), "reason": WHY}
    assert "甲二" in clerk.get(url(old, "split")).text
    for wrong, said in (({"number": "900"}, "已经有这个户号"), ({"members": ""}, "请至少选一位"),
                        ({"reason": " "}, "请写几句说明"), ({"members": "999999"}, "")):
        answer = post(clerk, url(old, "split"), {**sent, **wrong})
        assert answer.status_code == 422 and said in answer.text and "新村 1 号" in answer.text
    answer = post(clerk, url(old, "split"), {**sent, "block": "440783108226-m01"})
    new = Household.get(Household.number == "901")
    assert answer.location == f"{V}/register/households/{new.id}"
    assert [each.name for each in new.people] == ["甲二"] and new.block_id == "440783108226-m01"
    assert kinds(old) == [SPLIT_OFF] and kinds(new) == [SPLIT_FROM, JOINED]
    page = clerk.get(url(old, "")[:-1]).text
    assert "分出一户" in page and "901 户" in page and WHY in page


def test_the_new_household_lives_where_the_old_one_does(tell, family, scope_of):
    old = family("900", "甲一", "甲二")
    new, _steps = events.split(tell, scope_of("方敏仪"), old, "901", "x", [someone("甲二").id], WHY, "n1")
    assert new.block_id == old.block_id


def test_a_merge_takes_everybody_over_and_leaves_the_register(clerk, family, person):
    gone, stays = family("900", "甲一"), family("901", "乙一")
    for number, said in (("999", "没有这个户号"), ("900", "这就是"),
                         (person("方敏仪").household.number, "自己家")):
        answer = post(clerk, url(gone, "merge"), {"number": number, "reason": WHY})
        assert answer.status_code == 422 and said in answer.text
    assert post(clerk, url(gone, "merge"), {"number": "901", "reason": WHY}).status_code == 303
    assert fresh(gone).closed_on == today() and not someone("甲一").is_head and someone("乙一").is_head
    assert {each.name for each in stays.people} == {"甲一", "乙一"}
    assert kinds(gone) == [MERGED_INTO] and kinds(stays) == [MERGED_IN]
    assert clerk.get(url(gone, "split")).status_code == 404


def test_somebody_moves_away_and_their_new_village_enters_them(clerk, family, village):
    home, there = family("900", "甲一", "甲二"), village("强亚村")
    sent = {"members": str(someone("甲二").id), "to": there.code, "reason": WHY}
    assert post(clerk, url(home, "leave"), sent).status_code == 303
    mover = someone("甲二")
    assert (mover.household, mover.locality_id) == (None, there.code) and fresh(home).closed_on is None
    assert kinds(home) == [LEFT] and "强亚村" in home.events.get().words


def test_a_household_moves_within_the_village(clerk, family):
    home = family("900", "甲一")
    forms = PageReader(clerk.get(url(home, "address")).text).forms
    correction = next(form for form in forms if form.action.endswith("/address")).fields
    day = today() - timedelta(days=3)
    sent = {"day": day.isoformat(), "address": "新村 2 号", "block": "440783108226-m01", "reason": WHY}
    for wrong, said in (({"day": (today() + timedelta(days=1)).isoformat()}, "还没到这一天"),
                        ({"address": home.address, "block": home.block_id}, "和现在登记的一样"),
                        ({"reason": " "}, "请写几句说明")):
        answer = post(clerk, url(home, "move"), {**sent, **wrong})
        assert answer.status_code == 422 and said in answer.text
    assert post(clerk, url(home, "move"), sent).status_code == 303
    home = fresh(home)
    assert (home.address, home.block_id) == ("新村 2 号", "440783108226-m01")
    [line] = home.events
    assert (line.kind, line.day) == (MOVED_WITHIN, day) and "从祖宅 900 号搬到新村 2 号" in line.words
    assert someone("甲一").is_head and someone("甲一").household_id == home.id
    page = clerk.get(url(home, "")[:-1]).text
    assert "村内搬家" in page and "从祖宅 900 号搬到新村 2 号" in page
    answer = clerk.post(url(home, "address"), data={**correction, "address": "祖宅 9 号"})
    assert answer.status_code == 409 and fresh(home).address == "新村 2 号"


def test_a_correction_is_no_move(clerk, family, load):
    plugin, home = Asked(), family("900", "甲一")
    load(plugin, Module("zzz_asked", title="问", summary="问", icon="clock"))
    sent = {"address": "祖宅 9 号", "block": home.block_id}
    assert post(clerk, url(home, "address"), sent).status_code == 303
    assert kinds(home) == [ADDRESS_CHANGED] and not plugin.told
    sent = {"day": today().isoformat(), "address": "新村 2 号", "block": home.block_id, "reason": WHY}
    assert post(clerk, url(home, "move"), sent).location == "/health"
    assert plugin.told == [(MOVED_WITHIN, ["甲一"], False)]


def test_a_leader_who_moves_out_of_the_block_leads_on_and_the_village_is_told(tell, family, scope_of, person):
    home = family("900", "甲一")
    tenure = Tenure.create(person=someone("甲一"), locality="440783108226-b01", role="building_steward",
                           state=APPOINTED, starts_on=today(), way="named")

    def told():
        return [row.title for row in Notice.select().where(
            Notice.person == person("方敏仪"), Notice.url.endswith(f"tenures/{tenure.id}"))]
    for nonce, block, titles in (("n1", "440783108226-b01", []), ("n2", "440783108226-m01", ["甲一搬家了"])):
        events.move_within(tell, scope_of("方敏仪"), home, today(), f"新村 {nonce}", block, WHY, nonce)
        assert fresh(tenure).state == APPOINTED and told() == titles


def test_who_serves_a_household_is_whoever_serves_where_it_lives_now(tell, family, scope_of):
    home = family("900", "甲一")
    visits = Household.select().where(Household.id == home.id)
    assert visits.where(scope_of("邓桂香").holds("leaders.visit", Household.block)).exists()
    events.move_within(tell, scope_of("方敏仪"), home, today(), "新村 2 号", "440783108226-m01", WHY, "n1")
    assert not visits.where(scope_of("邓桂香").holds("leaders.visit", Household.block)).exists()


def test_of_an_open_camera_application_the_village_hears_that_the_applicant_moved(tell, family, scope_of,
                                                                                   person):
    home = family("900", "甲一")
    row = Application.get(Application.state.in_(OPEN), Application.locality == home.locality)
    Application.update(person=someone("甲一"), household=home).where(Application.id == row.id).execute()
    events.move_within(tell, scope_of("方敏仪"), home, today(), "新村 2 号", home.block_id, WHY, "n1")
    assert Notice.select().where(Notice.title == "摄像头申请的申请人搬家了",
                                 Notice.url.contains(row.number)).exists()


def test_the_last_to_leave_closes_the_household(clerk, family):
    home = family("900", "甲一", "甲二")
    members = [str(someone(name).id) for name in ("甲一", "甲二")]
    assert post(clerk, url(home, "leave"), {"members": members, "to": "", "reason": WHY}).status_code == 303
    assert fresh(home).closed_on == today() and kinds(home) == [MOVED_AWAY] * 2
    assert not Person.select().where(Person.locality == home.locality_id, Person.household == home).exists()
    other = family("901", "乙一")
    answer = post(clerk, url(other, "people/new"), {"name": "甲二", "phone": someone("甲二").phone})
    assert answer.status_code == 303 and someone("甲二").household_id == other.id  # who came back


def test_with_a_death_the_phone_is_free_and_the_last_one_closes_the_household(clerk, family):
    home = family("900", "甲一")
    dead, phone = someone("甲一"), someone("甲一").phone
    assert post(clerk, url(home, "death"), {"person": str(dead.id), "reason": WHY}).status_code == 303
    assert fresh(dead).phone is None and fresh(dead).disabled_at and fresh(dead).household is None
    assert fresh(home).closed_on == today() and kinds(home) == [DIED, CLOSED]
    other = family("901", "乙一")
    assert post(clerk, url(other, "people/new"), {"name": "丙一", "phone": phone}).status_code == 303
    assert someone("丙一").phone == phone


def test_a_form_sent_twice_does_it_once(clerk, family):
    home = family("900", "甲一", "甲二")
    forms = PageReader(clerk.get(url(home, "leave")).text).forms
    form = next(form for form in forms if form.method == "post" and form.action.endswith("/leave"))
    sent = {**form.fields, "members": str(someone("甲二").id), "to": "", "reason": WHY}
    assert [clerk.post(url(home, "leave"), data=sent).status_code for _each in range(2)] == [303, 303]
    assert kinds(home) == [LEFT]


def test_nobody_changes_their_own_household_nor_without_the_right(clerk, client_as, family, person, tell,
                                                                  scope_of):
    home, own = family("900", "甲一"), person("方敏仪").household
    for tail in ("split", "merge", "move", "leave", "death"):
        assert clerk.get(url(home, tail)).status_code == 200
        assert clerk.get(url(own, tail)).status_code == 403
        assert {client_as(name).get(url(home, tail)).status_code
                for name in ("黄美珍", "方立秋", "梁书宁")} == {403}
    for name, household in (("方敏仪", own), ("方立秋", home), ("黄美珍", home)):
        with pytest.raises(NotAllowed):
            events.leave(tell, scope_of(name), household, [], None, WHY, "n1")


def test_who_is_not_of_the_household_changes_nothing(tell, family, scope_of, person):
    home, stranger = family("900", "甲一", "甲二"), person("黄美珍").id
    scope = scope_of("方敏仪")
    for act in (lambda: events.split(tell, scope, home, "901", "x", [stranger], WHY, "n1"),
                lambda: events.leave(tell, scope, home, [stranger], None, WHY, "n1"),
                lambda: events.die(tell, scope, home, stranger, WHY, "n1"),
                lambda: events.split(tell, scope, home, "901", "x", [p.id for p in home.people], WHY, "n")):
        with pytest.raises(LostRace):
            act()
    assert home.people.count() == 2 and not kinds(home)
    assert not Household.select().where(Household.number == "901").exists()


class Asked:
    """A plugin that is on nowhere, notes what it is told, and may fail."""

    def __init__(self, fails=False):
        self.told, self.fails = [], fails

    @hookimpl
    def linli_household_changed(self, scope, change):
        self.told.append((change.kind, [each.name for each in change.people], change.closed))
        if self.fails:
            raise RuntimeError
        return [events.NextStep("/health", "看看")]


def test_every_plugin_is_told_and_the_page_that_it_asks_for_opens(clerk, family, load):
    plugin, home = Asked(), family("900", "甲一")
    load(plugin, Module("zzz_asked", title="问", summary="问", icon="clock"))
    answer = post(clerk, url(home, "death"), {"person": str(someone("甲一").id), "reason": WHY})
    assert answer.location == "/health" and plugin.told == [(DIED, ["甲一"], True)]


def test_a_plugin_that_fails_takes_the_whole_change_back(tell, family, load, scope_of):
    home = family("900", "甲一")
    load(Asked(fails=True), Module("zzz_asked", title="问", summary="问", icon="clock"))
    with pytest.raises(RuntimeError):
        events.die(tell, scope_of("方敏仪"), home, someone("甲一").id, WHY, "n1")
    assert fresh(home).closed_on is None and someone("甲一").household_id == home.id
    assert someone("甲一").phone and not kinds(home)


def test_what_somebody_who_died_had_booked_is_cancelled_and_the_adviser_told(tell, family, scope_of, person,
                                                                             village):
    home, lawyer = family("900", "甲一"), Adviser.get(Adviser.person == person("司徒晴"))
    start = utc_now() + timedelta(days=3)
    booking = Booking.create(number="FL-x", locality=village("强亚村"), adviser=lawyer, seat=1,
                             resident=someone("甲一"), starts_at=start, ends_at=start + timedelta(minutes=30),
                             place_kind="room", place="x")
    events.die(tell, scope_of("方敏仪"), home, someone("甲一").id, WHY, "n1")
    assert fresh(booking).state == CANCELLED
    notice = Notice.select().where(Notice.person == lawyer.person).order_by(Notice.id.desc()).first()
    assert "取消" in notice.title and notice.url.endswith("FL-x") and "甲一" not in notice.title + notice.text
    assert not Booking.select().where(Booking.resident == someone("甲一"), Booking.state == BOOKED).exists()


@pytest.mark.parametrize("ends", ["death", "leave"])
def test_a_leader_who_is_gone_leads_no_longer_and_the_block_stays(tell, family, scope_of, person, ends):
    home = family("900", "甲一", "甲二")
    leader = someone("甲二")
    tenure = Tenure.create(person=leader, locality="440783108226-b01", role="building_steward",
                           state=APPOINTED, starts_on=today(), way="named")
    scope = scope_of("方敏仪")
    if ends == "death":
        events.die(tell, scope, home, leader.id, WHY, "n1")
    else:
        events.leave(tell, scope, home, [leader.id], None, WHY, "n1")
    assert fresh(tenure).state == ENDED and fresh(tenure).ends_on == today()
    assert Notice.select().where(Notice.person == person("方敏仪"), Notice.url.contains("tenures")).exists()
    assert fresh(home).block_id == "440783108226-b01"


def test_the_mediator_of_a_party_who_died_is_told_and_no_more(tell, family, scope_of, person, village):
    home, mediator = family("900", "甲一"), person("吴国安")
    case = make_case(village("宅群村"), someone("甲一"), person("谢国强"), ASSIGNED, mediator)
    events.die(tell, scope_of("方敏仪"), home, someone("甲一").id, WHY, "n1")
    [notice] = Notice.select().where(Notice.url.endswith(f"/cases/{case.code}"))
    assert notice.person_id == mediator.id and "过世" in notice.title and "甲一" not in notice.text


def test_a_camera_application_goes_on_with_those_who_are_left(tell, family, scope_of, person):
    gone, stays, scope = family("900", "甲一"), family("901", "乙一"), scope_of("方敏仪")
    row = Application.select().where(Application.state.in_(OPEN)).get()
    Application.update(person=someone("甲一"), household=gone, entered_by=None).where(
        Application.id == row.id).execute()
    events.merge(tell, scope, gone, stays, WHY, "n1")
    assert fresh(row).household_id == stays.id
    events.die(tell, scope, stays, someone("甲一").id, WHY, "n2")
    told = Notice.select().where(Notice.title.contains("申请人过世"))
    assert told.count() and all(row.number in notice.text for notice in told)

