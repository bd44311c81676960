"""An applicant died or moved, or a household merged: what is on its way goes on with those who are left."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.register.models import DIED, MERGED_INTO, MOVED_WITHIN
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import OPEN, Application

WORDS = {DIED: _l("摄像头申请的申请人过世了"), MOVED_WITHIN: _l("摄像头申请的申请人搬家了")}


def household_changed(change):
    """With a merge the applications of the household are the other's. With a death, or where they live
    elsewhere in the village, whoever answers for an open application now is told (steps.ears) (`change`:
    register.events.HouseholdChange).
    """
    if change.kind == MERGED_INTO:
        Application.update(household=change.other, version=Application.version + 1).where(
            Application.household == change.household).execute()
    elif change.kind in WORDS:
        for row in list(Application.select(Application, Person).join(Person, on=Application.person).where(
                Application.person.in_([person.id for person in change.people]),
                Application.state.in_(OPEN)).order_by(Application.id)):
            steps.tell(row, WORDS[change.kind], _l("申请 %(number)s，请看看怎么办", number=row.number))
