"""The pages of a batch with the telecom: making it, its record, and its steps."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.localities.models import Locality
from linli.toolkit import once, workflow
from linli.toolkit.editing import EditForm
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.cctv.blueprint import blueprint
from plugins.cctv.programmes.models import Programme
from plugins.cctv.settlements import lists, services
from plugins.cctv.settlements.forms import PayForm, PickForm
from plugins.cctv.settlements.models import DRAFT, SENT, STATES, STEPS, TRANSITIONS, Settlement


@blueprint.route("/settlements")
@permission("cctv.manage")
def settlements():
    """What may be settled, programme by programme, and the batches that are open."""
    return page("cctv/settlements.html", programmes=list(lists.to_settle(scope)),
                rows=list(lists.open_here(scope)), states=STATES)


@blueprint.route("/programmes/<number>/settle", methods=["GET", "POST"])
@permission("cctv.manage")
def new_settlement(number):
    """A new batch: all that was accepted, but for what is left out."""
    programme = Programme.visible_to(scope).select(Programme, Locality).join(Locality).where(
        Programme.number == number, scope.here(Programme.locality)).first() or abort(404)
    rows = lists.free_in(scope, programme)
    form, message = PickForm(rows, [row.id for row in rows]), ""
    if form.validate_on_submit():
        try:
            made = services.make(scope, programme, form.ids, form.nonce.data).number
            flash(_("建好了，先核对再送电信"))
            return done(url_for("cctv.settlement", number=made))
        except once.AlreadyDone as again:
            return done(url_for("cctv.settlement", number=again.result))
        except NotNow as error:
            rows, message = lists.free_in(scope, programme), str(error)
            form = _again(form, rows)
    return page("cctv/settlement_pick.html", status=409 if message else 422 if form.errors else 200,
                form=form, title=programme.title, rows=rows, message=message,
                here=url_for("cctv.new_settlement", number=number), back=url_for("cctv.settlements"))


@blueprint.route("/settlements/<number>")
@permission("cctv.manage")
def settlement(number):
    """One batch: its lines, its sum, and the next step."""
    row = visible(number)
    return page("cctv/settlement.html", row=row, states=STATES, steps=STEPS,
                statement=lists.statement_of(row), history=workflow.history_of(row))


@blueprint.route("/settlements/<number>/lines", methods=["GET", "POST"])
@permission("cctv.manage")
def settlement_lines(number):
    """Put applications into a draft, or leave them out."""
    row, message = visible(number), ""
    if row.state != DRAFT:
        flash(_("先拿回来，才能改里面有哪些"))
        return to_batch(row)
    now, rows = _pickable(row)
    form = PickForm(rows, now, row.version)
    if form.validate_on_submit():
        try:
            services.change(scope, row, form.version.data, form.ids)
            flash(_("改好了"))
            return to_batch(row)
        except LostRace as error:
            row = visible(number)
            rows = _pickable(row)[1]
            message = str(error) or _("慢了一步，这一批刚刚有人改过。您勾的还在下面，没有存。")
            form = _again(form, rows, row.version)
    return page("cctv/settlement_pick.html", status=409 if message else 422 if form.errors else 200,
                form=form, title=row.number, rows=rows, message=message,
                here=url_for("cctv.settlement_lines", number=number),
                back=url_for("cctv.settlement", number=number))


@blueprint.route("/settlements/<number>/<any(send,take_back,drop):step>", methods=["GET", "POST"])
@permission("cctv.manage")
def settlement_step(number, step):
    """Send it, take it back, drop it: each is asked for once more."""
    row, message = visible(number), ""
    form = EditForm(obj=row)
    if row.state not in TRANSITIONS[step].sources:
        message = _now(row)
    elif form.validate_on_submit():
        try:
            _take(step, row, form.version.data)
            flash(TRANSITIONS[step].label)
            return to_batch(row)
        except LostRace:
            row = visible(number)
            form, message = EditForm(obj=row, formdata=None), _now(row)
    return page("cctv/settlement_step.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, step=step, message=message, label=TRANSITIONS[step].label,
                sources=TRANSITIONS[step].sources)


@blueprint.route("/settlements/<number>/pay", methods=["GET", "POST"])
@permission("cctv.manage")
def pay_settlement(number):
    """Write down that it was paid."""
    row, message, status = visible(number), "", 200
    form = PayForm(data={"version": row.version})
    if row.state != SENT:
        message, status = _now(row), 409
    elif form.validate_on_submit():
        try:
            services.pay(scope, row, form.version.data, form.paid_on.data, form.voucher.data)
            flash(_("付款记好了，这些申请都结清了"))
            return to_batch(row)
        except services.Own:
            message, status = _("这一批里有您自家的，请别的同事登记付款。"), 403
        except LostRace as error:
            row = visible(number)
            form.version.data = str(row.version)
            message, status = str(error) or _now(row), 409
    return page("cctv/settlement_pay.html", status=422 if form.errors else status, form=form, row=row,
                message=message)


def visible(number):
    """The batch with what a page tells of it, or 404 where it is not for this scope and place."""
    return lists.whole(Settlement.visible_to(scope)).where(
        Settlement.number == number, scope.here(Settlement.locality)).first() or abort(404)


def to_batch(row):
    """On to the page of the batch."""
    return done(url_for("cctv.settlement", number=row.number))


def _take(step, row, version):
    if step == "send":
        services.send(scope, row, version)
    else:
        {"take_back": services.take_back, "drop": services.drop}[step](scope, row)


def _pickable(row):
    """(keys of what a draft holds, that and all that is free), each row with its quote."""
    held = lists.statement_of(row).lines
    now = [line.application for line in held]
    for line in held:
        line.application.quote = line
    rows = sorted([*now, *lists.free_in(scope, row.programme)], key=lambda each: each.number)
    return [each.id for each in now], rows


def _again(form, rows, version=0):
    """The form for another try: what was chosen stays, as far as it may still be had."""
    known = {row.id for row in rows}
    shown = PickForm(rows, [])
    shown.chosen.data, shown.version.data = sorted(form.ids & known), str(version)
    return shown


def _now(row):
    said = _("慢了一步，这一批刚刚有人动过，现在是“%(state)s”。", state=STATES[row.state][0])
    return said + (_("付款日 %(day)s，凭证号 %(voucher)s。", day=row.paid_on, voucher=row.voucher)
                   if row.paid_on else "")
