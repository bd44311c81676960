"""Signing in and out, 我的, the inbox, devices, the password."""

import math

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from linli import demo
from linli.access import current_scope as scope
from linli.access import permission
from linli.people import services
from linli.people.devices import device
from linli.people.entering import enter
from linli.people.forms import PasswordForm, SignInForm, WhereForm
from linli.people.knocking import knock
from linli.people.models import Session
from linli.people.proxies.lists import entrusting
from linli.plugins import records_of
from linli.toolkit import notices
from linli.toolkit.forms import Form
from linli.toolkit.zones import PLACES
from linli.web import done, local_path, page, paged

blueprint = Blueprint("people", __name__)
INBOX_PAGE = 20


@blueprint.route("/sign-in", methods=["GET", "POST"])
@permission("public")
def sign_in():
    """Phone and password; on a demo, also the cast by one click."""
    form = SignInForm()
    if not form.is_submitted():
        next_url = request.args.get("next", "")
        return sign_in_page(next_url=next_url,
                            message=_("登录以后，会回到您刚才那一页。") if next_url else "")
    if not form.validate():
        return sign_in_page(form, status=422)
    try:
        token = services.sign_in(form.phone.data, form.password.data, knock())
    except services.SignInRefused:
        form.password.errors = [_("手机号或密码不对，请再试一次")]
        return sign_in_page(form, status=422)
    except services.TooManyGuesses as error:
        return _told_to_wait(form, error.wait)
    return enter(token, form.next.data, form.typed.data)


@blueprint.route("/sign-in/demo", methods=["POST"])
@permission("public")
def sign_in_as_cast():
    """On a demo: become one of the cast."""
    person = demo.cast_member(request.form.get("person", ""))
    if person is None or not current_app.config["DEMO"]:
        abort(404)
    if not Form().validate_on_submit():
        abort(400)
    form = SignInForm()
    return enter(services.open_session(person, device(), proved=True), form.next.data, form.typed.data)


@blueprint.route("/sign-out", methods=["POST"])
@permission("public")
def sign_out():
    """End this device's session; where it has ended already, that is what was wanted."""
    if not Form().validate_on_submit():
        abort(400)
    if scope.session:
        services.end_sessions(Session.select().where(Session.id == scope.session.id))
    cookie.clear()
    flash(_("您已退出登录"))
    return done(url_for("shell.front"))


@blueprint.route("/me/")
@permission("me")
def me():
    """我的: what awaits me in every place, what is done, and my account."""
    records = records_of(current_app, scope)
    return page("people/me.html", form=Form(), entrusting=entrusting(scope.person),
                todo=[each for each in records if not each.done],
                before=[each for each in reversed(records) if each.done], zone_places=PLACES)


@blueprint.route("/me/inbox")
@permission("me")
def inbox():
    """My notices, the newest first."""
    mine = notices.Notice.visible_to(scope).order_by(notices.Notice.id.desc())
    return page("people/inbox.html", **paged(mine, INBOX_PAGE))


@blueprint.route("/me/inbox/<int:notice_id>")
@permission("me")
def open_notice(notice_id):
    """Mark a notice as read and lead to what it tells of."""
    notice = notices.Notice.visible_to(scope).where(notices.Notice.id == notice_id).first()
    if notice is None:
        abort(404)
    notices.mark_read(notice)
    return done(local_path(notice.url, url_for("people.inbox")))


@blueprint.route("/me/devices", methods=["GET", "POST"])
@permission("me")
def devices():
    """Where I am signed in; end one session or all the others."""
    mine = Session.visible_to(scope)
    form = Form()
    if form.validate_on_submit():
        ended = services.end_sessions(_others(mine, request.form.get("session")), scope)
        flash(_("已退出 %(count)d 台设备", count=ended))
        return done(url_for("people.devices"))
    return page("people/devices.html", rows=list(mine.order_by(Session.seen_at.desc())),
                form=form, status=422 if form.errors else 200)


def _others(mine, chosen):
    """The devices besides this one: the chosen one, or all of them."""
    ids = [each.id for each in mine if each.id != scope.session.id]
    return mine.where(Session.id.in_([key for key in ids if chosen in (None, "", str(key))]))


@blueprint.route("/me/where", methods=["GET", "POST"])
@permission("me")
def where():
    """Where I am: times are shown by the clocks there too."""
    form = WhereForm(obj=scope.person)
    if form.validate_on_submit():
        services.set_zone(scope.person, form.zone.data)
        flash(_("记下了"))
        return done(url_for("people.me"))
    return page("people/where.html", form=form, status=422 if form.errors else 200)


@blueprint.route("/me/password", methods=["GET", "POST"])
@permission("me")
def password():
    """Change my password; every device is signed out, this one signs in again."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            services.change_password(scope.person, form.old.data, form.new.data)
        except services.SignInRefused:
            form.old.errors = [_("现在的密码不对")]
        except services.TooManyGuesses:
            form.old.errors = [_("试错的次数太多了，请过一会儿再试")]
        else:
            cookie["token"] = services.open_session(scope.person, device(), proved=True)
            flash(_("密码已经改好，其他设备都已退出"))
            return done(url_for("people.me"))
    return page("people/password.html", form=form, status=422 if form.errors else 200)


def sign_in_page(form=None, next_url="", typed="", message="", status=200):
    """The sign-in page; it carries along where the reader was going and what they had written."""
    if form is None:
        form = SignInForm(formdata=None, next=local_path(next_url, ""), typed=typed)
    return page("people/sign_in.html", status=status, form=form, message=message,
                cast=demo.cast() if current_app.config["DEMO"] else {})


def _told_to_wait(form, wait):
    minutes = math.ceil(wait.total_seconds() / 60)
    form.password.errors = [_("试错的次数太多了，请 %(minutes)d 分钟后再试", minutes=minutes)]
    response = sign_in_page(form, status=429)
    response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response
