"""What the clock does to the lines: end what is overdue, offer what is free, close what is past.

The order of locks is that of booking: the resident, the advisers, the line.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.languages import said
from linli.localities.models import Locality
from linli.modules.services import on_in, places_with
from linli.people.models import Person
from linli.toolkit.calendar import day_text, local, time_text, when_text
from linli.toolkit.notices import notify
from linli.toolkit.rounds import each
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.line import give_places, matches
from plugins.legal.booking.models import MISSED, OFFERED, OPEN_WAITS, UNMET, WAITING, Wait
from plugins.legal.booking.services import guard_advisers
from plugins.legal.module import module
from plugins.legal.roster.services import timetable

IN_LINE_AGAIN = {"state": WAITING, **dict.fromkeys(
    ("adviser", "starts_at", "ends_at", "seat", "until", "seen_at"))}
STOOD_STILL = timedelta(minutes=2)  # rounds further apart than this: the clock did not run meanwhile


def tick(now):
    """One round of the clock at `now` (UTC).

    Where the module is off the line stays as it is, and nobody is offered anything. Whoever is
    offered what can't be booked any more keeps their place in the line. Time in which the clock
    stood still is given back to whoever holds an offer.
    """
    villages = list(Locality.select().where(Locality.code.in_(
        Wait.select(Wait.locality).where(Wait.state.in_(OPEN_WAITS)))))
    said = places_with(module.name) if villages else {}
    each(villages, lambda village: _tick(village, now, on_in(village, said)))


def _tick(village, now, on):
    """The round of one village; `on`: the module is on there."""
    _look_after_offers(village, now, on)
    if on:
        _offer(village, now)
    _close(village, now)


def _look_after_offers(village, now, on):
    offered = list(Wait.select(Wait, Person).join(Person).where(
        Wait.state == OFFERED, Wait.locality == village).order_by(Wait.id))
    if not offered:
        return
    table = timetable(village) if on else None
    each(offered, lambda wait: _look_after(wait, now, table))
    Wait.update(seen_at=now).where(
        Wait.id.in_([wait.id for wait in offered]), Wait.state == OFFERED,
        Wait.seen_at.between(now - STOOD_STILL, now)).execute()


def _look_after(wait, now, table):
    """End an offer whose place is gone or whose time is over; `table` is None where all is off."""
    if table and now - wait.seen_at > STOOD_STILL:
        _hold_longer(wait, now, table)
    if table is None:
        _end(wait, IN_LINE_AGAIN)
    elif not _still_there(table, wait, now):
        _end(wait, IN_LINE_AGAIN, _l("刚才的空位取消了"),
             _l("%(when)s的咨询约不了了，很抱歉。您的位次还在，有空位马上通知您",
                when=when_text(wait.starts_at)))
    elif wait.until <= now:
        _end(wait, {"state": MISSED}, _l("空位已经让给下一位了"),
             _l("%(when)s没有等到您确认。还想来的话，可以再排一次队", when=when_text(wait.starts_at)))


def _hold_longer(wait, now, table):
    """Hold it longer by the time since it was last seen, not beyond the last moment to book it;
    two clocks at once do so once. Where that moment passed meanwhile it is no longer there.
    """
    until = wait.until + (now - wait.seen_at)
    last = wait.starts_at - timedelta(minutes=table.rules.lead_minutes)
    if now < last:
        until = min(until, last)
    with transaction():
        guard(Adviser, wait.adviser_id)
        held = Wait.update(until=until, seen_at=now).where(
            Wait.id == wait.id, Wait.state == OFFERED, Wait.seen_at == wait.seen_at).execute()
        if held and now < last:
            _tell(wait, _l("空位给您多留一会儿"),
                  _l("网站停了一阵。%(when)s的空位改为留到 %(until)s",
                     when=said(when_text, wait.starts_at), until=said(time_text, until)))
    wait.until = until


def _still_there(table, wait, now):
    """Whether what is held can be booked, or could be until its time ran out."""
    return table.slot(wait.adviser_id, wait.starts_at, min(now, wait.until)) is not None


def _end(wait, change, title="", text=""):
    """End this very offer, and say so where there is a title."""
    with transaction():
        guard(Adviser, wait.adviser_id)
        ended = Wait.update(**change).where(
            Wait.id == wait.id, Wait.state == OFFERED, Wait.until == wait.until).execute()
        if ended and title:
            _tell(wait, title, text)


def _offer(village, now):
    """Look first, without holding anybody up; then hold the advisers, and look again."""
    found = matches(village, now=now)
    if found:
        with transaction():
            advisers = {place["adviser"] for _wait, place in found}
            guard_advisers(*advisers)
            give_places(village, advisers, now)


def _close(village, now):
    """Tell those in line that a day is over, or has no time left that could come free."""
    today = local(now).date()
    due = list(Wait.select(Wait, Person).join(Person).where(
        Wait.state == WAITING, Wait.locality == village, Wait.day <= today).order_by(Wait.id))
    left = {local(slot.start_utc).date() for slot in timetable(village).slots(now)} if due else ()
    each([wait for wait in due if wait.day < today or today not in left], _end_waiting)


def _end_waiting(wait):
    with transaction():
        if Wait.update(state=UNMET).where(Wait.id == wait.id, Wait.state == WAITING).execute():
            _tell(wait, _l("这一天没有等到空位"),
                  _l("%(day)s一直约满，没有排到您。可以另选一天", day=said(day_text, wait.day)))


def _tell(wait, title, text):
    notify(wait.person, title, text, f"/{wait.locality_id}/legal/waits/{wait.id}",
           errand="legal")
