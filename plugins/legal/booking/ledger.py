"""The ledger of bookings (预约台账): when, with which adviser and how it ended; by number, and never
whose it was or what about. Who comes stands on the page of those to come (legal.coming).
"""

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import STATES, Booking

adviser = Person.alias()

BOOKINGS = Ledger(
    "bookings", _l("预约台账"), "legal.manage", Booking,
    columns=(
        Column("number", _l("编号"), Booking.number, "code"),
        Column("time", _l("时间"), Booking.starts_at, "moment"),
        Column("village", _l("村"), Locality.short_name),
        Column("adviser", _l("顾问"), adviser.name),
        Column("state", _l("状态"), Booking.shown_state(), "choice", STATES)),
    order=(Booking.starts_at.desc(), Booking.id.desc()),
    joins=(Join(Adviser, Booking.adviser == Adviser.id),
           Join(adviser, Adviser.person == adviser.id)),
    filters=(
        Filter("day", _l("日期"), Booking.starts_at, "days"),
        Filter("state", _l("状态"), Booking.shown_state(), "choice", STATES),
        Filter("adviser", _l("顾问"), Booking.adviser, "pick", label=adviser.name)),
    search=(Booking.number, adviser.name),
    opens="legal.booking", opens_with={"number": Booking.number},
    empty=_l("还没有人预约。有人约了顾问，就会记在这里。"))
