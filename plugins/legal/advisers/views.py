"""The clerk's pages about who advises a village."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission, village_only
from linli.access import current_scope as scope
from linli.toolkit import once
from linli.web import done, page
from plugins.legal.advisers import services
from plugins.legal.advisers.forms import AdviserForm, ProfileForm
from plugins.legal.advisers.models import Adviser
from plugins.legal.blueprint import blueprint


@blueprint.route("/advisers/new", methods=["GET", "POST"])
@permission("legal.manage")
@village_only
@confirm_again
def new_adviser():
    """Let somebody serve this village."""
    form = AdviserForm()
    if form.validate_on_submit():
        profile = form.values()
        person = {"name": profile.pop("name"), "phone": profile.pop("phone")}
        try:
            new = services.add(scope, person, profile, form.nonce.data)
            flash(_("%(name)s已登记，接着排班吧", name=person["name"]) if new else
                  _("%(name)s以前登记过，资料照原来的，可以改", name=person["name"]))
            return done(url_for("legal.advisers"))
        except once.AlreadyDone:
            return done(url_for("legal.advisers"))
        except ValueError as error:
            form.phone.data = form.phone.raw_data[0]
            form.phone.errors.append(error.args[0])
    return page("legal/adviser_form.html", status=422 if form.errors else 200, form=form,
                adviser=None)


@blueprint.route("/advisers/<int:adviser_id>", methods=["GET", "POST"])
@permission("legal.manage")
def adviser(adviser_id):
    """Kind, matters and dialects of one adviser."""
    adviser = _visible(adviser_id)
    form = ProfileForm(obj=adviser)
    if form.validate_on_submit():
        services.change(adviser, form.values())
        flash(_("%(name)s的资料已保存", name=adviser.person.name))
        return done(url_for("legal.advisers"))
    return page("legal/adviser_form.html", status=422 if form.errors else 200, form=form,
                adviser=adviser)


def add_somebody_first():
    """Where the clerk is led from hours and leave while nobody serves this village."""
    flash(_("请先加一位顾问"))
    return done(url_for("legal.new_adviser"))


def _visible(adviser_id):
    return Adviser.visible_to(scope).where(Adviser.id == adviser_id).first() or abort(404)
