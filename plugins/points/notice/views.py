"""The public notice, objecting to what hangs in it, and one's objection with its answer."""

from flask import abort, url_for

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.languages import house
from linli.modules.services import settings_of
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.refusals import Refused
from linli.web import done, page
from plugins.points.accounts.names import shown_names
from plugins.points.blueprint import blueprint
from plugins.points.deciding.telling import signed
from plugins.points.deeds.models import OBJECTED, Deed
from plugins.points.module import module
from plugins.points.notice import lists, objecting
from plugins.points.notice.answering import may_answer
from plugins.points.notice.forms import ObjectForm
from plugins.points.notice.models import STANDING, STATES, Objection

MINE = 10


@blueprint.route("/notices")
@permission("points.notices")
@village_only
def notices():
    """What hangs now, by its last day, and what became of my own objections."""
    return page("points/notices.html", found=_hanging(), signed=signed, objected=OBJECTED, states=STATES,
                mine=list(lists.mine(scope).limit(MINE)))


@blueprint.route("/notices/print")
@permission("points.notices")
@village_only
def notices_print():
    """The notice on A4, for the board at the village's gate."""
    with house():
        found = _hanging()
    return page("points/notices_paper.html", found=found, signed=signed, objected=OBJECTED,
                printed_on=today(), where=settings_of(module, scope.locality).counter)


@blueprint.route("/notices/<number>/object", methods=["GET", "POST"])
@permission("points.notices")
def object_to(number):
    """Object to one deed that hangs, or to one of my own household."""
    deed = lists.open_to(scope).where(Deed.number == number).first() or abort(404)
    form, message = ObjectForm(), ""
    if form.validate_on_submit():
        try:
            made = objecting.object_to(scope, deed, form.text.data, form.nonce.data).id
            return done(url_for("points.objection", objection_id=made))
        except once.AlreadyDone as again:
            return done(url_for("points.objection", objection_id=again.result))
        except Refused as error:
            message = str(error)
    return page("points/object.html", status=409 if message else 422 if form.errors else 200, form=form,
                deed=deed, message=message, name=_name_of(deed), signed=signed,
                open=objecting.may_object(deed))


@blueprint.route("/objections/<int:objection_id>")
@permission("points.notices")
def objection(objection_id):
    """One objection: to whoever made it and to staff, with its answer or the way to one."""
    row = visible(objection_id)
    answers = row.state == STANDING and may_answer(scope, row.deed)
    return page("points/objection.html", row=row, deed=row.deed, states=STATES, standing=STANDING,
                name=_name_of(row.deed), signed=signed, answers=answers,
                staff=scope.can("points.manage") or scope.can("points.decide"),
                own=row.person_id == scope.person.id)


def visible(objection_id):
    """An objection that this reader may see in this village, or 404."""
    found = lists.with_deed(Objection.visible_to(scope)).where(
        Objection.id == objection_id, Deed.locality == scope.locality)
    return found.first() or abort(404)


def _hanging():
    return lists.hanging(scope, settings_of(module, scope.locality))


def _name_of(deed):
    """As the village writes names; a household that stays off lists is UNLISTED, but to itself."""
    if deed.account.off_lists and deed.account.household_id != scope.person.household_id:
        return lists.UNLISTED
    rules = settings_of(module, scope.locality)
    return shown_names([deed.account_id], rules.notice_names)[deed.account_id]
