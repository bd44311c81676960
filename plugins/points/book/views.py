"""Pages of the book: as it stands on a day, one rule and its versions, and what clerks do with them."""

from types import SimpleNamespace

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.calendar import parse_day, today
from linli.toolkit.editing import show_both
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page
from plugins.points.blueprint import blueprint
from plugins.points.book import lists, services
from plugins.points.book.forms import ChangeForm, EndForm, RuleForm
from plugins.points.book.models import KINDS, Rule

FIELDS = ("aspect", "title", "sign", "least", "most", "per", "proof", "offence", "activity", "source",
          "version")


@blueprint.route("/book")
@permission("points.see")
@village_only
def book():
    """The book as it stands on the day that the address asks for, today where it asks for none."""
    day = min(parse_day(request.args.get("day")) or today(), lists.known_until(scope.locality))
    return page("points/book.html", day=day, today=today(),
                aspects=lists.book_on(scope.locality, day))


@blueprint.route("/book/new", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def new_rule():
    """Add a rule."""
    form = RuleForm(data={"starts_on": today(), "sign": "plus"})
    if form.validate_on_submit():
        try:
            return _written(services.add(scope, form.values(), form.nonce.data).number, _("加好了"))
        except once.AlreadyDone as again:
            return _written(int(again.result), _("加好了"))
        except FieldRefused as error:
            _say(form, error)
    return page("points/rule_form.html", status=422 if form.errors else 200, form=form, rule=None,
                differences=None)


@blueprint.route("/book/<int:number>")
@permission("points.see")
@village_only
def rule(number):
    """One rule: what it says, and every version it had."""
    versions = lists.versions(Rule.visible_to(scope), scope.locality, number) or abort(404)
    standing = [each for each in versions if not each.void]
    return page("points/rule.html", versions=versions, today=today(), kinds=KINDS,
                rule=next((each for each in standing if each.holds_on(today())),
                          (standing or versions)[0]),
                newest=services.newest(scope.locality, number))


@blueprint.route("/book/<int:number>/change", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def change_rule(number):
    """Another version of a rule, from today or a later day on."""
    rule, differences, lost = _last(number), None, False
    form = ChangeForm(data=vars(_typed(rule)))
    if form.validate_on_submit():
        try:
            made = services.change(scope, number, form.version.data, form.values(), form.nonce.data)
            return _written(made.number, _("改好了"))
        except once.AlreadyDone:
            return _written(number, _("改好了"))
        except LostRace:
            rule, lost = _last(number), True
            differences = show_both(form, _typed(rule)) if _stands(form, rule) else None
        except FieldRefused as error:
            _say(form, error)
    return page("points/rule_form.html", status=409 if lost else 422 if form.errors else 200, form=form,
                rule=rule, differences=differences)


@blueprint.route("/book/<int:number>/end", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def end_rule(number):
    """A rule is used no longer."""
    rule, changed = _last(number), False
    form = EndForm(data={"starts_on": today(), "version": rule.version})
    if form.validate_on_submit():
        try:
            services.end(scope, number, form.version.data, form.starts_on.data, form.nonce.data)
            return _written(number, _("记下了，到了那天就不再用"))
        except once.AlreadyDone:
            return _written(number, _("记下了，到了那天就不再用"))
        except LostRace:
            rule, changed = _last(number), True
            form.version.data = rule.version
            _stands(form, rule)
    return page("points/rule_end.html", status=409 if changed else 422 if form.errors else 200,
                form=form, rule=rule, changed=changed)


def _last(number):
    """The version that stands or comes last; of a rule that has ended, its last one."""
    return (services.newest(scope.locality, number)
            or next(iter(lists.versions(Rule.visible_to(scope), scope.locality, number)), None)
            or abort(404))


def _stands(form, rule):
    """Whether it may still be changed; where it has ended meanwhile, the form says so."""
    if services.newest(scope.locality, rule.number) is None:
        form.starts_on.errors = [_("这条已经停用了，不能再改；要用就另加一条")]
        return False
    return True


def _typed(rule):
    """A version as its form has it: no cap is an empty field, and a change begins today or later."""
    return SimpleNamespace(**{name: getattr(rule, name) for name in FIELDS}, cap=rule.cap or None,
                           starts_on=max(rule.starts_on, today()))


def _written(number, words):
    flash(words)
    return done(url_for("points.rule", number=number))


def _say(form, error):
    form[error.field].errors = [*form[error.field].errors, str(error)]
