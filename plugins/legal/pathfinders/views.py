"""Pages about pathfinders: how far they cover the villages, one of them, somebody new, a table."""

from types import SimpleNamespace

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import JOIN

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.people.models import Household
from linli.toolkit import editing, once
from linli.toolkit.importer.pages import add_import_pages
from linli.toolkit.phones import masked
from linli.web import done, page
from plugins.legal.blueprint import blueprint
from plugins.legal.pathfinders import services
from plugins.legal.pathfinders.forms import ChangeForm, LeaveForm, PathfinderForm
from plugins.legal.pathfinders.lists import coverage
from plugins.legal.pathfinders.models import EXPIRED, SOON, VALID, Pathfinder
from plugins.legal.pathfinders.sheet import sheet_here

add_import_pages(blueprint, "pathfinders", "legal.pathfinders", sheet_here, "legal.pathfinders",
                 _l("回到法律明白人"), undo=True)


@blueprint.route("/pathfinders")
@permission("legal.pathfinders")
def pathfinders():
    """How many each village has, of how many households, and the ways to register more."""
    lines, total = coverage(scope)
    return page("legal/pathfinders.html", lines=lines, total=total, VALID=VALID, SOON=SOON,
                EXPIRED=EXPIRED, importable=sheet_here(scope) is not None)


@blueprint.route("/pathfinders/new", methods=["GET", "POST"])
@permission("legal.pathfinders")
@village_only
def new_pathfinder():
    """Register one by hand."""
    form = PathfinderForm()
    if form.validate_on_submit():
        try:
            made = services.add(scope, form.values(), form.nonce.data)
            flash(_("%(name)s登记好了", name=made.name))
            return done(url_for("legal.pathfinder", pathfinder_id=made.id))
        except once.AlreadyDone as again:
            return done(url_for("legal.pathfinder", pathfinder_id=int(again.result)))
        except services.Doubled as error:
            _say(form, error)
    return page("legal/pathfinder_form.html", status=422 if form.errors else 200, form=form,
                pathfinder=None, differences=None)


@blueprint.route("/pathfinders/<int:pathfinder_id>")
@permission("legal.pathfinders")
def pathfinder(pathfinder_id):
    """What is known of one."""
    pathfinder = _visible(pathfinder_id)
    return page("legal/pathfinder.html", pathfinder=pathfinder)


@blueprint.route("/pathfinders/<int:pathfinder_id>/edit", methods=["GET", "POST"])
@permission("legal.pathfinders")
def change_pathfinder(pathfinder_id):
    """Change what is known of one who serves."""
    pathfinder, differences = _serving(pathfinder_id), None
    form = ChangeForm(data=_typed(pathfinder))
    form.hint_at(pathfinder.phone)
    if form.validate_on_submit():
        try:
            services.change(scope, pathfinder, form.version.data, form.values(pathfinder.phone))
            flash(_("%(name)s的资料已保存", name=pathfinder.name))
            return done(url_for("legal.pathfinder", pathfinder_id=pathfinder_id))
        except LostRace:
            pathfinder = _serving(pathfinder_id)
            form.hint_at(pathfinder.phone)
            differences = editing.show_both(form, _beside(form, pathfinder))
        except services.Doubled as error:
            _say(form, error)
    return page("legal/pathfinder_form.html", status=_status(form, differences), form=form,
                pathfinder=pathfinder, differences=differences)


@blueprint.route("/pathfinders/<int:pathfinder_id>/left", methods=["GET", "POST"])
@permission("legal.pathfinders")
def pathfinder_left(pathfinder_id):
    """Somebody is a pathfinder no longer; the line stays."""
    pathfinder, differences = _serving(pathfinder_id), None
    form = LeaveForm(data={"version": pathfinder.version})
    if form.validate_on_submit():
        try:
            services.leave(pathfinder, form.version.data, form.left_on.data)
            flash(_("%(name)s不再担任法律明白人", name=pathfinder.name))
            return done(url_for("legal.pathfinder", pathfinder_id=pathfinder_id))
        except LostRace:
            pathfinder = _serving(pathfinder_id)
            differences = editing.show_both(form, pathfinder)
    return page("legal/pathfinder_left.html", status=_status(form, differences), form=form,
                pathfinder=pathfinder, differences=differences)


def _visible(pathfinder_id):
    query = Pathfinder.visible_to(scope).select(Pathfinder, Household).join(Household, JOIN.LEFT_OUTER)
    return query.where(Pathfinder.id == pathfinder_id,
                       Pathfinder.locality == scope.locality).first() or abort(404)


def _serving(pathfinder_id):
    pathfinder = _visible(pathfinder_id)
    return abort(404) if pathfinder.left_on else pathfinder


def _typed(pathfinder):
    """A record as its form has it: the household by its number, and no phone."""
    values = {name: getattr(pathfinder, name) for name in (
        "name", "training", "trained_on", "certificate", "valid_until", "version")}
    return {**values, "household": pathfinder.household.number if pathfinder.household_id else ""}


def _beside(form, pathfinder):
    """A record to show beside what was typed; its phone only where another was typed, and masked."""
    values = _typed(pathfinder)
    if form.phone.data and form.phone.data != pathfinder.phone:
        values["phone"] = masked(pathfinder.phone or "")
    return SimpleNamespace(**values)


def _say(form, doubled):
    for name, reason in doubled.errors:
        form[name].errors = [*form[name].errors, reason]


def _status(form, differences):
    return 409 if differences is not None else 422 if form.errors else 200
