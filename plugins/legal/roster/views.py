"""The clerk's pages about rosters."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import editing, once
from linli.toolkit.calendar import date_text
from linli.web import done, page
from plugins.legal.advisers.models import Adviser
from plugins.legal.advisers.views import add_somebody_first
from plugins.legal.blueprint import blueprint
from plugins.legal.module import module
from plugins.legal.roster import services, words
from plugins.legal.roster.forms import LastDayForm, RosterForm
from plugins.legal.roster.models import Roster


@blueprint.route("/rosters/new", methods=["GET", "POST"])
@permission("legal.manage")
@village_only
def new_roster():
    """When and where an adviser comes; `kind` in the address chooses which fields are asked."""
    kind = request.values.get("kind", "weekly")
    advisers = list(Adviser.visible_to(scope))
    if kind not in words.KINDS:
        abort(404)
    if not advisers:
        return add_somebody_first()
    form = RosterForm(kind, _slot_minutes(), advisers, request.args.get("adviser"))
    if form.validate_on_submit():
        roster = Roster(locality=scope.locality, **form.columns())
        if _saved(form, services.make_roster, roster):
            flash(_("排好了：%(roster)s", roster=words.roster_text(roster)))
            return done(url_for("legal.advisers"))
    return page("legal/roster_form.html", status=422 if form.errors else 200, form=form,
                kinds=words.KINDS, kind=kind, chosen=form.adviser.data, roster=None, differences=None)


@blueprint.route("/rosters/<int:roster_id>", methods=["GET", "POST"])
@permission("legal.manage")
def roster(roster_id):
    """Change a roster. What was booked stays."""
    roster, differences = _visible(roster_id), None
    form = RosterForm(roster.kind, _slot_minutes(), roster=roster)
    if form.validate_on_submit():
        try:
            if _saved(form, services.change_roster, roster, form.version.data, form.columns()):
                flash(_("改好了：%(roster)s", roster=words.roster_text(roster)))
                return done(url_for("legal.advisers"))
        except LostRace:
            differences = editing.show_both(form, _visible(roster_id))
    return page("legal/roster_form.html", status=_status(form, differences), form=form,
                kinds=words.KINDS, kind=roster.kind, chosen=roster.adviser_id, roster=roster,
                differences=differences)


@blueprint.route("/rosters/<int:roster_id>/end", methods=["GET", "POST"])
@permission("legal.manage")
def end_roster(roster_id):
    """Let a roster end on a day."""
    roster, differences = _visible(roster_id), None
    form = LastDayForm(roster)
    if form.validate_on_submit():
        try:
            services.end_roster(roster, form.version.data, form.last_day.data)
            flash(_("这个排班到 %(day)s 为止", day=date_text(form.last_day.data)))
            return done(url_for("legal.advisers"))
        except LostRace:
            roster = _visible(roster_id)
            differences = editing.show_both(form, roster)
    return page("legal/roster_end.html", status=_status(form, differences), form=form,
                roster=roster, text=words.roster_text(roster), differences=differences)


def _saved(form, service, *what):
    """Save it, or say beside the hours where the adviser is then; a repeat is as good as done."""
    try:
        service(*what, form.nonce.data)
    except once.AlreadyDone:
        pass
    except services.Clash as clash:
        form.starts.errors.append(str(clash))
    return not form.errors


def _status(form, differences):
    return 409 if differences is not None else 422 if form.errors else 200


def _slot_minutes():
    return settings_of(module, scope.locality).slot_minutes


def _visible(roster_id):
    return Roster.visible_to(scope).where(Roster.id == roster_id).first() or abort(404)
