"""注销账号: taken back in time or done whole, and then nothing of it is found any more."""

from datetime import timedelta

import pytest
import time_machine

from linli import jobs
from linli.audit.models import AuditLine
from linli.database import db, transaction, utc_now
from linli.hookspecs import hookimpl
from linli.people.models import Household, Person, Post, Session
from linli.people.services import give_post, set_password
from linli.personal import erasing, leaving
from linli.personal.holding import NOBODY
from linli.personal.models import Leaving
from linli.plugins import Module
from linli.testing import photo, post
from linli.toolkit.activities import Activity
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.uploads import Upload, photo_path, store_photo
from plugins.cctv.cameras.models import REMOVED, Camera
from plugins.leaders.claims.models import CLAIMED, LAPSED, Claim
from plugins.legal.booking.models import CANCELLED, Booking, Matter
from plugins.mediation.tests.making import make_case
from plugins.points.shop.models import RESERVED, Redemption
from tests.planted import plant_the_rest
from tests.test_own_data import HOLDINGS, plant

PAGE = "/me/leave"


@pytest.fixture
def rows(app, values, person):
    """The demo, the rows for every address, and what those lack."""
    plant_the_rest(app, person)


@pytest.fixture
def free(app, person):
    """Somebody who may leave at once: 陈玉莲 holds no post and has nothing open."""
    with app.test_request_context():
        return person("陈玉莲")


def erase(app, someone):
    """As the clock does it, without its questions."""
    with app.app_context(), transaction():
        digests = erasing.erase(app.extensions["linli"], someone)
    erasing.remove_files(digests, app.config["DATA"])


def texts():
    """{(table, column): every text in it} of the whole database."""
    found = {}
    for table in db.get_tables():
        for column in db.get_columns(table):
            if any(kind in column.data_type.upper() for kind in ("CHAR", "TEXT")):
                rows = db.execute_sql(f'SELECT "{column.name}" FROM "{table}"').fetchall()
                found[table, column.name] = "\n".join(str(value) for (value,) in rows if value)
    return found


def kept_columns():
    """The (table, column)s that are kept for a reason that is said."""
    return {(holding.model._meta.table_name, holding.model._meta.fields[name].column_name)
            for holding in HOLDINGS for name in holding.kept}


@pytest.mark.parametrize("name", ["黄美珍", "谢国强", "邓桂香"])
def test_no_word_is_found_after_the_erasure_but_where_it_is_kept(app, rows, person, name):
    someone = person(name)
    planted, phone = plant(someone, "甲"), someone.phone
    erase(app, Person.get_by_id(someone.id))
    kept = kept_columns()
    for place, text in texts().items():
        left = {word for word in planted if word in text}
        assert not left or place in kept or _of_the_household(place), (place, left)
        assert phone not in text or place == ("mediation_party", "phone"), place
    gone = Person.get_by_id(someone.id)
    assert (gone.name, gone.phone, gone.email, gone.password_hash) == (str(NOBODY), None, None, None)
    assert gone.disabled_at and gone.household_id is None and gone.locality_id is None
    assert planted


def _of_the_household(place):
    return place in {("leaders_appeal", "text"), ("leaders_appeal", "answer")}


@pytest.mark.parametrize("name", ["黄美珍", "谢国强", "邓桂香", "吴国安", "司徒晴", "方敏仪", "谭志豪"])
def test_everybody_of_the_cast_can_be_erased(app, rows, person, name):
    someone = person(name)
    erase(app, someone)
    assert Person.get_by_id(someone.id).name == str(NOBODY)
    assert not Session.select().where(Session.person == someone.id).exists()
    assert not Notice.select().where(Notice.person == someone.id).exists()


def test_every_plugin_erases_or_nothing_is(app, rows, person, load):
    class Broken:
        @hookimpl
        def linli_erase(self, person):
            raise RuntimeError("erase")
    load(Broken(), Module("zzz_broken", title="坏的", summary="坏的", icon="warning"))
    before = texts()
    with pytest.raises(RuntimeError):
        erase(app, person("黄美珍"))
    assert texts() == before


