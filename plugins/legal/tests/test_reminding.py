"""The resident is reminded of what is really going to take place."""

from datetime import time, timedelta

import pytest
import time_machine

from linli import jobs
from linli.database import db, migrate, transaction, utc_now
from linli.people.services import tell_by
from linli.plugins import migration_folders
from linli.toolkit.calendar import local, to_utc
from linli.toolkit.notices import Delivery, Notice
from linli.toolkit.reminders import Reminder
from plugins.legal.booking import moving, services
from plugins.legal.booking.models import Booking
from plugins.legal.booking.offers import offers
from plugins.legal.booking.reminding import schedule, unschedule

DAY_BEFORE, HOUR_BEFORE = "明天有法律咨询", "法律咨询快开始了"


@pytest.fixture
def scope(scope_of):
    """黄美珍 in 宅群村."""
    return scope_of("黄美珍")


@pytest.fixture(autouse=True)
def of_the_demo(app):
    """What the demo is reminded of; none of it is left to stand in the way."""
    kept = {row.record for row in Reminder.select()}
    Reminder.delete().execute()
    return kept


@pytest.fixture
def later(app, scope):
    """The free slots that are more than two days ahead."""
    with app.app_context():
        return [offer.slot for offer in offers(scope.locality)[1]
                if offer.free and offer.slot.start_utc > utc_now() + timedelta(days=2)]


@pytest.fixture
def booking(app, scope, later):
    """A booking in the first of them."""
    with app.app_context():
        return services.book(scope, later[0].key, "wages", "欠薪", None, "one")


def told(app, at):
    """The reminders in everybody's inbox after a round of the clock at this moment."""
    db.close()
    with time_machine.travel(at):
        jobs.run_once(app)
    return [(row.title, row.person.name) for row in Notice.select().order_by(Notice.id)
            if row.title in (DAY_BEFORE, HOUR_BEFORE)]


def before(booking, **ahead):
    return booking.starts_at - timedelta(**ahead)


def test_a_day_and_an_hour_before_the_resident_alone(app, booking):
    assert told(app, before(booking, hours=25)) == []
    assert told(app, before(booking, hours=23.9)) == [(DAY_BEFORE, "黄美珍")]
    assert told(app, before(booking, hours=2)) == [(DAY_BEFORE, "黄美珍")]
    for _round in range(2):
        assert told(app, before(booking, minutes=59))[1:] == [(HOUR_BEFORE, "黄美珍")]


def test_it_names_time_and_place_on_the_site_and_leads_to_the_booking(app, booking):
    told(app, before(booking, hours=23))
    notice = Notice.get(Notice.title == DAY_BEFORE)
    assert booking.place in notice.text and f"{local(booking.starts_at).day} 日" in notice.text
    assert notice.url.endswith(booking.number)


def test_outside_the_site_there_is_only_that_there_is_one(app, booking):
    tell_by(booking.resident, "mail", "meizhen@example.org")
    told(app, before(booking, hours=23))
    assert Delivery.get().notice.title == DAY_BEFORE


def test_a_clock_that_stood_still_does_not_say_tomorrow_on_the_day(app, booking):
    midnight = to_utc(local(booking.starts_at).date(), time.min)
    assert told(app, midnight) == []
    assert told(app, booking.starts_at) == []


def test_a_move_takes_the_reminders_along(app, scope, booking, later):
    target = later[-1]
    with app.app_context():
        moving.move(scope, booking, target.key, "two")
    assert Reminder.select().count() == 2
    assert told(app, before(booking, minutes=59)) == []
    assert told(app, target.start_utc - timedelta(hours=23)) == [(DAY_BEFORE, "黄美珍")]


def test_what_was_cancelled_is_not_reminded_of(app, scope, booking):
    with app.app_context():
        services.cancel(scope, booking, "不来了")
    assert not Reminder.select().exists()
    assert told(app, before(booking, minutes=59)) == []


def test_booked_for_today_only_the_hour_is_left(app, scope, village):
    with app.app_context():
        slot = next(offer.slot for offer in offers(scope.locality)[1] if offer.free)
    with time_machine.travel(slot.start_utc - timedelta(hours=3)), app.app_context():
        services.book(scope, slot.key, "wages", "欠薪", None, "one")
    booking = Booking.select().order_by(Booking.id.desc()).first()
    assert [row.at for row in Reminder.select()] == [before(booking, hours=1)]


def reminders():
    """All there are, in words."""
    return sorted(Reminder.select(Reminder.record, Reminder.person, Reminder.at, Reminder.until,
                                  Reminder.title, Reminder.text, Reminder.url).tuples())


def migrate_anew(app):
    """Run 0010 on this database, as if it had never been."""
    undone = db.execute_sql("DELETE FROM legal_migration WHERE name = '0010_remind'")
    assert undone.rowcount == 1
    db.close()
    migrate(migration_folders(app.extensions["linli"]))


def test_bookings_from_before_there_were_reminders_get_theirs(app, booking):
    Booking.update(place="老地方").where(Booking.id == booking.id).execute()
    soon = Booking.select().where(Booking.state == "booked", Booking.id != booking.id).first()
    Booking.update(starts_at=utc_now() + timedelta(hours=3)).where(Booking.id == soon.id).execute()
    with transaction():
        for row in Booking.select():
            schedule(row) if row.ahead else unschedule(row)
    expected = reminders()
    assert len(expected) > 9 and any(line[5].endswith("老地方") for line in expected)
    Reminder.delete().where(Reminder.record != f"legal_booking:{soon.id}").execute()
    migrate_anew(app)
    assert reminders() == expected
    migrate_anew(app)
    assert reminders() == expected


def test_the_demo_is_reminded_of_what_lies_ahead(app, of_the_demo):
    ahead = {f"legal_booking:{row.id}" for row in Booking.select()
             if row.ahead and row.starts_at > utc_now() + timedelta(hours=1)}
    assert ahead and ahead <= of_the_demo
