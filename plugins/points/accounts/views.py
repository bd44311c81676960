"""The pages of a passbook: one's own, and for staff everybody's."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission, village_only
from linli.access import current_scope as scope
from linli.modules.services import settings_of
from linli.toolkit import workflow
from linli.toolkit.calendar import day_text, today
from linli.toolkit.forms import Form
from linli.web import done, page, paged
from plugins.points.accounts import lists, printing, services
from plugins.points.accounts.forms import OFF, ON, EnterForm, LeaveForm, ListsForm, PrintForm
from plugins.points.accounts.models import KINDS, OPEN, STATES, STEPS, Account, Entry
from plugins.points.accounts.services import leaving_day
from plugins.points.blueprint import blueprint
from plugins.points.book.lists import book_on
from plugins.points.module import module

PAGE = 20


@blueprint.route("/join", methods=["GET", "POST"])
@permission("points.own")
@village_only
def join():
    """What it is to take part, and the button; where the household does already, its passbook."""
    account, household, form = lists.own(scope), lists.own_household(scope), Form()
    if request.method == "GET" and account and account.state == OPEN:
        return done(url_for("points.passbook"))
    if household and form.validate_on_submit():
        account = services.join(scope, household)
        flash(_("参加好了，存折号 %(number)s", number=account.number))
        return done(url_for("points.passbook"))
    return page("points/join.html", status=422 if form.errors else 200, form=form, account=account,
                household=household, people=lists.people_of(household) if household else [],
                rules=settings_of(module, scope.locality))


@blueprint.route("/passbook")
@permission("points.own")
@village_only
def passbook():
    """The passbook of one's household; who has none is asked to join."""
    account = lists.own(scope)
    return _show(account, own=True) if account else done(url_for("points.join"))


@blueprint.route("/passbook/leave", methods=["GET", "POST"])
@permission("points.own")
@village_only
def leave():
    """Take part no longer: what happens to the points is said before."""
    account, form = _own(), Form()
    if account.state != OPEN:
        return done(url_for("points.passbook"))
    if form.validate_on_submit():
        services.leave(scope, account)
        flash(_("已经退出，%(day)s 前还可以兑换", day=day_text(leaving_day(account.locality))))
        return done(url_for("points.passbook"))
    return page("points/leave.html", status=422 if form.errors else 200, form=form, account=account,
                until=leaving_day(account.locality), own=True, back_to=url_for("points.passbook"))


@blueprint.route("/passbook/lists", methods=["GET", "POST"])
@permission("points.own")
@village_only
def off_lists():
    """Whether the household stands on lists that others read."""
    account = _own()
    form = ListsForm(data={"listed": OFF if account.off_lists else ON})
    if form.validate_on_submit():
        services.stay_off_lists(scope, account, form.listed.data == OFF)
        flash(_("记下了"))
        return done(url_for("points.passbook"))
    return page("points/off_lists.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/passbook/print")
@permission("points.own")
@village_only
def print_passbook():
    """One's own passbook on paper."""
    return _paper(_own(), url_for("points.passbook"))


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def new_account():
    """A household joins on its own word, entered by staff."""
    form = EnterForm(scope.locality)
    if form.validate_on_submit():
        account = services.join(scope, form.household, form.words.data)
        flash(_("%(household)s 户参加了，存折号 %(number)s", household=form.household.number,
                number=account.number))
        return done(url_for("points.account", account_id=account.id))
    return page("points/account_new.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/accounts/<int:account_id>")
@permission("points.read")
def account(account_id):
    """The passbook of a household of the village."""
    account = _visible(account_id)
    return _show(account, own=account.household_id == scope.person.household_id)


@blueprint.route("/accounts/<int:account_id>/leave", methods=["GET", "POST"])
@permission("points.manage")
def leave_for(account_id):
    """A household leaves on its own word, entered by staff."""
    account, form = _visible(account_id), LeaveForm()
    here = url_for("points.account", account_id=account.id)
    if account.state != OPEN:
        return done(here)
    if form.validate_on_submit():
        services.leave(scope, account, form.words.data)
        flash(_("已经退出，%(day)s 前还可以兑换", day=day_text(leaving_day(account.locality))))
        return done(here)
    return page("points/leave.html", status=422 if form.errors else 200, form=form, account=account,
                until=leaving_day(account.locality), own=False, back_to=here)


@blueprint.route("/accounts/<int:account_id>/print", methods=["GET", "POST"])
@permission("points.read")
@confirm_again
def print_account(account_id):
    """The passbook of another household on paper: what for, then the paper."""
    account, form = _visible(account_id), PrintForm()
    here = url_for("points.account", account_id=account.id)
    if account.household_id == scope.person.household_id:
        return _paper(account, here)
    if form.validate_on_submit():
        printing.tell_audit(scope, account, form.reason)
        return _paper(account, here, form.reason)
    return page("points/account_print.html", status=422 if form.errors else 200, form=form,
                account=account, count=Entry.select().where(Entry.account == account.id).count())


def _show(account, own):
    mine = lists.lines(Entry.visible_to(scope), account)
    return page("points/passbook.html", account=account, own=own, **paged(mine, PAGE), kinds=KINDS,
                states=STATES, steps=STEPS,
                people=lists.people_of(account.household), history=workflow.history_of(account))


def _paper(account, back_to, reason=""):
    return page("points/passbook_paper.html", account=account, back_to=back_to, reason=reason,
                lines=printing.lines_of(scope, account), people=lists.people_of(account.household),
                kinds=KINDS, printed_on=today(), aspects=book_on(account.locality, today()), linked=False)


def _own():
    """One's household's passbook; who has none is asked to join."""
    return lists.own(scope) or abort(done(url_for("points.join")))


def _visible(account_id):
    return lists.whole(Account.visible_to(scope)).where(
        Account.id == account_id, Account.locality == scope.locality).first() or abort(404)
