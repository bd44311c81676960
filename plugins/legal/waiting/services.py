"""Joining and leaving the line for a full day, and what the clock does to it.

The order of locks is that of booking: the resident, the advisers, the line.
"""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.localities.models import Locality
from linli.modules.services import on_in, places_with
from linli.people.models import Person
from linli.toolkit.calendar import day_text, local, when_text
from linli.toolkit.notices import notify
from linli.toolkit.refusals import Refused
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.line import give_places, matches
from plugins.legal.booking.models import (
    BOOKED,
    LEFT,
    MISSED,
    OFFERED,
    OPEN_WAITS,
    UNMET,
    WAITING,
    Booking,
    Wait,
)
from plugins.legal.booking.offers import offers
from plugins.legal.booking.services import guard_advisers, too_many
from plugins.legal.module import module
from plugins.legal.roster.services import timetable

NO_PLACE = dict.fromkeys(("adviser", "starts_at", "ends_at", "seat", "until"))


def join(scope, day, adviser=""):
    """Line up for a full `day` of `scope.locality`, for one adviser (an id as text) or for anyone.

    Whoever lines up already keeps their place: a second tap gives the same Wait. Raises Refused
    where the day is not offered or not full, the person has a booking on it, or too many.
    """
    with transaction():
        guard(Person, scope.person.id)
        mine = Wait.get_or_none(Wait.person == scope.person.id, Wait.locality == scope.locality,
                                Wait.day == day, Wait.state.in_(OPEN_WAITS))
        if mine is None:
            _refuse_needless(scope, day, adviser)
            mine = Wait.create(locality=scope.locality, person=scope.person, day=day,
                               wish=int(adviser) if adviser else None)
    return mine


def leave(wait):
    """Leave the line, or give back the place that was offered; raises LostRace where it is over.

    The place goes to the next with the next round of the clock.
    """
    with transaction():
        guard(Person, wait.person_id)
        if not Wait.update(state=LEFT).where(
                Wait.id == wait.id, Wait.state.in_(OPEN_WAITS)).execute():
            raise LostRace


def per_day(locality):
    """[(day, how many wait for it)] in a village, for its clerk."""
    return list(Wait.select(Wait.day, peewee.fn.COUNT(Wait.id)).where(
        Wait.state == WAITING, Wait.locality == locality)
        .group_by(Wait.day).order_by(Wait.day).tuples())


def open_matters(locality):
    """For whoever switches the module off: how many wait in a place and below it; one query."""
    count = Wait.select().join(Locality).where(
        Wait.state.in_(OPEN_WAITS), Locality.within(locality.path)).count()
    return [_l("还有 %(count)d 个人在排队等空位。关闭以后位次留着，但不再给他们分空位",
               count=count)] if count else []


def tick(now):
    """One round of the clock at `now` (UTC): end what is overdue, offer what is free.

    Where the module is off the line stays as it is, and nobody is offered anything. Whoever is
    offered what can't be booked any more keeps their place in the line.
    """
    villages = list(Locality.select().where(Locality.code.in_(
        Wait.select(Wait.locality).where(Wait.state.in_(OPEN_WAITS)))))
    said = places_with(module.name) if villages else {}
    for village in villages:
        on = on_in(village, said)
        _end_offers(village, now, on)
        if on:
            _offer(village, now)
        _close(village, now)


def _refuse_needless(scope, day, adviser):
    table, found = offers(scope.locality, person=scope.person)
    asked = [offer for offer in found if local(offer.slot.start_utc).date() == day
             and adviser in ("", str(offer.adviser.id))]
    if not asked:
        raise Refused(_l("这一天不能预约，请另选一天"))
    if any(offer.free for offer in asked):
        raise Refused(_l("这一天还有空位，不用排队，直接约就行"))
    booked = Booking.select(Booking.starts_at).where(
        Booking.resident == scope.person.id, Booking.locality == scope.locality,
        Booking.state == BOOKED)
    if any(local(row.starts_at).date() == day for row in booked):
        raise Refused(_l("您这一天已经约好了，不用再排队"))
    if message := too_many(scope.person, table.settings.open_bookings, day):
        raise Refused(message)


def _end_offers(village, now, on):
    offered = list(Wait.select(Wait, Person).join(Person).where(
        Wait.state == OFFERED, Wait.locality == village).order_by(Wait.id))
    table = timetable(village) if offered and on else None
    for wait in offered:
        if on and not _still_there(table, wait, now):
            _end(wait, {"state": WAITING, **NO_PLACE}, _l("刚才的空位取消了"),
                 _l("%(when)s的咨询临时取消，很抱歉。您的位次还在，有空位马上通知您",
                    when=when_text(wait.starts_at)))
        elif wait.until <= now:
            _end(wait, {"state": MISSED} if on else {"state": WAITING, **NO_PLACE},
                 _l("空位已经让给下一位了") if on else "",
                 _l("%(when)s没有等到您确认。还想来的话，可以再排一次队", when=when_text(wait.starts_at)))


def _still_there(table, wait, now):
    """Whether what is held can be booked, or could be until its time ran out."""
    return table.slot(wait.adviser_id, wait.starts_at, min(now, wait.until)) is not None


def _end(wait, change, title, text):
    """End this very offer, and say so where there is a title."""
    with transaction():
        guard(Adviser, wait.adviser_id)
        ended = Wait.update(**change).where(
            Wait.id == wait.id, Wait.state == OFFERED, Wait.until == wait.until).execute()
        if ended and title:
            notify(wait.person, str(title), str(text), f"/{wait.locality_id}/legal/waits/{wait.id}")


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
    for wait in due:
        if wait.day < today or today not in left:
            with transaction():
                if Wait.update(state=UNMET).where(
                        Wait.id == wait.id, Wait.state == WAITING).execute():
                    notify(wait.person, str(_l("这一天没有等到空位")),
                           str(_l("%(day)s一直约满，没有排到您。可以另选一天", day=day_text(wait.day))),
                           f"/{village.code}/legal/waits/{wait.id}")
