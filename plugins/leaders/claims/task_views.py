"""Changing and cancelling a task: pages of those who publish, which reach into claims in hand."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit.editing import show_both
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.claims.cancelling import cancel_task as cancel
from plugins.leaders.claims.changing import change_task as change
from plugins.leaders.claims.forms import ReasonForm
from plugins.leaders.claims.views import visible_task
from plugins.leaders.tasks.forms import TaskForm
from plugins.leaders.tasks.models import OPEN, TOPICS, Task
from plugins.leaders.tasks.views import reward


@blueprint.route("/tasks/<number>/edit", methods=["GET", "POST"])
@permission("leaders.publish")
def edit_task(number):
    """Change what an open task says; for whom it is stays."""
    task = _open_task(number)
    form, both, status = TaskForm(reward(), task), None, 200
    if form.validate_on_submit():
        try:
            change(task, form.version.data, **form.values())
            flash(_("保存好了"))
            return done(url_for("leaders.task", number=number))
        except LostRace:
            task, status = _open_task(number), 409
            if task.taken > form.people.data:
                form.people.errors = [_("已经有 %(count)d 个人领了，不能少于这个数", count=task.taken)]
            else:
                both = show_both(form, task)
    return page("leaders/task_form.html", status=422 if form.errors and status == 200 else status,
                form=form, task=task, both=both, topics=TOPICS, presets={}, plans=[], link=None, lost=False)


@blueprint.route("/tasks/<number>/cancel", methods=["GET", "POST"])
@permission("leaders.publish")
def cancel_task(number):
    """Cancel a task of this place; those who have it in hand are told why."""
    row, form, message = visible_task(number), ReasonForm(), ""
    if row.locality != scope.locality:
        abort(404)
    if request.method == "GET" and row.state != OPEN:
        return done(url_for("leaders.task", number=number))
    if form.validate_on_submit():
        try:
            stopped = cancel(scope, row, form.reason.data)
            flash(_("任务取消了，告诉了 %(count)d 位领了的人", count=stopped) if stopped else _("任务取消了"))
            return done(url_for("leaders.task", number=number))
        except LostRace:
            message = _("这项任务刚刚已经取消了。")
    return page("leaders/task_cancel.html", status=409 if message else 422 if form.errors else 200,
                form=form, task=row, message=message)


def _open_task(number):
    query = Task.visible_to(scope).where(Task.number == number, Task.locality == scope.locality)
    task = query.first() or abort(404)
    return task if task.state == OPEN else abort(409)
