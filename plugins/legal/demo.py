"""Weeks of bookings in the demo township."""

from datetime import date, datetime, time, timedelta

from linli.modules.services import switch
from linli.people.services import give_post
from linli.toolkit.calendar import SHANGHAI, local, to_utc
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.legal.advisers.models import JUDGE, LAWYER, MATTERS, Adviser
from plugins.legal.booking.models import BOOKED, CANCELLED, Booking, Matter, Wait
from plugins.legal.booking.reminding import schedule
from plugins.legal.booking.services import days_between
from plugins.legal.consultation import demo as consultation
from plugins.legal.gatherings import demo as gatherings
from plugins.legal.leads import demo as leads
from plugins.legal.pathfinders import demo as pathfinders
from plugins.legal.roster.models import Roster
from plugins.legal.roster.services import timetable
from plugins.legal.roster.slots import slots_on
from plugins.legal.visits import demo as visits

SINCE = date(2026, 1, 1)
PAST_WEEKS, SHARE_TAKEN, SHARE_CANCELLED = 8, 0.45, 0.1
ADVISERS = (("司徒晴", LAWYER, ("family", "homestead", "contract", "loan", "inheritance"),
             ("mandarin", "kaiping", "cantonese")),
            ("谭仲明", JUDGE, ("neighbours", "land", "wages", "injury"), ("mandarin", "kaiping")))
ROSTERS = (("司徒晴", "宅群村", 1, time(9), time(11, 30), "党群服务中心二楼"),
           ("司徒晴", "宅群村", 4, time(14, 30), time(17), "党群服务中心二楼"),
           ("司徒晴", "强亚村", 3, time(9), time(11, 30), "强亚村委会一楼"),
           ("谭仲明", "宅群村", 2, time(9), time(11, 30), "党群服务中心二楼"))
POSTS = (("司徒晴", "adviser", "宅群村"), ("司徒晴", "adviser", "强亚村"), ("谭仲明", "adviser", "宅群村"),
         ("冯少芬", "labour_officer", ""))  # "": the township
WORDS = {
    "family": "孩子的抚养费一直没给", "neighbours": "邻居装的空调正对我家窗户",
    "homestead": "邻居盖房压了我家的地界",
    "land": "承包地被人占了一角", "wages": "老板欠了三个月工钱", "contract": "租约到期房东不退押金",
    "loan": "借出去的钱要不回来", "injury": "骑车被撞，对方不肯赔", "inheritance": "想问问遗产怎么分",
    "other": "想办一份授权委托书"}


def fill(town):
    """Switch the module on in two villages and make advisers, rosters and bookings; then each noun
    fills its part.
    """
    for village in ("宅群村", "强亚村"):
        switch(town.villages[village], "legal", True, None)
    for name, role, village in POSTS:
        give_post(town.cast[name], role, town.villages.get(village, town.place), SINCE)
    advisers = {name: Adviser.create(person=town.cast[name], kind=kind, matters=matters,
                                     dialects=dialects)
                for name, kind, matters, dialects in ADVISERS}
    first_day = date(town.today.year, 1, 1) - timedelta(days=60)
    for name, village, weekday, starts, ends, place in ROSTERS:
        Roster.create(adviser=advisers[name], locality=town.villages[village], kind="weekly",
                      weekday=weekday, starts=starts, ends=ends, first_day=first_day, place=place)
    for village in ("宅群村", "强亚村"):
        _fill_weeks(town, town.villages[village])
    _book_past(town, town.villages["宅群村"], town.cast["黄美珍"])
    for part in (consultation, leads, gatherings, visits, pathfinders):
        part.fill(town)
    _fill_last_day(town, town.villages["宅群村"])


def _fill_weeks(town, village):
    table = timetable(village)
    for offset in range(-7 * PAST_WEEKS, table.rules.horizon_days + 1):
        day = town.today + timedelta(days=offset)
        for shift in table.shifts:
            for slot in slots_on(shift, day, table.rules, table.leaves):
                if town.random.random() < SHARE_TAKEN:
                    _book(town, village, slot)


def _book_past(town, village, person):
    """A time of some weeks ago that nobody had is this person's: there is advice to read again."""
    table, taken = timetable(village), {(row.adviser_id, row.starts_at) for row in Booking.select()}
    days = [town.today - timedelta(days=back) for back in range(20, 50)]
    free = (slot for day in days for shift in table.shifts
            for slot in slots_on(shift, day, table.rules, table.leaves)
            if (slot.adviser_id, slot.start_utc) not in taken)
    _book(town, village, next(free), cancelled=0, resident=person)


def _fill_last_day(town, village):
    """The last day that can be booked is full, and two residents wait for it."""
    slots = timetable(village).slots()
    day = local(slots[-1].start_utc).date()
    known = {(row.adviser_id, row.starts_at) for row in Booking.select().where(Booking.state == BOOKED)}
    for slot in slots:
        if local(slot.start_utc).date() == day and (slot.adviser_id, slot.start_utc) not in known:
            _book(town, village, slot, cancelled=0)
    coming = {row.resident_id for row in Booking.select() if local(row.starts_at).date() == day}
    for person in [each for each in town.residents[village.code] if each.id not in coming][:2]:
        Wait.create(locality=village, person=person, day=day)


def _book(town, village, slot, cancelled=SHARE_CANCELLED, resident=None):
    made_at = datetime.combine(town.today, time(8), SHANGHAI)
    made_at = min(made_at, slot.start_utc - timedelta(days=town.random.randint(1, 6)))
    resident = resident or town.random.choice(town.residents[village.code])
    booking = Booking.create(
        number=next_number("FL", slot.start_utc.year), locality=village, adviser=slot.adviser_id,
        resident=resident, starts_at=slot.start_utc, ends_at=slot.end_utc, seat=1,
        place_kind=slot.place_kind, place=slot.place, made_at=made_at,
        waited_days=days_between(made_at, slot.start_utc),
        state=CANCELLED if town.random.random() < cancelled else BOOKED)
    kind = town.random.choice(list(MATTERS))
    Matter.create(booking=booking, kind=kind, text=WORDS[kind])
    History.create(record=f"legal_booking:{booking.id}", name="begin", source="", target=BOOKED,
                   person=resident, at=made_at)
    if booking.state == BOOKED and slot.start_utc > to_utc(town.today + timedelta(days=2), time.min):
        schedule(booking)  # nothing of it is due today, at whatever hour the demo is made
    if booking.state == CANCELLED:
        History.create(record=f"legal_booking:{booking.id}", name="cancel", source=BOOKED,
                       target=CANCELLED, person=resident, note="临时有事", at=made_at)
