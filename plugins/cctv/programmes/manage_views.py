"""The township's pages: a programme, its steps, its budget, its packages, its limits."""

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.editing import show_both
from linli.toolkit.forms import Form
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.cctv.blueprint import blueprint
from plugins.cctv.programmes import lists, services
from plugins.cctv.programmes.forms import (
    BudgetForm,
    LimitForm,
    NewProgrammeForm,
    PackageForm,
    ProgrammeForm,
)
from plugins.cctv.programmes.models import TRANSITIONS, Package
from plugins.cctv.programmes.split import split
from plugins.cctv.programmes.views import visible, words_of

TERMS = ("title", "camera", "storage", "network", "applicants", "price", "telecom_permille",
         "resident_permille", "resident_least")
CLOSED_NOW = _l("这一步现在办不了，这个方案的状态刚刚变了。")


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@permission("cctv.manage")
def new_programme():
    """Draft one of this township; from a village one is led there."""
    if scope.locality.is_village:
        return done(url_for("cctv.new_programme", locality=scope.locality.parent_id))
    form = NewProgrammeForm()
    if form.validate_on_submit():
        columns = form.values()
        try:
            made = services.begin(scope, form.nonce.data, columns.pop("budget"), **columns)
            flash(_("起草好了，再加套餐"))
            return to_programme(made.number)
        except once.AlreadyDone as again:
            return to_programme(again.result)
    return page("cctv/programme_form.html", status=422 if form.errors else 200, form=form, row=None,
                both=None)


@blueprint.route("/programmes/<number>/edit", methods=["GET", "POST"])
@permission("cctv.manage")
def edit_programme(number):
    """Change its words, days and number of cameras; whoever applied keeps price and rules."""
    row = managed(number)
    form, both, status = ProgrammeForm(obj=row), None, 200
    if form.validate_on_submit():
        try:
            services.change(scope, row, form.version.data, **form.values())
            flash(_("保存好了"))
            return to_programme(number)
        except NotNow as error:
            form.cameras.errors = [*form.cameras.errors, str(error)]
        except LostRace:
            both, status = show_both(form, managed(number)), 409
    return page("cctv/programme_form.html", status=422 if form.errors else status, form=form, row=row,
                both=both)


@blueprint.route("/programmes/<number>/steps/<name>", methods=["GET", "POST"])
@permission("cctv.manage")
def programme_step(number, name):
    """Open it, close it, open it again."""
    row, form, message = managed(number), Form(), ""
    if name not in TRANSITIONS:
        abort(404)
    if row.state not in TRANSITIONS[name].sources:
        message = str(CLOSED_NOW)
    elif form.validate_on_submit():
        try:
            services.step(scope, row, name)
            flash(TRANSITIONS[name].label)
            return to_programme(number)
        except LostRace as error:
            message = words_of(error)
    return page("cctv/programme_step.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, name=name, label=TRANSITIONS[name].label, message=message)


@blueprint.route("/programmes/<number>/budget", methods=["GET", "POST"])
@permission("cctv.manage")
def programme_budget(number):
    """Raise the budget or lower it, down to what is reserved and spent."""
    row = managed(number)
    form, status = BudgetForm(data={"budget": row.budget}), 200
    if form.validate_on_submit():
        try:
            services.raise_budget(scope, row, form.budget.data, form.note.data, form.nonce.data)
            flash(_("预算改好了"))
            return to_programme(number)
        except once.AlreadyDone:
            return to_programme(number)
        except LostRace as error:
            row, status = managed(number), 409
            form.budget.errors = [*form.budget.errors, words_of(error)]
    return page("cctv/programme_budget.html", status=422 if form.errors and status == 200 else status,
                form=form, row=row)


@blueprint.route("/programmes/<number>/packages/new", methods=["GET", "POST"])
@permission("cctv.manage")
def new_package(number):
    """Put a package on the list."""
    row = managed(number)
    return _package(row, PackageForm(), None, lambda form: services.add_package(
        scope, row, form.nonce.data, **form.values()))


@blueprint.route("/programmes/<number>/packages/<int:package_id>", methods=["GET", "POST"])
@permission("cctv.manage")
def edit_package(number, package_id):
    """A new edition of it: whoever applied under the old one keeps that."""
    row = managed(number)
    package = _offered(row, package_id)
    form = PackageForm(data={name: getattr(package, name) for name in TERMS})
    return _package(row, form, package, lambda form: services.change_package(
        scope, package, form.nonce.data, **form.values()))


@blueprint.route("/programmes/<number>/packages/<int:package_id>/end", methods=["GET", "POST"])
@permission("cctv.manage")
def end_package(number, package_id):
    """Offer it no longer."""
    row, form, message = managed(number), Form(), ""
    package = _offered(row, package_id)
    if form.validate_on_submit():
        try:
            services.end_package(scope, package)
            flash(_("这个套餐停了"))
            return to_programme(number)
        except LostRace as error:
            message = words_of(error)
    return page("cctv/package_end.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, package=package, message=message)


@blueprint.route("/programmes/<number>/limits", methods=["GET", "POST"])
@permission("cctv.manage")
def programme_limits(number):
    """How many cameras each village may have."""
    row, status = managed(number), 200
    form = LimitForm(lists.villages_in(row.locality))
    if form.validate_on_submit():
        try:
            services.set_limit(scope, row, form.villages[form.village.data], form.most.data)
            flash(_("记好了"))
            return done(url_for("cctv.programme_limits", number=number))
        except NotNow as error:
            form.most.errors, status = [*form.most.errors, str(error)], 409
    return page("cctv/limits.html", status=422 if form.errors and status == 200 else status, form=form,
                row=row, limits=lists.limits_of(row))


def managed(number):
    """A programme of the very township of this page; 404 elsewhere."""
    row = visible(number)
    return row if row.locality_id == scope.locality.code else abort(404)


def to_programme(number):
    """Lead to the page of a programme."""
    return done(url_for("cctv.programme", number=number))


def _offered(row, package_id):
    package = Package.visible_to(scope).where(
        Package.id == package_id, Package.programme == row.id,
        Package.ended_at.is_null()).first() or abort(404)
    package.programme = row
    return package


def _package(row, form, package, write):
    message = ""
    if form.validate_on_submit():
        try:
            write(form)
            flash(_("保存好了"))
            return to_programme(row.number)
        except once.AlreadyDone:
            return to_programme(row.number)
        except LostRace as error:
            message = words_of(error)
    return page("cctv/package_form.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, package=package, message=message,
                parts=split(package.price, package) if package else None)
