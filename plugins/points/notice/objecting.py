"""Objecting to a deed in notice. It stops that one only; everything else goes on."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import guard, transaction
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import add_working_days, local, today
from linli.toolkit.refusals import Refused
from plugins.points.deciding.telling import tell_household
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import NOTICE, OBJECTED, Deed
from plugins.points.module import module
from plugins.points.notice.models import STANDING, Objection


def object_to(scope, deed, text, nonce):
    """Write down an objection of this person; returns it. The deed waits for the answer.

    The household reads what was objected, never by whom: the step bears no name. One person
    objects to a deed once: who was answered could else keep it from ever being posted. Raises
    Refused (the notice is over, or they objected before), LostRace, or AlreadyDone with the key
    of the objection.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        guard(Deed, deed.id)
        deed = whole(Deed.select()).where(Deed.id == deed.id).get()
        _refuse(scope.person, deed)
        made = Objection.create(deed=deed, person=scope.person, text=text)
        due = deed.due_on if deed.state == OBJECTED else due_day(deed, made)
        workflow.apply("object", deed, BY_CLOCK, due_on=due)
        tell_household(deed, _l("有人对您家的一条积分提了异议"), _l(
            "%(number)s %(rule)s：%(text)s", number=deed.number, rule=deed.rule.title, text=text))
        once.keep(nonce, made.id)
    return made


def due_day(deed, objection):
    """The last day for answering this objection."""
    days = settings_of(module, deed.locality).answer_days
    return add_working_days(local(objection.at).date(), days)


def may_object(deed):
    """Whether this deed is still in notice today: it may be past, with the clock still to come."""
    return deed.state in (NOTICE, OBJECTED) and deed.notice_until >= today()


def standing(deed):
    """The objections to a deed that nobody has answered, oldest first, each with its person."""
    return list(Objection.select(Objection, Person).join(Person, on=Objection.person).where(
        Objection.deed == deed.id, Objection.state == STANDING).order_by(Objection.id))


def _refuse(person, deed):
    if not may_object(deed):
        raise Refused(_("这一条的公示已经结束了，不能再提异议。有疑问请直接找村委。"))
    mine = Objection.get_or_none(Objection.deed == deed.id, Objection.person == person.id)
    if mine:
        raise Refused(_("您对这一条提过异议了，答复会告诉您。") if mine.state == STANDING else
                      _("您对这一条提过异议，已经答复了。还有疑问请直接找村委。"))
