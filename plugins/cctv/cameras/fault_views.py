"""The pages of a fault: reporting it, the list of those to see to, what came of the visit."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import NotNow
from linli.web import done, page, paged
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import lists, repairs
from plugins.cctv.cameras.forms import AnswerForm, ReportForm
from plugins.cctv.cameras.models import FAULT_OPEN, FAULT_STATES, FAULT_STEPS, REMOVED
from plugins.cctv.cameras.seen_views import to_camera, visible_camera, visible_fault

PAGE = 30


@blueprint.route("/cameras/<number>/report", methods=["GET", "POST"])
@permission("me")
def report_fault(number):
    """Say that a camera does not do what it should."""
    row, form, message = visible_camera(number), ReportForm(), ""
    if not repairs.may_report(scope, row):
        abort(403)
    waiting = repairs.open_of(row)
    if form.validate_on_submit():
        try:
            made = repairs.report(scope, row, form.text.data, form.off_line.data, form.nonce.data).number
            flash(_("报修好了，编号 %(number)s", number=made))
            return done(url_for("cctv.fault", number=made))
        except once.AlreadyDone:
            return to_camera(row)
        except NotNow as error:
            message, waiting = str(error), repairs.open_of(row)
    return page("cctv/report.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, waiting=waiting, stands=row.state != REMOVED)


@blueprint.route("/faults")
@permission("cctv.record")
def faults():
    """What has to be seen to here and below, the first due first."""
    return page("cctv/faults.html", **paged(lists.open_faults(scope), PAGE), states=FAULT_STATES,
                today=today())


@blueprint.route("/faults/<number>")
@permission("me")
def fault(number):
    """One fault, for whoever sees its camera: what was reported, by when somebody comes, what came of it."""
    row = visible_fault(number)
    opened = row.state in FAULT_OPEN
    return page("cctv/fault.html", row=row, states=FAULT_STATES, steps=FAULT_STEPS, today=today(),
                opened=opened, before=repairs.before(row), history=workflow.history_of(row),
                answers=opened and _answers(row), mine=row.camera.person_id == scope.person.id)


@blueprint.route("/faults/<number>/answer", methods=["GET", "POST"])
@permission("cctv.record")
def answer_fault(number):
    """What came of a visit; whoever reported it is told."""
    row, form, message = visible_fault(number), AnswerForm(), ""
    if not _answers(row):
        abort(403)
    if form.validate_on_submit():
        try:
            repairs.answer(scope, row, form.step.data, form.day.data, form.words.data, form.nonce.data)
            flash(_("记好了，报修的人会收到消息"))
            return done(url_for("cctv.fault", number=number))
        except once.AlreadyDone:
            return done(url_for("cctv.fault", number=number))
        except LostRace:
            row = visible_fault(number)
            message = _("慢了一步，这次报修现在是“%(state)s”。", state=FAULT_STATES[row.state][0])
    return page("cctv/fault_answer.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, opened=row.state in FAULT_OPEN)


def _answers(row):
    return scope.can("cctv.record", row.locality) and not scope.person.is_near(row.camera.person)
