"""The pages of a forgotten password: the same for whoever has an account and whoever has none."""

import math

from flask import Blueprint, current_app, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from linli.access import permission
from linli.delivery.services import ways_to_people
from linli.people import guesses
from linli.people.entering import enter
from linli.people.forgotten import services
from linli.people.forgotten.forms import CodeForm, ForgottenForm
from linli.people.knocking import knock
from linli.web import done, page

blueprint = Blueprint("forgotten", __name__)
PHONE = "forgotten"  # in the cookie: whose code is being waited for


@blueprint.route("/sign-in/forgotten", methods=["GET", "POST"])
@permission("public")
def ask():
    """Whose password was forgotten."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return page("people/forgotten.html", status=422 if form.errors else 200, form=form)
    try:
        services.ask(form.phone.data, knock())
    except guesses.TooManyGuesses as error:
        return _wait(form, form.phone, error, "people/forgotten.html")
    cookie[PHONE] = form.phone.data
    return done(url_for("forgotten.code"))


@blueprint.route("/sign-in/forgotten/code", methods=["GET", "POST"])
@permission("public")
def code():
    """What happens next, and where the code and the new password go."""
    phone = cookie.get(PHONE)
    if phone is None:
        if request.method == "GET":
            return done(url_for("forgotten.ask"))
        return page("people/forgotten.html", status=401, form=ForgottenForm(formdata=None))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            token = services.reset(phone, form.code.data, form.new.data, knock())
        except services.CodeRefused:
            form.code.errors = [_("验证码不对，或者过期了。请核对，或者重新要一个")]
        except guesses.TooManyGuesses as error:
            return _wait(form, form.code, error, "people/forgotten_code.html", **_around(phone))
        else:
            return enter(token)
    return page("people/forgotten_code.html", status=422 if form.errors else 200, form=form, **_around(phone))


def _around(phone):
    return {"phone": phone, "sends": bool(ways_to_people(current_app))}


def _wait(form, field, error, template, **values):
    field.errors = [_("试的次数太多了，请 %(minutes)d 分钟后再试",
                      minutes=math.ceil(error.wait.total_seconds() / 60))]
    response = page(template, status=429, form=form, **values)
    response.headers["Retry-After"] = str(math.ceil(error.wait.total_seconds()))
    return response
