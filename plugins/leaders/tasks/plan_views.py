"""Pages of plans: templates, and tasks that come again."""

from contextlib import suppress

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once
from linli.toolkit.editing import show_both
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.module import module
from plugins.leaders.tasks import lists, services
from plugins.leaders.tasks.forms import EndPlanForm, PlanForm
from plugins.leaders.tasks.models import RHYTHMS, TOPICS, Plan
from plugins.leaders.tasks.views import reward


@blueprint.route("/plans")
@permission("leaders.publish")
def plans():
    """The plans of this place that are in use."""
    return page("leaders/plans.html", plans=lists.plans_of(scope), rhythms=RHYTHMS, topics=TOPICS)


@blueprint.route("/plans/new", methods=["GET", "POST"])
@permission("leaders.publish")
def new_plan():
    """Keep a task as a template, or let it come again."""
    form = PlanForm(reward(), claim_hours=settings_of(module, scope.locality).claim_hours)
    if form.validate_on_submit():
        with suppress(once.AlreadyDone):  # the list shows it
            services.enter_plan(scope, form.nonce.data, **form.values())
        flash(_("模板记下了"))
        return done(url_for("leaders.plans"))
    return page("leaders/plan_form.html", status=422 if form.errors else 200, form=form, plan=None,
                both=None)


@blueprint.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@permission("leaders.publish")
def edit_plan(plan_id):
    """Change a plan; what it published stays as it is."""
    plan = _plan(plan_id)
    form, both, status = PlanForm(reward(), plan), None, 200
    if form.validate_on_submit():
        try:
            services.change_plan(plan, form.version.data, **form.values())
            flash(_("保存好了"))
            return done(url_for("leaders.plans"))
        except LostRace:
            both, status = show_both(form, _plan(plan_id)), 409
    return page("leaders/plan_form.html", status=422 if form.errors else status, form=form, plan=plan,
                both=both)


@blueprint.route("/plans/<int:plan_id>/end", methods=["GET", "POST"])
@permission("leaders.publish")
def end_plan(plan_id):
    """Put a plan away."""
    plan, form = _plan(plan_id), EndPlanForm()
    if form.validate_on_submit():
        services.end_plan(plan)
        flash(_("以后不再用这个模板了"))
        return done(url_for("leaders.plans"))
    return page("leaders/plan_end.html", status=422 if form.errors else 200, form=form, plan=plan)


def _plan(plan_id):
    query = Plan.visible_to(scope).where(Plan.id == plan_id, Plan.locality == scope.locality,
                                         Plan.ended_on.is_null())
    return query.first() or abort(404)
