"""Pages of collecting: finding a household, the form, reporting oneself, being heard, taking back."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.importer.pages import add_import_pages
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page, paged
from plugins.points.accounts.lists import own
from plugins.points.accounts.models import OPEN, Account
from plugins.points.accounts.names import MASKED, shown_names
from plugins.points.blueprint import blueprint
from plugins.points.book.services import rule_on
from plugins.points.deeds import households, letters, lists, services
from plugins.points.deeds.forms import CollectForm, ReportForm, WithdrawForm, WordsForm
from plugins.points.deeds.models import HEARING, HOUSEHOLD, STAFF, STATES, TRANSITIONS, Deed
from plugins.points.deeds.sheet import sheet_here

PAGE = 20

add_import_pages(blueprint, "deeds", "points.propose", sheet_here, "points.collect", _l("回到收集"))


@blueprint.route("/collect")
@permission("points.propose")
def collect():
    """Whose deed is it: a household found by number, address or name."""
    words = request.args.get("q", "").strip()[:40]
    return page("points/collect.html", words=words, found=households.search(scope, words),
                most=households.MOST, village=households.village_of(scope.locality))


@blueprint.route("/collect/<int:account_id>", methods=["GET", "POST"])
@permission("points.propose")
def collect_deed(account_id):
    """What this household did."""
    account = households.takers(scope).where(Account.id == account_id).first() or abort(404)
    form = CollectForm(lists.choosable(account.locality), scope.person)
    return _form_page("points/collect_form.html", form, account, STAFF,
                      household=shown_names([account.id], MASKED)[account.id])


@blueprint.route("/report", methods=["GET", "POST"])
@permission("points.own")
@village_only
def report():
    """My household tells of what it did, with a photo."""
    account = own(scope)
    if account is None or account.state != OPEN:
        return page("points/report_none.html")
    form = ReportForm([rule for rule in lists.choosable(scope.locality) if not rule.minus], scope.person)
    return _form_page("points/report.html", form, account, HOUSEHOLD)


@blueprint.route("/deeds")
@permission("me")
def deeds():
    """My household's deeds, or those that I collected for others."""
    collected = request.args.get("whose") == "collected"
    query = lists.collected_by_me(scope) if collected else lists.of_household(scope)
    return page("points/deeds.html", collected=collected,
                states=STATES, where=households.collects_at(scope), **paged(query, PAGE))


@blueprint.route("/deeds/<number>/collected")
@permission("me")
def collected(number):
    """The number, and what happens next."""
    deed = _visible(number)
    if deed.collected_by_id != scope.person.id:
        return _to_record(deed)
    return page("points/collected.html", deed=deed, where=households.collects_at(scope),
                reported=deed.source == HOUSEHOLD,
                heard=deed.state == HEARING, by_letter=letters.is_by_letter(deed))


@blueprint.route("/deeds/<number>/hearing", methods=["GET", "POST"])
@permission("me")
def hearing(number):
    """The household says its words before anything is taken away; staff for one that cannot sign in."""
    deed = _visible(number)
    if not services.may_speak(scope, deed):
        abort(403)
    return _step(deed, "heard", "points/hearing.html", WordsForm(), lambda form: services.answer(
        scope, deed, form.words.data, form.nonce.data), _("您的话记下了，管委会评议的时候会看"))


@blueprint.route("/deeds/<number>/withdraw", methods=["GET", "POST"])
@permission("me")
def withdraw_deed(number):
    """Whoever collected it takes it back."""
    deed = _visible(number)
    if deed.collected_by_id != scope.person.id:
        abort(403)
    return _step(deed, "withdraw", "points/withdraw.html", WithdrawForm(), lambda form: services.withdraw(
        scope, deed, form.reason.data, form.nonce.data), _("撤回了"))


def _form_page(template, form, account, source, **values):
    """The page of a form that collects, and what comes of it."""
    if form.validate_on_submit():
        try:
            return _to_confirmation(_collect(form, account, source))
        except once.AlreadyDone as again:
            return _to_confirmation(_visible(again.result))
        except FieldRefused as error:
            _say(form, error)
    return page(template, status=422 if form.errors else 200, form=form, account=account, **values)


def _collect(form, account, source):
    typed = form.values()
    rule = rule_on(account.locality, int(typed["rule"]), typed["day"])
    if rule is None:
        raise FieldRefused("rule", _("那一天的细则里没有这一条"))
    return services.collect(
        scope, account, rule, typed["points"] or 0, typed["day"], text=typed["text"], source=source,
        uploads=form.photos.uploads, decision_number=typed.get("decision_number", ""),
        nonce=form.nonce.data)


def _say(form, error):
    """Beside the field it belongs to; what is no field of this form belongs to the choice of a rule."""
    name = error.field if error.field in form else "rule"
    form[name].errors = [*form[name].errors, str(error)]


def _step(deed, name, template, form, act, said):
    """The page of one step of a deed: its form, and what stands against it."""
    if request.method == "GET" and deed.state not in TRANSITIONS[name].sources:
        return _to_record(deed)
    lost = False
    if form.validate_on_submit():
        try:
            act(form)
            flash(said)
            return _to_record(deed)
        except once.AlreadyDone:
            return _to_record(deed)
        except LostRace:
            lost, deed = True, _visible(deed.number)
    return page(template, status=409 if lost else 422 if form.errors else 200, form=form, deed=deed,
                lost=lost, state=STATES[deed.state][0])


def _visible(number):
    return lists.whole(Deed.visible_to(scope)).where(
        Deed.number == number, scope.here(Deed.locality)).first() or abort(404)


def _to_confirmation(deed):
    return done(url_for("points.collected", locality=deed.locality_id, number=deed.number))


def _to_record(deed):
    return done(url_for("points.deed", locality=deed.locality_id, number=deed.number))