def test_what_is_ahead_is_cancelled_and_the_other_side_told(app, rows, person):
    resident, lawyer = person("黄美珍"), person("司徒晴")
    booking = Booking.get(Booking.number == "FL-coming")
    erase(app, resident)
    assert Booking.get_by_id(booking.id).state == CANCELLED
    assert Matter.get(Matter.booking == booking).text == ""
    assert Notice.select().where(Notice.person == lawyer, Notice.url.endswith("FL-coming")).exists()


def test_tasks_in_hand_are_given_back(app, rows, person):
    claim = Claim.select().where(Claim.state == CLAIMED).first()
    taken = claim.task.taken
    erase(app, Person.get_by_id(claim.person_id))
    claim = Claim.get_by_id(claim.id)
    assert claim.state == LAPSED and claim.task.taken < taken


def test_goods_that_nobody_could_fetch_go_back(app, rows, person):
    redemption = Redemption.select().where(Redemption.state == RESERVED).first()
    household = redemption.account.household_id
    people = list(Person.select().where(Person.household == household))
    for someone in people[:-1]:
        erase(app, someone)
    assert Redemption.get_by_id(redemption.id).state == RESERVED
    erase(app, Person.get_by_id(people[-1].id))
    assert Redemption.get_by_id(redemption.id).state == "cancelled"


def test_photos_go_with_their_files_unless_somebody_needs_them(app, person, free):
    folder = app.config["DATA"]
    mine = store_photo(photo(40, 40)[0], free, folder)
    shared = store_photo(photo(50, 50)[0], free, folder)
    store_photo(photo(50, 50)[0], person("黄美珍"), folder)
    erase(app, free)
    assert not Upload.select().where(Upload.person == free.id).exists()
    assert not photo_path(mine.digest, folder).exists()
    assert photo_path(shared.digest, folder).exists()


def test_the_phone_is_free_again(app, free):
    phone = free.phone
    erase(app, free)
    with transaction():
        assert Person.create(name="新来的", phone=phone)


def test_the_households_points_stay(app, rows, person):
    done = Activity.select().where(Activity.household.is_null(False)).first()
    erase(app, Person.get_by_id(done.person_id))
    assert Activity.get_by_id(done.id).household_id == done.household_id


def test_asked_for_taken_back_and_asked_again(app, client_as, free):
    client = client_as("陈玉莲")
    assert "我要注销账号" in client.get(PAGE).text
    assert post(client, PAGE).status_code == 303
    wish = leaving.open_of(free)
    assert timedelta(days=14, hours=23) < wish.due_at - utc_now() <= timedelta(days=15)
    assert "我不注销了" in client.get(PAGE).text
    assert post(client, f"{PAGE}/take-back", {}, page=PAGE).status_code == 303
    assert leaving.open_of(free) is None
    with time_machine.travel(utc_now() + timedelta(days=16)):
        jobs.run_once(app)
    assert Person.get_by_id(free.id).name == "陈玉莲"
    assert post(client_as("陈玉莲"), PAGE).status_code == 303


def test_the_clock_erases_when_it_is_due_and_not_before(app, client_as, free):
    client = client_as("陈玉莲")
    post(client, PAGE)
    with time_machine.travel(utc_now() + timedelta(days=14)):
        jobs.run_once(app)
    assert Person.get_by_id(free.id).phone
    with time_machine.travel(utc_now() + timedelta(days=15, minutes=1)):
        jobs.run_once(app)
        jobs.run_once(app)
    gone = Person.get_by_id(free.id)
    assert gone.name == str(NOBODY) and gone.phone is None
    assert Leaving.get(Leaving.person == free.id).done_at
    assert client.get("/me/").status_code == 302


def test_who_holds_a_post_ends_it_first(app, client_as, free, village):
    give_post(free, "grid_worker", village("宅群村"))
    client = client_as("陈玉莲")
    assert "网格员" in client.get(PAGE).text
    assert not Leaving.select().exists()
    with transaction(), pytest.raises(Exception, match="网格员"):
        leaving.ask(app.extensions["linli"], free, 15)


