"""The pages of a household's changes: what happened to it, the record of each, and sharing points after a
split. The register enters them.
"""

from flask import abort, flash, make_response, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.numbers import read
from linli.web import done, page
from plugins.points.accounts.lists import whole
from plugins.points.accounts.models import Account
from plugins.points.blueprint import blueprint
from plugins.points.changes import lists, services, words
from plugins.points.changes.forms import ShareForm
from plugins.points.changes.models import KINDS, SPLIT, Change


@blueprint.route("/accounts/<int:account_id>/changes")
@permission("points.manage")
def changes(account_id):
    """What happened to a household, and where the next is entered."""
    account = whole(Account.visible_to(scope)).where(
        Account.id == account_id, Account.locality == scope.locality).first() or abort(404)
    _refuse_own(account)
    before = lists.with_everything(Change.visible_to(scope)).where(
        (Change.account == account.id) | (Change.other == account.id)).order_by(Change.id.desc())
    return page("points/changes.html", account=account, before=list(before), kinds=KINDS,
                register=url_for("register.household", household_id=account.household_id))


@blueprint.route("/changes/<int:change_id>")
@permission("points.read")
def change(change_id):
    """The record of one change."""
    row = _seen(change_id)
    return page("points/change.html", change=row, kinds=KINDS, rule=words.RULES[row.kind],
                shareable=_shareable(row))


@blueprint.route("/changes/<int:change_id>/share", methods=["GET", "POST"])
@permission("points.manage")
def share(change_id):
    """After a split: how many points go to the new household."""
    row = _seen(change_id)
    _refuse_own(row.account)
    if not _shareable(row):
        return done(url_for("points.change", change_id=change_id))
    form, status = ShareForm(row.account), 200
    if form.validate_on_submit():
        try:
            services.share(scope, row, form.points.data, read(form.seen.data, -1), form.nonce.data)
            flash(_("积分分好了，两户的人都会收到消息"))
            return done(url_for("points.change", change_id=change_id))
        except once.AlreadyDone:
            return done(url_for("points.change", change_id=change_id))
        except LostRace:
            row, status = _seen(change_id), 409
            form.account, form.seen.data = row.account, str(row.account.balance)
    return page("points/change_share.html", status=422 if form.errors else status, form=form, change=row,
                changed=status == 409)


def _shareable(row):
    """Whether points may still be shared: of a split, once, where the old passbook has some."""
    return row.kind == SPLIT and not row.points and row.account.balance > 0


def _seen(change_id):
    return lists.with_everything(Change.visible_to(scope)).where(
        Change.id == change_id, Change.locality == scope.locality).first() or abort(404)


def _refuse_own(account):
    """One's own household's is for somebody else: 403, and why."""
    if account.household_id == scope.person.household_id:
        abort(make_response(page("points/change_own.html", status=403, account=account)))
