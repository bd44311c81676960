"""Pages of staff around the notice: answering an objection, reversing what was posted."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.web import done, page
from plugins.points.accounts.names import FULL, shown_names
from plugins.points.blueprint import blueprint
from plugins.points.deciding.telling import signed
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import POSTED, Deed
from plugins.points.notice import lists, posting
from plugins.points.notice.answering import answer, may_answer
from plugins.points.notice.forms import AnswerForm, ReverseForm
from plugins.points.notice.models import STANDING, STATES, UPHELD
from plugins.points.notice.views import visible


@blueprint.route("/objections/<int:objection_id>/answer", methods=["GET", "POST"])
@permission("points.notices")
def answer_objection(objection_id):
    """Say whether it holds: who neither collected it, nor objected, nor belongs to the household."""
    row = visible(objection_id)
    if not may_answer(scope, row.deed):
        abort(403)
    form, message = AnswerForm(), ""
    if row.state == STANDING and form.validate_on_submit():
        try:
            answer(scope, row, form.verdict.data == UPHELD, form.words.data, form.nonce.data)
            flash(_("答复了，提异议的人和这户都会收到。"))
            return done(_to_objection(row))
        except once.AlreadyDone:
            return done(_to_objection(row))
        except LostRace:
            row = visible(objection_id)
    if row.state != STANDING:
        if not form.is_submitted():
            return done(_to_objection(row))
        message = _("慢了一步，这条异议刚刚答复过了：%(state)s。", state=STATES[row.state][0])
    return page("points/answer.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, deed=row.deed, message=message, signed=signed,
                name=shown_names([row.deed.account_id], FULL)[row.deed.account_id],
                others=lists.against(scope, row.deed).count() - (row.state == STANDING))


@blueprint.route("/deeds/<number>/reverse", methods=["GET", "POST"])
@permission("points.manage")
def reverse_deed(number):
    """Take a posted deed back, with a reason; what was spent already stays spent."""
    deed = _posted(number)
    if deed.account.household_id == scope.person.household_id:
        abort(403)
    form, message = ReverseForm(), ""
    if form.validate_on_submit():
        try:
            moved = posting.reverse(scope, deed, form.reason.data, form.nonce.data)
            flash(_("冲正了，存折变动 %(points)s 分，这户会收到消息。", points=signed(moved)))
            return done(_to_deed(deed))
        except once.AlreadyDone:
            return done(_to_deed(deed))
        except LostRace:
            message = _("慢了一步，这一条刚刚已经冲正了。")
    elif deed.state != POSTED:
        if not form.is_submitted():
            return done(_to_deed(deed))
        message = _("这一条现在不能冲正。")
    line = posting.line_of(deed)
    return page("points/reverse.html", status=409 if message else 422 if form.errors else 200, form=form,
                deed=deed, message=message, line=line, signed=signed,
                moves=max(-line.points, -deed.account.balance) if line else 0)


def _posted(number):
    found = whole(Deed.visible_to(scope)).where(Deed.number == number, Deed.locality == scope.locality)
    return found.first() or abort(404)


def _to_objection(row):
    return url_for("points.objection", objection_id=row.id)


def _to_deed(deed):
    return url_for("points.deed", number=deed.number)
