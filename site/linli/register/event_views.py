"""The pages of what happens to a household: splitting, merging, moving within the village or away, death."""

from functools import partial

from flask import abort, current_app, flash, make_response, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.people.households import NumberTaken
from linli.register import events, lists
from linli.register.blueprint import HERE, blueprint
from linli.register.event_forms import DeathForm, LeaveForm, MergeForm, MoveForm, SplitForm
from linli.toolkit import once
from linli.web import done, page

WORDS = {
    "split": (_l("分户"), _l("一户分成两户。选去新户的人，其余的留在老户。"), _l("确定分户")),
    "merge": (_l("并户"), _l("这一户的人都到另一户去，这一户从登记册里注销。"), _l("确定并户")),
    "move": (_l("村内搬家"), _l("全户搬到本村另一处。只是住址写错了的，请回去用“改住址”。"), _l("确定搬家")),
    "leave": (_l("迁走"), _l("有人搬到别的村或外地。全家都走的，这一户从登记册里注销。"), _l("确定迁走")),
    "death": (_l("有人过世"), _l("这位的账号和担任的职务今天起停下，手机号可以给别人用。"
                                "户里没有人了，这一户就注销。"),
              _l("确定登记")),
}


@blueprint.route(f"{HERE}/households/<int:household_id>/split", methods=["GET", "POST"])
@permission("register.change")
def split(household_id):
    """分户: who goes to the new household."""
    household, people = _changeable(household_id)
    form = SplitForm(household, people)
    return _step("split", household, form, lambda tell: events.split(
        tell, scope, household, form.number.data, form.address.data, form.members.data, form.reason.data,
        form.nonce.data, form.chosen_block or ""))


@blueprint.route(f"{HERE}/households/<int:household_id>/merge", methods=["GET", "POST"])
@permission("register.change")
def merge(household_id):
    """并户: into which household."""
    household, people = _changeable(household_id)
    form = MergeForm(household, people, scope)
    return _step("merge", household, form, lambda tell: (form.other, events.merge(
        tell, scope, household, form.other, form.reason.data, form.nonce.data)))


@blueprint.route(f"{HERE}/households/<int:household_id>/move", methods=["GET", "POST"])
@permission("register.change")
def move(household_id):
    """The household lives elsewhere in the village."""
    household, people = _changeable(household_id)
    form = MoveForm(household, people)
    return _step("move", household, form, lambda tell: (household, events.move_within(
        tell, scope, household, form.day.data, form.address.data, form.chosen_block, form.reason.data,
        form.nonce.data)))


@blueprint.route(f"{HERE}/households/<int:household_id>/leave", methods=["GET", "POST"])
@permission("register.change")
def leave(household_id):
    """Somebody, or all of them, moved away."""
    household, people = _changeable(household_id)
    form = LeaveForm(household, people)
    return _step("leave", household, form, lambda tell: (household, events.leave(
        tell, scope, household, form.members.data, form.villages.get(form.to.data), form.reason.data,
        form.nonce.data)))


@blueprint.route(f"{HERE}/households/<int:household_id>/death", methods=["GET", "POST"])
@permission("register.change")
@confirm_again
def death(household_id):
    """过世: who."""
    household, people = _changeable(household_id)
    form = DeathForm(household, people)
    return _step("death", household, form, lambda tell: (household, events.die(
        tell, scope, household, form.person.data, form.reason.data, form.nonce.data)))


def _step(kind, household, form, act):
    """The form; then what it says is done, and the first page on which a plugin asks more is opened."""
    shown = partial(page, "register/event.html", form=form, household=household, words=WORDS[kind])
    if not form.is_submitted():
        return shown()
    valid = form.validate()
    try:
        once.refuse_repeat(form.nonce.data)  # first: what it made may make the same form wrong now
        if not valid:
            return shown(status=422)
        now, steps = act(current_app.extensions["linli"].tell)
    except once.AlreadyDone as again:
        return done(url_for("register.household", household_id=again.result))
    except NumberTaken:
        form.number.errors = [_("已经有这个户号了，请换一个")]
        return shown(status=422)
    flash(_("登记好了，记在这一户的经过里"))
    return done(steps[0].href if steps else url_for("register.household", household_id=now.id))


def _changeable(household_id):
    """A household that stands in the register, and its people. One's own is for somebody else: 403."""
    household = lists.kept_here(scope, household_id)
    if household.closed_on:
        abort(404)
    if household.id == scope.person.household_id:
        abort(make_response(page("register/event_own.html", status=403, household=household)))
    return household, lists.people_of(household)
