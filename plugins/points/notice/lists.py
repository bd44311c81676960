"""What hangs in public notice, what was objected, and what waits for an answer."""

from collections import Counter
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.calendar import today
from plugins.points.accounts.models import Account
from plugins.points.accounts.names import shown_names
from plugins.points.book.models import Rule
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import NOTICE, OBJECTED, Deed
from plugins.points.notice.answering import answerers_of
from plugins.points.notice.models import STANDING, Objection

UNLISTED = _l("不上榜的户")


@dataclass(frozen=True)
class Hanging:
    """What hangs now: the deeds by their last day, and the name of each household (by its passbook)
    as the village writes it; who stays off lists is UNLISTED.
    """

    deeds: list
    names: dict


def hanging(scope, rules):
    """The public notice of the village of this request today; two queries."""
    deeds = list(noticed(scope))
    names = {deed.account_id: UNLISTED for deed in deeds}
    listed = [deed.account_id for deed in deeds if not deed.account.off_lists]
    return Hanging(deeds, names | shown_names(listed, rules.notice_names) if listed else names)


def noticed(scope):
    """The deeds in public notice in the village of this request, the soonest to end first."""
    return (whole(Deed.noticed_to(scope)).where(Deed.locality == scope.locality, _hangs())
            .order_by(Deed.notice_until, Deed.id))


def open_to(scope):
    """The deeds that this person may object to: what hangs, and those of their own household."""
    own = Account.select(Account.id).where(Account.household == scope.person.household_id)
    mine = (Deed.visible_to(scope).select(Deed.id)
            .where(Deed.account.in_(own), Deed.state.in_((NOTICE, OBJECTED))))
    return whole(Deed.select()).where(
        Deed.locality == scope.locality,
        Deed.id.in_(Deed.noticed_to(scope).select(Deed.id)) | Deed.id.in_(mine))


def _hangs():
    """Condition: one that was objected to hangs until it is answered."""
    return (Deed.state == OBJECTED) | ((Deed.state == NOTICE) & (Deed.notice_until >= today()))


def with_deed(query):
    """The same objections with deed, rule, passbook, household, place and who objected."""
    return (query.select(Objection, Deed, Rule, Account, Household, Locality, Person)
            .join(Deed).join(Rule).switch(Deed).join(Account).join(Household).switch(Deed)
            .join(Locality, on=Deed.locality).switch(Objection).join(Person, on=Objection.person))


def mine(scope):
    """My own objections in this village, the latest first."""
    return (with_deed(Objection.visible_to(scope))
            .where(Objection.person == scope.person.id, Deed.locality == scope.locality)
            .order_by(Objection.id.desc()))


def against(scope, deed):
    """The standing objections to a deed that this person sees as staff, oldest first."""
    return (with_deed(Objection.visible_to(scope))
            .where(Objection.deed == deed.id, Objection.state == STANDING).order_by(Objection.id))


def to_answer(scope):
    """{place: the last days} of the objections here that wait for an answer and that this person
    may answer; one query where nothing waits.
    """
    holds = scope.holds("points.manage", Deed.locality) | scope.holds("points.decide", Deed.locality)
    deeds = [each.deed for each in with_deed(Objection.visible_to(scope)).where(
        Objection.state == STANDING, Deed.state == OBJECTED, scope.here(Deed.locality), holds)]
    may, found = answerers_of(deeds) if deeds else {}, {}
    for deed in deeds:
        if scope.person.id in may[deed.id]:
            found.setdefault(deed.locality, []).append(deed.due_on or today())
    return found


def unanswerable(scope):
    """{place: how many deeds} here with an objection that nobody may answer: all who might belong to the
    household, collected the deed or objected themselves. One query where nothing is objected to.
    """
    deeds = list(whole(Deed.counted_for(scope)).where(Deed.state == OBJECTED, scope.here(Deed.locality)))
    may = answerers_of(deeds) if deeds else {}
    return Counter(deed.locality for deed in deeds if not may[deed.id])


def own_hanging(scope):
    """The deeds of one's own household in notice, a minus too, the soonest to end first."""
    own = Account.select(Account.id).where(Account.household == scope.person.household_id)
    return (whole(Deed.visible_to(scope)).where(
        Deed.account.in_(own), Deed.state.in_((NOTICE, OBJECTED)), scope.here(Deed.locality))
        .order_by(Deed.notice_until, Deed.id))
