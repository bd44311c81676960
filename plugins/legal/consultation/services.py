"""What an adviser writes down of a consultation, and what its people add to it."""

from contextlib import contextmanager

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import local
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import Refused
from plugins.legal.advisers.models import Adviser
from plugins.legal.advisers.services import own
from plugins.legal.booking.lists import passed_on_by
from plugins.legal.booking.models import Reader
from plugins.legal.booking.reminding import unschedule
from plugins.legal.booking.services import as_it_is_now, tell
from plugins.legal.consultation.models import Advice, Consultation, Opinion, Rating


def record(scope, booking, minutes, advice, nonce):
    """The client came: write down how long it took (minutes) and the `advice` (fields of Advice).

    Also after a no-show that was a mistake. Raises NotAllowed where it is not one's own,
    Refused before the day of the booking, LostRace where it was recorded already, or
    once.AlreadyDone.
    """
    with transaction():
        guard(Person, booking.resident_id)
        once.refuse_repeat(nonce)
        booking = as_it_is_now(booking)
        _refuse_others(scope, booking)
        _refuse_early(not booking.begun)
        workflow.apply("hold", booking, scope)
        unschedule(booking)
        consultation = Consultation.create(
            number=booking.number, booking=booking, locality=booking.locality_id,
            adviser=booking.adviser_id, channel="booked", day=local(booking.starts_at).date(),
            minutes=minutes)
        Advice.create(consultation=consultation, **advice)
        _tell(booking.resident, consultation, _l("顾问给您写了意见"))
        once.keep(nonce, booking.number)


def miss(scope, booking):
    """The client did not come: the place and their limit are free again.

    Raises NotAllowed, Refused before it starts, LostRace where something was recorded already.
    """
    with transaction():
        guard(Person, booking.resident_id)
        booking = as_it_is_now(booking)
        _refuse_others(scope, booking)
        _refuse_early(booking.starts_at > utc_now())
        workflow.apply("miss", booking, scope)
        unschedule(booking)
        tell(booking.resident, booking, _l("这次没等到您，还需要的话请再约"))


def walk_in(scope, facts, advice, nonce):
    """Somebody came to the door or rang: `facts` are channel, day and minutes, `advice` the
    fields of Advice with client and matter. Returns the Consultation.

    Raises NotAllowed where one does not advise in `scope.locality`, once.AlreadyDone.
    """
    me = own(scope)
    if me is None:
        raise workflow.NotAllowed
    with transaction():
        guard(Adviser, me.id)
        once.refuse_repeat(nonce)
        consultation = Consultation.create(
            number=next_number("FL", facts["day"].year), locality=scope.locality, adviser=me,
            **facts)
        Advice.create(consultation=consultation, **advice)
        once.keep(nonce, consultation.number)
    return consultation


def ask(scope, consultation, adviser, question):
    """Ask a second adviser for an opinion; they join this one matter, and the client is told.

    Raises NotAllowed where the consultation is not one's own, LostRace where they were asked.
    """
    _refuse_others(scope, consultation)
    with _only_once(), transaction():
        Opinion.create(consultation=consultation, adviser=adviser, question=question)
        if consultation.booking_id:
            Reader.insert(booking=consultation.booking_id, adviser=adviser).execute()
            _tell(consultation.booking.resident, consultation, _l("您的顾问请了另一位顾问一起看"))
        _tell(adviser.person, consultation, _l("同事请您一起看一件事"))


def answer(scope, opinion, text):
    """Write the opinion that one was asked for; raises NotAllowed, LostRace where it is written."""
    if opinion.adviser.person_id != scope.person.id:
        raise workflow.NotAllowed
    with transaction():
        written = Opinion.update(text=text, answered_at=utc_now()).where(
            Opinion.id == opinion.id, Opinion.answered_at.is_null())
        if not written.execute():
            raise LostRace
        _tell(opinion.consultation.adviser.person, opinion.consultation, _l("同事写好了意见"))


def rate(scope, consultation, stars, words):
    """The client rates it, 1 to 5 stars; raises NotAllowed, LostRace where it is rated."""
    if not consultation.booking_id or consultation.booking.resident_id != scope.person.id:
        raise workflow.NotAllowed
    with _only_once(), transaction():
        Rating.create(consultation=consultation, stars=stars, words=words)
        _tell(consultation.adviser.person, consultation, _l("村民评了一次咨询"))


def colleagues(consultation):
    """The other advisers of the same village who were not asked yet, nor passed it on for a
    conflict of interest.
    """
    conflicted = passed_on_by(consultation.booking) if consultation.booking_id else ()
    asked = Opinion.select(Opinion.adviser).where(Opinion.consultation == consultation)
    return list(Adviser.serving(consultation.locality).where(
        Adviser.id.not_in([consultation.adviser_id, *conflicted]), Adviser.id.not_in(asked)))


def _refuse_others(scope, record):
    if record.adviser.person_id != scope.person.id:
        raise workflow.NotAllowed


def _refuse_early(early):
    if early:
        raise Refused(_l("还没到约好的时间，到时候再登记"))


@contextmanager
def _only_once():
    """A unique index says whether it was done before."""
    try:
        yield
    except peewee.IntegrityError as error:
        raise LostRace from error


def _tell(person, consultation, title):
    notify(person, title, consultation.number,
           f"/{consultation.locality_id}/legal/consultations/{consultation.number}")