def test_what_begins_meanwhile_puts_it_off_and_they_are_told(app, client_as, free, village):
    post(client_as("陈玉莲"), PAGE)
    post_held = give_post(free, "grid_worker", village("宅群村"))
    with time_machine.travel(utc_now() + timedelta(days=15, minutes=1)):
        jobs.run_once(app)
    assert Person.get_by_id(free.id).name == "陈玉莲"
    assert Notice.select().where(Notice.person == free, Notice.title == "账号还不能注销").count() == 1
    with transaction():
        Post.update(ends_on=today() - timedelta(days=1)).where(Post.id == post_held.id).execute()
    with time_machine.travel(utc_now() + timedelta(days=16, minutes=2)):
        jobs.run_once(app)
    assert Person.get_by_id(free.id).name == str(NOBODY)


def test_what_is_open_is_told_before(app, rows, person):
    with app.test_request_context():
        said = leaving.to_finish(app.extensions["linli"], person("黄美珍"))
        police = leaving.to_finish(app.extensions["linli"], person("谢国强"))
    assert any("调解" in line for line in said) and any("欠薪" in line for line in said)
    assert any("摄像头" in line for line in police) == Camera.select().where(
        Camera.person == person("谢国强"), Camera.state != REMOVED).exists()


def test_two_wishes_are_one(app, free):
    registry = app.extensions["linli"]
    with app.test_request_context():
        first, second = leaving.ask(registry, free, 15), leaving.ask(registry, free, 15)
    assert first == second and Leaving.select().count() == 1


@pytest.fixture
def phoneless(village):
    """A resident of 宅群村 who cannot sign in, in a household of their own."""
    with transaction():
        home = Household.create(locality=village("宅群村"), number="T-900", address="村尾")
        return Person.create(name="没手机的", household=home, locality=village("宅群村"))


DESK = "/440783108226/desk/leave"
PAPER = {"household": "T-900", "name": "没手机的", "wished_on": "2026-11-01", "reason": "没有手机"}


def test_staff_write_it_down_for_somebody_without_a_phone(app, client_as, phoneless):
    clerk = client_as("方敏仪")
    assert post(clerk, DESK, PAPER).status_code == 303
    assert AuditLine.get(AuditLine.act == "leave").count == 1
    wish = leaving.open_of(phoneless)
    assert wish.entered_by.name == "方敏仪" and wish.reason == "没有手机"
    assert "没手机的" in clerk.get(DESK).text
    with time_machine.travel(utc_now() + timedelta(days=15, minutes=1)):
        jobs.run_once(app)
    assert Person.get_by_id(phoneless.id).name == str(NOBODY)
    assert Leaving.get_by_id(wish.id).reason == ""


def test_staff_take_it_back_too(client_as, phoneless):
    clerk = client_as("方敏仪")
    post(clerk, DESK, PAPER)
    wish = leaving.open_of(phoneless)
    assert post(clerk, f"{DESK}/{wish.id}/take-back", {}, page=DESK).status_code == 303
    assert leaving.open_of(phoneless) is None


@pytest.mark.parametrize("wrong, said", [
    ({"name": "没有这人"}, "没有这位"), ({"household": "T-901"}, "没有这位"), ({"reason": ""}, "请写一句"),
    ({"wished_on": "2099-01-01"}, "还没到")])
def test_staff_name_exactly_one(client_as, phoneless, wrong, said):
    answer = post(client_as("方敏仪"), DESK, {**PAPER, **wrong})
    assert answer.status_code == 422 and said in answer.text
    assert not Leaving.select().exists()


def test_whoever_can_sign_in_does_it_on_their_own(client_as, phoneless):
    set_password(phoneless, "some-password")
    assert "本人" in post(client_as("方敏仪"), DESK, PAPER).text
    assert not Leaving.select().exists()


def test_the_staff_of_another_village_cannot(client_as, phoneless):
    assert client_as("方敏仪").get(DESK.replace("226", "225")).status_code == 403


def test_staff_are_not_told_what_is_open(client_as, phoneless, person, village):
    """A quarrel is known to its mediator, and not to the village's staff."""
    make_case(village("宅群村"), phoneless, person("谢国强"))
    answer = post(client_as("方敏仪"), DESK, PAPER)
    assert answer.status_code == 422 and "没办完" in answer.text and "TJ-test" not in answer.text
