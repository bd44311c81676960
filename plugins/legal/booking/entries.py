"""Bookings as entries of a calendar, which lies outside the site: no names, and not the matter."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from linli.database import utc_now
from linli.localities.models import Locality
from linli.toolkit.calendar import Event
from linli.web import absolute
from plugins.legal.booking.models import CANCELLED, Booking, Former
from plugins.legal.roster.words import place_text

KEPT = timedelta(days=30)


def entries_of(person):
    """What belongs into this person's calendar: as resident, as adviser, and what they lost.

    From thirty days back on; whether the module is on now or off: what was booked counts.
    """
    since = utc_now() - KEPT
    mine = Booking.select(Booking, Locality).join(Locality).where(
        Booking.of_person(person), Booking.starts_at >= since).order_by(Booking.starts_at)
    lost = Former.of_person(person).where(Former.starts_at >= since).order_by(Former.starts_at)
    return [entry(booking, person) for booking in mine] + [_struck_out(former) for former in lost]


def entry(booking, person):
    """One booking as this person's calendar shows it: an adviser has several villages."""
    url = absolute(url_for("legal.booking", locality=booking.locality_id, number=booking.number))
    return Event(
        uid=_uid(booking), start_utc=booking.starts_at, end_utc=booking.ends_at,
        title=_("法律咨询") if booking.resident_id == person.id else _in_village(booking),
        place=place_text(booking.place_kind, booking.place),
        note="\n".join((_("编号 %(number)s", number=booking.number), url)), url=url,
        sequence=booking.sequence, cancelled=booking.state == CANCELLED)


def _struck_out(former):
    """For an adviser whom it went from: when it was theirs, and that it is no longer."""
    return Event(
        uid=_uid(former.booking), start_utc=former.starts_at, end_utc=former.ends_at,
        title=_in_village(former.booking), sequence=former.sequence, cancelled=True,
        note=_("编号 %(number)s", number=former.booking.number))


def _in_village(booking):
    return _("法律咨询 · %(village)s", village=booking.locality.short_name)


def _uid(booking):
    """The same in every calendar and for life, also where the booking goes to another adviser."""
    return f"{booking.number}@{urlsplit(absolute('/')).hostname}"
