"""Pages of those who publish tasks."""

from flask import current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import links, once
from linli.toolkit.activities import rewards
from linli.toolkit.numbers import read
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.module import module
from plugins.leaders.tasks import lists, services
from plugins.leaders.tasks.forms import NewTaskForm
from plugins.leaders.tasks.models import TOPICS, Plan
from plugins.leaders.tasks.presets import PRESETS


@blueprint.route("/tasks/new", methods=["GET", "POST"])
@permission("leaders.publish")
def new_task():
    """Publish a task: from nothing, from a usual one (`topic`), from a plan (`plan`), or to go on with
    a matter of another page (`referral`).
    """
    link, lost = links.referred(scope), False
    form = NewTaskForm(reward(), lists.blocks_in(scope.locality), lists.leaders_in(scope.locality),
                       **_begun(link))
    if form.validate_on_submit():
        try:
            return _to_published(services.publish(
                scope, form.nonce.data, form.audience.data, form.blocks.data, form.leaders.data, link,
                **form.values()).number)
        except once.AlreadyDone as again:
            return _to_published(again.result)
        except LostRace:
            lost = True
    return page("leaders/task_form.html", status=409 if lost else 422 if form.errors else 200, form=form,
                task=None, both=None, topics=TOPICS, presets={} if link else PRESETS,
                plans=[] if link else lists.plans_of(scope), link=link, lost=lost)


def reward():
    """What tasks earn in this place, as a word; "" where nothing."""
    return rewards(current_app.extensions["linli"], scope)


def _to_published(number):
    flash(_("任务发出去了：%(number)s", number=number))
    return done(url_for("leaders.task", number=number))


def _begun(link):
    """What a new task begins with, by the address. Of a matter it goes on with only what kind it is:
    its words are for whoever handles it, a task is read by all leaders.
    """
    plan = _asked_plan()
    if plan:
        return plan.content()
    hours = {"claim_hours": settings_of(module, scope.locality).claim_hours}
    if link:
        return {**hours, "title": request.args.get("title", "").replace("\0", "")[:80]}
    topic = request.args.get("topic", "")
    if topic not in PRESETS:
        return hours
    title, text, photos = PRESETS[topic]
    return {**hours, "topic": topic, "title": str(title), "text": str(text), "photos": photos}


def _asked_plan():
    return Plan.visible_to(scope).where(
        Plan.id == read(request.args.get("plan")), Plan.locality == scope.locality).first()
