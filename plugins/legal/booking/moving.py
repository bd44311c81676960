"""A booking goes to another slot: the resident moves it, or the adviser passes it on.

The order of locks is that of `services`.
"""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import local, today, when_text
from linli.toolkit.refusals import Refused
from plugins.legal.booking.line import give_places, settle
from plugins.legal.booking.lists import passed_on_by
from plugins.legal.booking.models import Former
from plugins.legal.booking.offers import (
    adviser_of,
    find_offer,
    place_of,
    taken_by_another,
)
from plugins.legal.booking.reminding import schedule
from plugins.legal.booking.services import (
    as_it_is_now,
    days_between,
    guard_advisers,
    refuse_late,
    tell,
    tell_both,
)

WORDS = {  # to the resident, to the adviser
    "move": (_l("预约改了时间"), _l("有预约改了时间")),
    "pass_on": (_l("您的咨询换了一位顾问"), _l("有预约转给您")),
}


def move(scope, booking, key, nonce):
    """Move one's booking to another slot of its village, before the cut-off.

    Raises NotOffered, Taken, Refused (too late), LostRace (cancelled meanwhile), NotAllowed,
    once.AlreadyDone.
    """
    _to_slot(scope, booking, "move", key, nonce, _refuse_move)


def pass_on(scope, booking, key, nonce):
    """Pass a booking of one's own, for a conflict of interest, to a slot of another adviser.

    From then on the other one reads the matter, and the first no longer does; nor does it come
    back to them. Until the end of the booking's day. Raises as `move`.
    """
    _to_slot(scope, booking, "pass_on", key, nonce, _refuse_pass_on)


def remember_former(booking):
    """Note who has this booking until now, for their calendar, before it goes to another adviser.

    Belongs into the transaction that gives it away and raises its sequence by one.
    """
    lost = {"starts_at": booking.starts_at, "ends_at": booking.ends_at,
            "sequence": booking.sequence + 1}
    (Former.insert(booking=booking, adviser=booking.adviser_id, **lost)
     .on_conflict(conflict_target=[Former.booking, Former.adviser], update=lost).execute())


def _to_slot(scope, booking, step, key, nonce, refuse):
    try:
        with transaction():
            guard(Person, booking.resident_id)
            booking = as_it_is_now(booking)
            once.refuse_repeat(nonce)
            guard_advisers(booking.adviser_id, adviser_of(key))
            table, slot = find_offer(booking.locality, key)
            refuse(scope, booking, slot, table.settings)
            if slot.adviser_id in passed_on_by(booking):
                raise Refused(_l("这位顾问和这件事有利益冲突，请另选一位"))
            before, former = when_text(booking.starts_at), booking.adviser
            if former.id != slot.adviser_id:
                remember_former(booking)
            workflow.apply(step, booking, scope, note=before,
                           **place_of(slot, table.rules, booking.resident, besides=booking),
                           waited_days=days_between(booking.made_at, slot.start_utc),
                           sequence=booking.sequence + 1)
            booking.adviser = table.advisers[slot.adviser_id]
            schedule(booking)
            settle(booking)
            give_places(booking.locality, {former.id})
            tell_both(booking, *WORDS[step])
            if former.id != slot.adviser_id and former.person_id != scope.person.id:
                tell(former.person, booking, _l("有预约改到别人那里了"))
            once.keep(nonce, booking.number)
    except peewee.IntegrityError as error:
        raise taken_by_another() from error


def _refuse_move(scope, booking, slot, settings):
    if booking.resident_id != scope.person.id:
        raise workflow.NotAllowed
    refuse_late(booking, settings)
    if (slot.adviser_id, slot.start_utc) == (booking.adviser_id, booking.starts_at):
        raise Refused(_l("这就是您现在的时间，请另选一个"))


def _refuse_pass_on(scope, booking, slot, _settings):
    if booking.adviser.person_id != scope.person.id:
        raise workflow.NotAllowed
    if local(booking.starts_at).date() < today():
        raise Refused(_l("这一天已经过了，请登记来了没有"))
    if slot.adviser_id == booking.adviser_id:
        raise Refused(_l("请选另一位顾问的时间"))
