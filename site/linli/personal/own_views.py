"""我的 → 我的资料: what is kept about me, and all of it to take along."""

from flask import abort, current_app, flash, send_file, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.audit import services as audit
from linli.database import LostRace, transaction
from linli.personal import archive, leaving, services
from linli.personal.blueprint import blueprint, days_to_think, registry
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.toolkit.refusals import Refused
from linli.web import done, page


@blueprint.route("/me/data", methods=["GET", "POST"])
@permission("me")
@confirm_again
def data():
    """What is kept about me, by module, and all of it as a ZIP."""
    form = Form()
    if form.validate_on_submit():
        return _take_along()
    parts = services.kept_about(registry(), scope.person)
    return page("personal/data.html", form=form, parts=parts, status=422 if form.errors else 200)


@blueprint.route("/me/leave", methods=["GET", "POST"])
@permission("me")
@confirm_again
def leave():
    """What is erased, what stays and why, what is to be finished before; then the wish itself."""
    form, refused = Form(), False
    if form.validate_on_submit():
        try:
            leaving.ask(registry(), scope.person, days_to_think())
            return done(url_for("personal.leave"))
        except Refused:  # the page says what is left
            refused = True
    return page("personal/leave.html", form=form, wish=leaving.open_of(scope.person),
                left=leaving.to_finish(registry(), scope.person), days=days_to_think(),
                parts=services.kept_about(registry(), scope.person),
                status=422 if form.errors or refused else 200)


@blueprint.route("/me/leave/take-back", methods=["POST"])
@permission("me")
def take_back():
    """Stay after all; one who stays already has nothing to take back."""
    if Form().validate_on_submit():
        try:
            leaving.take_back(scope.person)
            flash(_("撤回了，账号照常用"))
        except LostRace:
            flash(_("没有要注销的事"))
        return done(url_for("personal.leave"))
    abort(400)


def _take_along():
    parts = services.kept_about(registry(), scope.person)
    file = archive.make(scope.person, parts, current_app.config["DATA"])
    with transaction():
        audit.write(scope, "own_data", "personal", _("本人要自己的资料"),
                    sum(section.count for part in parts for section in part.sections))
    return send_file(file, "application/zip", as_attachment=True,
                     download_name=f"{_('我的资料')}-{today().isoformat()}.zip")
