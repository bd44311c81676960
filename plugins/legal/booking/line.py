"""The line for a full day: the first in it gets the place that frees, held for a while.

The order of locks is that of `services`, and then the line from its head. Each change is one
conditional update: of two at once, or of one that was killed, each place is offered once.
"""

from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import db, utc_now
from linli.languages import said
from linli.localities.models import Locality
from linli.toolkit.calendar import local, time_text, when_text
from linli.toolkit.notices import notify
from plugins.legal.booking.claims import claims_on
from plugins.legal.booking.models import LEFT, OFFERED, OPEN_WAITS, TAKEN, WAITING, Wait
from plugins.legal.roster.services import timetable


def give_places(locality, adviser_ids, now=None):
    """Offer what these advisers have free in this village to those who wait for it, in order.

    The caller holds the advisers' guards; whoever gets a place is told, and has `hold_minutes`.
    """
    assert db.in_transaction(), "a place is offered with the fact that freed it"
    for wait, place in matches(locality, adviser_ids, now):
        offered = Wait.update(state=OFFERED, **place).where(
            Wait.id == wait.id, Wait.state == WAITING).execute()
        if offered:
            notify(wait.person, _l("有空位了，请快确认"),
                   _l("%(when)s。请在 %(until)s 前预约，过时就让给下一位",
                          when=said(when_text, place["starts_at"]), until=said(time_text, place["until"])),
                   f"/{locality.code}/legal/waits/{wait.id}", errand="legal")


def matches(locality, adviser_ids=None, now=None):
    """Who would be offered what now: [(Wait, the fields of the place and of its hold)].

    The first in line chooses first, and gets the earliest slot that fits. Nothing is held beyond
    the last moment to book it.
    """
    if not Wait.select().where(Wait.state == WAITING, Wait.locality == locality).exists():
        return []
    now, table = now or utc_now(), timetable(locality)
    slots = [slot for slot in table.slots(now)
             if adviser_ids is None or slot.adviser_id in adviser_ids]
    claims, found = claims_on(slots, table.rules), []
    for wait in claims.line:
        slot = next((slot for slot in slots if wait.wants(slot) and claims.free(slot)), None)
        if slot:
            until = min(now + timedelta(minutes=table.settings.hold_minutes),
                        slot.start_utc - timedelta(minutes=table.rules.lead_minutes))
            found.append((wait, {**claims.hold(slot), "until": until, "seen_at": now}))
    return found


def settle(booking):
    """Whoever has a booking on a day waits for it no longer, in the transaction that makes it.

    The offer of this very place counts as taken, anything else as left.
    """
    this_one = (Wait.adviser == booking.adviser_id) & (Wait.starts_at == booking.starts_at)
    Wait.update(state=peewee.Case(None, ((this_one, TAKEN),), LEFT)).where(
        Wait.person == booking.resident_id, Wait.locality == booking.locality_id,
        Wait.day == local(booking.starts_at).date(), Wait.state.in_(OPEN_WAITS)).execute()


def with_ahead(query):
    """Those of a query over waits that are open, each with its place and with `ahead`: how many
    wait before it for the same day. An offer comes first.
    """
    other = Wait.alias()
    ahead = other.select(peewee.fn.COUNT(other.id)).where(
        other.locality == Wait.locality, other.day == Wait.day, other.state == WAITING,
        other.id < Wait.id)
    return (query.select(Wait, Locality, ahead.alias("ahead")).join(Locality)
            .where(Wait.state.in_(OPEN_WAITS)).order_by(Wait.until.is_null(), Wait.day, Wait.id))
