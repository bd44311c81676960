"""The pages of a household's changes: what it is, before and after, and the record of it."""

from flask import abort, flash, make_response, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.people.households import NumberTaken
from linli.toolkit import once
from linli.web import done, page
from plugins.points.accounts.lists import people_of, whole
from plugins.points.accounts.models import LEAVING, OPEN, Account
from plugins.points.blueprint import blueprint
from plugins.points.changes import lists, services, words
from plugins.points.changes.forms import ChangeForm, DeathForm, MergeForm, SplitForm
from plugins.points.changes.models import DEATH, KINDS, MERGE, MOVED_AWAY, SPLIT, Change

STATES = {SPLIT: (OPEN,), MERGE: (OPEN, LEAVING), MOVED_AWAY: (OPEN,), DEATH: (OPEN, LEAVING)}


@blueprint.route("/accounts/<int:account_id>/changes")
@permission("points.manage")
def changes(account_id):
    """What may happen to a household, each with its rule, and what happened before."""
    account = _changeable(account_id)
    before = lists.with_everything(Change.visible_to(scope)).where(
        (Change.account == account.id) | (Change.other == account.id)).order_by(Change.id.desc())
    return page("points/changes.html", account=account, before=list(before), kinds=KINDS,
                offered=[words.WORDS[kind] for kind, states in STATES.items() if account.state in states])


@blueprint.route("/accounts/<int:account_id>/split", methods=["GET", "POST"])
@permission("points.manage")
def split(account_id):
    """分户: who goes to the new household, and with how many points."""
    account = _changeable(account_id)
    return _step(SPLIT, account, SplitForm(account, people_of(account.household)),
                 lambda form: services.split(
        scope, account, form.number.data, form.address.data, form.members.data, form.points.data,
        form.seen_balances[0], form.reason.data, form.nonce.data, form.values().get("block")))


@blueprint.route("/accounts/<int:account_id>/merge", methods=["GET", "POST"])
@permission("points.manage")
def merge(account_id):
    """并户: into which household."""
    account = _changeable(account_id)
    return _step(MERGE, account, MergeForm(account, people_of(account.household), scope),
                 lambda form: services.merge(scope, account, form.other, (form.seen_balances * 2)[:2],
                                             form.reason.data, form.nonce.data))


@blueprint.route("/accounts/<int:account_id>/move-away", methods=["GET", "POST"])
@permission("points.manage")
def move_away(account_id):
    """迁出: the whole household."""
    account = _changeable(account_id)
    return _step(MOVED_AWAY, account, ChangeForm(account, people_of(account.household)),
                 lambda form: services.move_away(scope, account, form.seen_balances[0], form.reason.data,
                                                 form.nonce.data))


@blueprint.route("/accounts/<int:account_id>/death", methods=["GET", "POST"])
@permission("points.manage")
def death(account_id):
    """过世: who."""
    account = _changeable(account_id)
    return _step(DEATH, account, DeathForm(account, people_of(account.household)),
                 lambda form: services.die(scope, account, form.person.data, form.seen_balances[0],
                                           form.reason.data, form.nonce.data))


@blueprint.route("/changes/<int:change_id>")
@permission("points.read")
def change(change_id):
    """The record of one change."""
    row = lists.with_everything(Change.visible_to(scope)).where(
        Change.id == change_id, Change.locality == scope.locality).first() or abort(404)
    return page("points/change.html", change=row, kinds=KINDS, rule=words.WORDS[row.kind].rule)


def _step(kind, account, form, act):
    """To fill in; then to be sure, with the numbers before and after; then to do it."""
    if not form.is_submitted():
        return _page(kind, account, form)
    valid = form.validate()
    try:
        once.refuse_repeat(form.nonce.data)  # first: what it made may make the same form wrong now
    except once.AlreadyDone as again:
        return done(url_for("points.change", change_id=again.result))
    if not valid:
        return _page(kind, account, form, 422)
    if request.form.get("again"):
        return _page(kind, account, form)
    if form.sure.data != "yes":
        return _confirm(kind, account, form)
    try:
        made = act(form).id
    except once.AlreadyDone as again:
        made = again.result
    except NumberTaken:
        form.number.errors = [_("已经有这个户号了，请换一个")]
        return _page(kind, account, form, 422)
    except LostRace:
        return _again(kind, account, form)
    flash(_("登记好了，户里的人都会收到消息"))
    return done(url_for("points.change", change_id=made))


def _again(kind, account, form):
    """The balances are not those that were shown, or somebody came between: as it is now."""
    account = _changeable(account.id)
    if account.state not in STATES[kind]:
        raise LostRace
    form.account, form.people = account, people_of(account.household)
    if not form.validate():
        return _page(kind, account, form, 409)
    return _confirm(kind, account, form, 409)


def _page(kind, account, form, status=200):
    if account.state not in STATES[kind]:
        return done(url_for("points.account", account_id=account.id))
    return page("points/change_form.html", status=status, form=form, account=account,
                words=words.WORDS[kind])


def _confirm(kind, account, form, status=200):
    form.sure.data, form.seen.data = "yes", words.balances(kind, form, account)
    return page("points/change_sure.html", status=status, form=form, account=account,
                words=words.WORDS[kind], effects=words.effects(kind, form, account))


def _changeable(account_id):
    """A passbook of the village. One's own household's is for somebody else: 403, and why."""
    account = whole(Account.visible_to(scope)).where(
        Account.id == account_id, Account.locality == scope.locality).first() or abort(404)
    if account.household_id == scope.person.household_id:
        abort(make_response(page("points/change_own.html", status=403, account=account)))
    return account
