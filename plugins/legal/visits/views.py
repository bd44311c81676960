"""The pages of days of duty: an adviser keeps their own, the staff of a village every visitor's."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.editing import show_both
from linli.toolkit.figures.periods import Period, asked_for
from linli.web import done, page
from plugins.legal.advisers.services import choosable, own
from plugins.legal.blueprint import blueprint
from plugins.legal.module import module
from plugins.legal.visits import lists, services
from plugins.legal.visits.forms import VisitForm
from plugins.legal.visits.models import Visit


@blueprint.route("/visits")
@permission("legal.activities")
@village_only
def visits():
    """A month of this village against the duty; `month` in the address is 2026-07, and none that is
    still to come."""
    month = Period.around(asked_for(request.args.get("month"), today()).first)
    rows = list(lists.in_month(Visit.visible_to(scope), scope.locality, month))
    duty = settings_of(module, scope.locality).duty_days
    only = None if scope.can("legal.manage") else _me()
    return page("legal/visits.html", rows=rows, month=month, duty=duty, kept=only,
                tallies=lists.tallies(scope.locality, month, rows, duty, only),
                today=today())


@blueprint.route("/visits/new", methods=["GET", "POST"])
@permission("legal.activities")
@village_only
def new_visit():
    """Write down a day: one's own, or as staff that of anybody who came to the village."""
    form, doubled = VisitForm(_advisers()), None
    if form.validate_on_submit():
        columns = form.values() if form.adviser else {**form.values(), "adviser": _me().id}
        try:
            services.write_down(scope, nonce=form.nonce.data, **columns)
            flash(_("记下了"))
            return done(_month_page(form.day.data))
        except once.AlreadyDone:
            return done(_month_page(form.day.data))
        except services.Doubled as error:
            doubled = _say_doubled(form, error)
    return page("legal/visit_form.html", status=422 if form.errors else 200, form=form,
                visit=None, both=None, doubled=doubled)


@blueprint.route("/visits/<int:visit_id>", methods=["GET", "POST"])
@permission("legal.activities")
def visit(visit_id):
    """Change what was written down."""
    row = _visible(visit_id)
    form, both, doubled, status = VisitForm(_advisers(row), row), None, None, 200
    if form.validate_on_submit():
        try:
            services.change(row, form.version.data, **form.values())
            flash(_("保存好了"))
            return done(_month_page(form.day.data))
        except services.Doubled as error:
            doubled = _say_doubled(form, error)
        except LostRace:
            both, status = show_both(form, _visible(visit_id)), 409
    return page("legal/visit_form.html", status=422 if form.errors else status, form=form,
                visit=row, both=both, doubled=doubled)


def _visible(visit_id):
    query = lists.with_people(Visit.visible_to(scope))
    return query.where(Visit.id == visit_id, Visit.locality == scope.locality).first() or abort(404)


def _advisers(row=None):
    """Whom staff may choose: those who serve here, and whose day it is now. None for others."""
    return choosable(scope, row and row.adviser) if scope.can("legal.manage") else None


def _me():
    """The adviser who asks; 403 where the post is held without a profile."""
    return own(scope) or abort(403)


def _say_doubled(form, error):
    form.day.errors = [*form.day.errors, _("这一天已经记过了，可以改那一条")]
    return error.visit


def _month_page(day):
    return url_for("legal.visits", month=Period.around(day))
