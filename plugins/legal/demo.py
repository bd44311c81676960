"""Weeks of bookings in the demo township."""

from datetime import date, datetime, time, timedelta

from linli.modules.services import switch
from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.legal.advisers.models import MATTERS, Adviser
from plugins.legal.booking.models import BOOKED, CANCELLED, Booking, Matter
from plugins.legal.roster.models import Roster
from plugins.legal.roster.services import timetable
from plugins.legal.roster.slots import slots_on

PAST_WEEKS, SHARE_TAKEN = 8, 0.45
ADVISERS = (("司徒晴", "lawyer", ("family", "homestead", "contract", "loan", "inheritance"),
             ("mandarin", "kaiping", "cantonese")),
            ("谭仲明", "judge", ("neighbours", "land", "wages", "injury"), ("mandarin", "kaiping")))
ROSTERS = (("司徒晴", "宅群村", 1, time(9), time(11, 30), "党群服务中心二楼"),
           ("司徒晴", "宅群村", 4, time(14, 30), time(17), "党群服务中心二楼"),
           ("司徒晴", "强亚村", 3, time(9), time(11, 30), "强亚村委会一楼"),
           ("谭仲明", "宅群村", 2, time(9), time(11, 30), "党群服务中心二楼"))
WORDS = ("想问问遗产怎么分", "邻居盖房压了我家的地界", "老板欠了三个月工钱", "借出去的钱要不回来",
         "租约到期房东不退押金", "孩子的抚养费一直没给")


def fill(town):
    """Switch the module on in two villages and make advisers, rosters, past and coming bookings."""
    for village in ("宅群村", "强亚村"):
        switch(town.villages[village], "legal", True, None)
    advisers = {name: Adviser.create(person=town.cast[name], kind=kind, matters=matters,
                                     dialects=dialects)
                for name, kind, matters, dialects in ADVISERS}
    first_day = date(town.today.year, 1, 1) - timedelta(days=60)
    for name, village, weekday, starts, ends, place in ROSTERS:
        Roster.create(adviser=advisers[name], locality=town.villages[village], kind="weekly",
                      weekday=weekday, starts=starts, ends=ends, first_day=first_day, place=place)
    for village in ("宅群村", "强亚村"):
        _fill_weeks(town, town.villages[village])


def _fill_weeks(town, village):
    table = timetable(village)
    for offset in range(-7 * PAST_WEEKS, table.rules.horizon_days + 1):
        day = town.today + timedelta(days=offset)
        for shift in table.shifts:
            for slot in slots_on(shift, day, table.rules, table.leaves):
                if town.random.random() < SHARE_TAKEN:
                    _book(town, village, slot)


def _book(town, village, slot):
    made_at = datetime.combine(town.today, time(8), SHANGHAI)
    made_at = min(made_at, slot.start_utc - timedelta(days=town.random.randint(1, 6)))
    resident = town.random.choice(town.residents[village.code])
    booking = Booking.create(
        number=next_number("FL", slot.start_utc.year), locality=village, adviser=slot.adviser_id,
        resident=resident, starts_at=slot.start_utc, ends_at=slot.end_utc, seat=1,
        place_kind=slot.place_kind, place=slot.place, made_at=made_at,
        state=CANCELLED if town.random.random() < 0.1 else BOOKED)
    Matter.create(booking=booking, kind=town.random.choice(list(MATTERS)),
                  text=town.random.choice(WORDS))
    History.create(record=f"legal_booking:{booking.id}", name="begin", source="", target=BOOKED,
                   person=resident, at=made_at)
    if booking.state == CANCELLED:
        History.create(record=f"legal_booking:{booking.id}", name="cancel", source=BOOKED,
                       target=CANCELLED, person=resident, note="临时有事", at=made_at)
