"""工作台 → 代为注销: somebody without a phone said on paper that they want to be erased."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission, village_only
from linli.access import current_scope as scope
from linli.audit import services as audit
from linli.database import LostRace, transaction
from linli.people.models import Household, Person
from linli.personal import leaving
from linli.personal.blueprint import blueprint, days_to_think, registry
from linli.personal.forms import LeaveForForm
from linli.personal.models import Leaving
from linli.toolkit.forms import Form
from linli.toolkit.refusals import Refused
from linli.web import done, page


@blueprint.route("/<locality:locality>/desk/leave", methods=["GET", "POST"])
@permission("desk")
@village_only
@confirm_again
def leave_for():
    """Write down the wish of a resident who cannot sign in; the same days to think, the same path."""
    form = LeaveForForm()
    if form.validate_on_submit() and _asked(form):
        flash(_("记下了，到时间会自动注销"))
        return done(url_for("personal.leave_for"))
    rows = (Leaving.select(Leaving, Person).join(Person, on=Leaving.person == Person.id)
            .where(Leaving.open(), Leaving.entered_by.is_null(False), Person.locality == scope.locality)
            .order_by(Leaving.due_at))
    return page("personal/leave_for.html", form=form, rows=list(rows), days=days_to_think(),
                status=422 if form.errors else 200)


@blueprint.route("/<locality:locality>/desk/leave/<int:leaving_id>/take-back", methods=["POST"])
@permission("desk")
@village_only
def take_back_for(leaving_id):
    """They changed their mind, and told it here."""
    wish = (Leaving.select(Leaving, Person).join(Person, on=Leaving.person == Person.id)
            .where(Leaving.id == leaving_id, Leaving.entered_by.is_null(False),
                   Person.locality == scope.locality).first()) or abort(404)
    if not Form().validate_on_submit():
        abort(400)
    with transaction():
        leaving.take_back(wish.person)
        audit.write(scope, "stay", "personal", _("本人不注销了"), 1)
    flash(_("撤回了，账号照常用"))
    return done(url_for("personal.leave_for"))


def _asked(form):
    person = _resident(form)
    if person is None:
        return False
    try:
        with transaction():
            leaving.ask(registry(), person, days_to_think(), scope.person, form.reason.data,
                        form.wished_on.data)
            audit.write(scope, "leave", "personal", _("照本人的书面意思登记注销"), 1)
    except Refused:  # what it is may be nothing that the village's staff know of
        form.name.errors = [_("这位还有没办完的事，办完以后再登记。是什么事，请本人问经办的人")]
    except LostRace:
        form.name.errors = [_("慢了一步，请再试一次")]
    return not form.errors


def _resident(form):
    """The one resident of this village with this name in this household, without a password; None, and
    the form says why, where there is none.
    """
    found = list(Person.select().join(Household).where(
        Household.locality == scope.locality, Household.number == form.household.data,
        Person.name == form.name.data, Person.disabled_at.is_null()))
    if len(found) != 1:
        form.name.errors = [_("这一户没有这位，请核对户号和姓名")]
    elif found[0].password_hash:
        form.name.errors = [_("这位自己能登录，请本人在“我的 → 注销账号”里办")]
    elif scope.person.is_near(found[0]):
        form.name.errors = [_("自己家里人的请别的同事登记")]
    return None if form.errors else found[0]
