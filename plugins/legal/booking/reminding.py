"""The resident is reminded of a booking: a day before it starts, and an hour before.

The adviser is not: they have the page of their day. What a reminder says stays true however
late the clock comes: the first is dropped at midnight, when the day has begun, the second at the
start.
"""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.languages import said
from linli.toolkit.calendar import local, to_utc, when_text
from linli.toolkit.reminders import forget, remind

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def schedule(booking):
    """Set the reminders of a booking by its present time and place; those it had are replaced.

    Belongs into the transaction that books, moves, or passes on.
    """
    unschedule(booking)
    midnight = to_utc(local(booking.starts_at).date(), time.min)
    _remind(booking, booking.starts_at - DAY, midnight, _l("明天有法律咨询"))
    _remind(booking, booking.starts_at - HOUR, booking.starts_at, _l("法律咨询快开始了"))


def unschedule(booking):
    """Take the reminders of a booking back: it will not take place."""
    forget(_record(booking))


def _remind(booking, at, until, title):
    remind(_record(booking), booking.resident, at, until, title,
           _l("%(when)s · %(place)s", when=said(when_text, booking.starts_at), place=booking.place),
           f"/{booking.locality_id}/legal/bookings/{booking.number}")


def _record(booking):
    return f"legal_booking:{booking.id}"
