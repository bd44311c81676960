"""我的 → 第二步验证, the step after the password, and the question before something that matters."""

import math

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from linli.access import Scope, confirm_again, permission
from linli.access import current_scope as scope
from linli.audit import services as audit
from linli.database import transaction
from linli.people import guesses
from linli.people import services as people
from linli.people.entering import go_on, step_page
from linli.people.knocking import remember
from linli.people.second_factor import services
from linli.people.second_factor.forms import AgainForm, CodeForm, StepForm
from linli.people.views import sign_in_page
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.toolkit.qr import code_of
from linli.web import done, local_path, page

blueprint = Blueprint("second_factor", __name__)


@blueprint.route("/me/second-step", methods=["GET", "POST"])
@permission("me")
@confirm_again
def mine():
    """Whether I have a second step; begin to set one up."""
    form = Form()
    if form.validate_on_submit():
        services.begin(current_app.secret_key, scope.person)
        return done(url_for("second_factor.set_up"))
    left = services.codes_left(scope.person) if scope.person.second_factor_at else 0
    return page("second_factor/mine.html", status=422 if form.errors else 200, form=form, left=left)


@blueprint.route("/me/second-step/set-up", methods=["GET", "POST"])
@permission("me")
def set_up():
    """The secret for the phone, and the first code from it."""
    secret, form = services.unconfirmed(current_app.secret_key, scope.person), CodeForm()
    if secret is None:
        return _to_mine()
    codes, status = _take(form, lambda: services.confirm(current_app.secret_key, scope, form.code.data))
    if codes:
        people.prove(scope.session)
        return _sheet(codes)
    return page("second_factor/set_up.html", status, form=form, groups=_groups(secret),
                code=code_of(services.address_of(secret, scope.person)))


@blueprint.route("/me/second-step/codes", methods=["GET", "POST"])
@permission("me")
@confirm_again
def codes():
    """Ten other codes for paper."""
    form = Form()
    if not scope.person.second_factor_at:
        return _to_mine()
    if form.validate_on_submit():
        return _sheet(services.new_codes(scope))
    return page("second_factor/codes.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/me/second-step/off", methods=["GET", "POST"])
@permission("me")
def off():
    """End it, with a last code."""
    form = CodeForm()
    if not scope.person.second_factor_at:
        return _to_mine()
    right, status = _take(form, lambda: _check(scope, form.code.data))
    if right:
        services.end(scope)
        flash(_("第二步验证停用了"))
        return done(url_for("second_factor.mine"))
    return page("second_factor/off.html", status, form=form)


@blueprint.route("/sign-in/second-step", methods=["GET", "POST"])
@permission("public")
def sign_in():
    """The second step after the password."""
    waiting = people.waiting_session_of(cookie.get("token", ""))
    if waiting is None:
        if request.method == "GET":
            return done(url_for("people.sign_in"))
        return sign_in_page(message=_("请先填手机号和密码。放得久了，也要重新填。"), status=401)
    form, whose = StepForm(), Scope(permissions={}, person=waiting.person)
    right, status = _take(form, lambda: _check(whose, form.code.data))
    if right:
        people.prove(waiting)
        remember(waiting.person)
        with transaction():
            audit.write(whose, "second_factor_sign_in", "people.second_factor", str(_("第二步验证")), 1)
        return go_on(form.next.data, form.typed.data, _("您已登录，刚才填的都还在"))
    return step_page(form=form, status=status)


@blueprint.route("/confirm-again", methods=["GET", "POST"])
@permission("me")
def again():
    """Show once more who I am, and go on with what I had typed."""
    form = AgainForm(scope.person)
    right, status = _take(form, lambda: _prove(form))
    if right:
        people.prove(scope.session)
        return go_on(form.next.data, form.typed.data, _("核对好了，刚才填的都还在"))
    return confirm_page(form, status=status)


def confirm_page(form=None, next_url="", typed="", status=200):
    """The page that asks for a proof; it carries along what the reader was about to do."""
    if form is None:
        form = AgainForm(scope.person, formdata=None, next=local_path(next_url, ""), typed=typed)
    return page("second_factor/again.html", status, form=form)


def _to_mine():
    """There is nothing to do here as things stand; a form that was sent has lost a race."""
    return abort(409) if request.method == "POST" else done(url_for("second_factor.mine"))


def _prove(form):
    if form.code:
        return _check(scope, form.code.data)
    people.check_password(scope.person, form.password.data)
    return True


def _check(whose, code):
    services.check(current_app.secret_key, whose, code)
    return True


def _take(form, act):
    """(what `act` returns, status of the page): None where the form was not sent, or what is wrong with the
    code is said beside it.
    """
    field = form["code"] if "code" in form else form["password"]
    if not form.validate_on_submit():
        return None, 422 if form.errors else 200
    try:
        return act(), 200
    except (services.CodeRefused, people.SignInRefused):
        field.errors = [_("不对，请再试一次。动态码每 30 秒换一个，用过的不能再用")
                        if "code" in form else _("密码不对")]
        return None, 422
    except guesses.TooManyGuesses as error:
        minutes = math.ceil(error.wait.total_seconds() / 60)
        field.errors = [_("试错的次数太多了，请 %(minutes)d 分钟后再试", minutes=minutes)]
        return None, 429


def _sheet(codes):
    """The codes for paper: the only time that they are shown."""
    return page("second_factor/sheet.html", codes=codes, printed_on=today())


def _groups(secret):
    return " ".join(secret[at:at + 4] for at in range(0, len(secret), 4))
