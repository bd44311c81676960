"""A party died or moved away: whoever has the case in hand is told, and decides how it goes on."""

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.register.models import DIED, LEFT, MOVED_AWAY
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import OPEN
from plugins.mediation.cases.telling import handlers_of, tell

WORDS = {DIED: _l("一件调解的当事人过世了"), LEFT: _l("一件调解的当事人搬走了"),
         MOVED_AWAY: _l("一件调解的当事人搬走了")}


def household_changed(change):
    """Tell the mediator of each open case of these people, or its desk (`change`:
    register.events.HouseholdChange). Nothing of the case is told to whoever entered the change.
    """
    if change.kind not in WORDS:
        return
    people = [person.id for person in change.people]
    theirs = Party.select(Party.case).where(Party.person.in_(people))
    for case in list(Case.select(Case, Locality).join(Locality, on=Case.locality).where(
            Case.id.in_(theirs), Case.state.in_(OPEN)).order_by(Case.id)):
        tell(case, [each for each in handlers_of(case) if each.id not in people], WORDS[change.kind])
