"""The pages of payment, installation and giving up: what staff write down, and the applicant's end."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.people.models import Person
from linli.toolkit import album, once
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.toolkit.refusals import FieldRefused, NotNow
from linli.web import done, page, show_photo
from plugins.cctv.applications import lists as applications
from plugins.cctv.applications import steps
from plugins.cctv.applications.lens import follows
from plugins.cctv.applications.models import (
    APPROVED,
    BEFORE_APPROVAL,
    PAID,
    RESERVED,
    STATES,
    Application,
)
from plugins.cctv.blueprint import blueprint
from plugins.cctv.works import installing, lists, services
from plugins.cctv.works.forms import InstallForm, PayForm, ReasonForm, WithdrawForm
from plugins.cctv.works.models import WAYS, Installation, Payment


@blueprint.route("/applications/<number>/pay", methods=["GET", "POST"])
@permission("cctv.record")
def pay(number):
    """Write down what the resident paid; where their part is nothing, go on without."""
    row, message = visible_application(number), ""
    works = lists.money_of(row)
    if row.state == APPROVED and works.left <= 0:
        return _pay_nothing(row, works)
    form = PayForm(lists.approved_on(row), data={"amount": works.left or None, "paid_on": today()})
    if form.validate_on_submit():
        try:
            services.pay(scope, row, {name: form[name].data for name in (
                "amount", "receipt", "way", "paid_on")}, form.nonce.data)
            flash(_("收款登记好了"))
            return to_application(row)
        except once.AlreadyDone:
            return to_application(row)
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
        except NotNow as error:
            row, message = visible_application(number), str(error)
    return page("cctv/pay.html", status=409 if message else 422 if form.errors else 200, form=form,
                application=row, works=works, message=message, opens=row.state == APPROVED, ways=WAYS)


@blueprint.route("/payments/<int:payment_id>/reverse", methods=["GET", "POST"])
@permission("cctv.record")
def reverse_payment(payment_id):
    """A payment was entered wrongly: say why, and a line takes it back."""
    row, form, message = _visible_payment(payment_id), ReasonForm(), ""
    if form.validate_on_submit():
        try:
            services.reverse(scope, row, form.reason.data, form.nonce.data)
            flash(_("冲销了，可以重新登记"))
            return to_application(row.application)
        except once.AlreadyDone:
            return to_application(row.application)
        except NotNow as error:
            message = str(error)
    return page("cctv/payment_reverse.html", status=409 if message else 422 if form.errors else 200,
                form=form, payment=row, application=row.application, message=message, ways=WAYS)


@blueprint.route("/applications/<number>/install", methods=["GET", "POST"])
@permission("cctv.record")
def install(number):
    """Note that the camera was put up, with photos."""
    row, message = visible_application(number), ""
    needs_sign = installing.needs_sign(row)
    form = InstallForm(scope.person, lists.approved_on(row), needs_sign, data={"day": today()})
    if form.validate_on_submit():
        try:
            installing.install(scope, row, form.found, form.photos.uploads, form.nonce.data)
            flash(_("记好了，已经请住户验收"))
            return to_application(row)
        except once.AlreadyDone:
            return to_application(row)
        except NotNow as error:
            row, message = visible_application(number), str(error)
    return page("cctv/install.html", status=409 if message else 422 if form.errors else 200, form=form,
                application=row, message=message, needs_sign=needs_sign, opens=row.state == PAID,
                follows=follows(installing.article_of(row)))


@blueprint.route("/applications/<number>/withdraw", methods=["GET", "POST"])
@permission("me")
def withdraw(number):
    """The applicant gives up; says what becomes of the money first."""
    row = visible_application(number)
    if not steps.speaks_for(scope, row):
        abort(403)
    return _give_up(row, WithdrawForm(), services.withdraw, (*BEFORE_APPROVAL, APPROVED, PAID))


@blueprint.route("/applications/<number>/withdraw-for", methods=["GET", "POST"])
@permission("cctv.record")
def withdraw_for(number):
    """Staff end it for somebody who cannot: with a reason, and recorded as theirs."""
    row = visible_application(number)
    if scope.person.is_near(row.person):
        abort(403)
    return _give_up(row, ReasonForm(), services.withdraw_for, (*BEFORE_APPROVAL, *RESERVED))


@blueprint.route("/installations/<int:installation_id>/photos/<int:photo_id>")
@permission("me")
def installation_photo(installation_id, photo_id):
    """One photo of an installation, for whoever may see its application."""
    query = Installation.visible_to(scope).join(Application)
    row = query.where(Installation.id == installation_id, scope.here(Application.locality)).first()
    return show_photo((album.find(row or abort(404), photo_id) or abort(404)).upload)


def visible_application(number):
    """An application of this place that the reader may see, with all that pages tell; else 404."""
    query = applications.whole(Application.visible_to(scope))
    return query.where(Application.number == number, scope.here(Application.locality)).first() or abort(404)


def to_application(row):
    """The answer that leads to the page of an application."""
    return done(url_for("cctv.application", locality=row.locality_id, number=row.number))


def _give_up(row, form, take, states):
    """The page that asks once more whether it shall end; `take` ends it."""
    message = "" if row.state in states else _now(row)
    if not message and form.validate_on_submit():
        try:
            take(scope, row, form.reason.data, form.nonce.data)
            flash(_("撤回了"))
            return to_application(row)
        except once.AlreadyDone:
            return to_application(row)
        except NotNow as error:
            message = str(error)
    return page("cctv/withdraw.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, paid=lists.money_of(row).paid, own=take is services.withdraw,
                here=url_for(request.endpoint, number=row.number))


def _now(row):
    return _("现在是“%(state)s”，在这里撤不回来了。", state=STATES[row.state][0])


def _pay_nothing(row, works):
    """Nothing is left for the resident to pay: one button."""
    form, message = Form(), ""
    if form.validate_on_submit():
        try:
            services.mark_paid(scope, row)
            flash(_("记好了，接下来等安装"))
            return to_application(row)
        except NotNow as error:
            row, message = visible_application(row.number), str(error)
    return page("cctv/pay_nothing.html", status=409 if message else 422 if form.errors else 200, form=form,
                application=row, message=message, opens=row.state == APPROVED, works=works)


def _visible_payment(payment_id):
    """A payment of this place, not a line that takes one back; else 404."""
    query = Payment.visible_to(scope).select(Payment, Application, Person).join(Application).join(
        Person, on=(Application.person == Person.id))
    return query.where(Payment.id == payment_id, Payment.reverses.is_null(),
                       scope.here(Application.locality)).first() or abort(404)
