"""The letter to a household that cannot read of a minus on the site: printed, and handed over."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.audit import services as audit
from linli.database import LostRace, transaction
from linli.modules.services import settings_of
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.web import done, page
from plugins.points.accounts.lists import people_of
from plugins.points.blueprint import blueprint
from plugins.points.deeds import letters, lists
from plugins.points.deeds.models import HEARING, STATES, Deed
from plugins.points.module import module


@blueprint.route("/deeds/<number>/letter", methods=["GET", "POST"])
@permission("points.manage")
@confirm_again
def letter(number):
    """Print it, which is written into the audit, and say that it was handed over."""
    deed, form, lost = _deed(number), Form(), False
    if form.validate_on_submit():
        if request.form.get("print") and _waits(deed):
            return _paper(deed)
        try:
            letters.handed_over(scope, deed, form.nonce.data)
            flash(_("记下了，从今天起给这户说明的时间"))
            return _to_record(number)
        except once.AlreadyDone:
            return _to_record(number)
        except LostRace:
            lost, deed = True, _deed(number)
    if request.method == "GET" and not _waits(deed):
        return _to_record(number)
    return page("points/letter.html", status=409 if lost else 422 if form.errors else 200, form=form,
                deed=deed, lost=lost, state=STATES[deed.state][0], until=letters.last_day(deed))


def _paper(deed):
    with transaction():
        audit.write(scope, "export", "points.letter", _("扣分前的书面通知，交给这户"), 1, deed.number)
    return page("points/letter_paper.html", deed=deed, people=people_of(deed.account.household),
                until=letters.last_day(deed), printed_on=today(),
                where=settings_of(module, deed.locality).counter)


def _waits(deed):
    return deed.state == HEARING and letters.is_by_letter(deed)


def _deed(number):
    """A minus of this village that was collected here; else 404."""
    return lists.whole(Deed.visible_to(scope)).where(
        Deed.number == number, Deed.locality == scope.locality, Deed.points < 0).first() or abort(404)


def _to_record(number):
    return done(url_for("points.deed", number=number))
