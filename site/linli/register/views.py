"""Pages of the register: one household with its people and history, and entering by hand. Its lists are
ledgers (register/ledger.py).
"""

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.people.households import NumberTaken
from linli.people.models import Household
from linli.register import history, lists, services
from linli.register.blueprint import HERE, blueprint
from linli.register.forms import AddressForm, HouseholdForm, PersonForm
from linli.register.sheet import sheet_here
from linli.toolkit import editing, once
from linli.toolkit.importer.pages import add_import_pages
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page

add_import_pages(blueprint, "households", "register.keep", sheet_here, "register.ledger_households",
                 _l("回到户名册"), HERE, undo=True)


@blueprint.route("/me/household")
@permission("me")
def own():
    """My own household: who is in it, and what happened to it."""
    household = Household.visible_to(scope).first()
    return page("register/own.html", household=household,
                people=lists.people_of(household) if household else [],
                events=history.of(household) if household else [])


@blueprint.route(f"{HERE}/households/new", methods=["GET", "POST"])
@permission("register.keep")
def new_household():
    """Enter a household by hand."""
    village = lists.village_of(scope.locality) or abort(404)
    form = HouseholdForm(village)
    if form.validate_on_submit():
        try:
            made = services.add_household(scope, village, form.number.data, form.address.data,
                                          _block_here(form), form.words.data, form.nonce.data)
            flash(_("%(number)s 户登记好了，接着登记户里的人", number=made.number))
            return done(url_for("register.new_person", household_id=made.id))
        except once.AlreadyDone as again:
            return done(url_for("register.household", household_id=again.result))
        except NumberTaken:
            form.number.errors = [_("已经有这个户号了，请换一个")]
    return page("register/household_form.html", status=422 if form.errors else 200, form=form,
                household=None, differences=None)


@blueprint.route(f"{HERE}/households/<int:household_id>")
@permission("register.read")
def household(household_id):
    """One household: its people, what may be done, and what happened to it."""
    return _household_page(lists.kept_here(scope, household_id))


@blueprint.route(f"{HERE}/households/<int:household_id>/people/new", methods=["GET", "POST"])
@permission("register.keep")
def new_person(household_id):
    """Enter somebody in a household."""
    household, form = _registered(household_id), PersonForm()
    if form.validate_on_submit():
        try:
            made = services.add_person(scope, household, form.name.data, form.phone.data or None,
                                       form.is_head.data, form.words.data, form.nonce.data)
            flash(_("%(name)s登记好了", name=made.name))
            return done(url_for("register.household", household_id=household_id))
        except once.AlreadyDone:
            return done(url_for("register.household", household_id=household_id))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("register/person_form.html", status=422 if form.errors else 200, form=form,
                household=household)


@blueprint.route(f"{HERE}/households/<int:household_id>/address", methods=["GET", "POST"])
@permission("register.keep")
def address(household_id):
    """Correct an address; the old one stays in the history."""
    household, differences = _registered(household_id), None
    form = AddressForm(household)
    if form.validate_on_submit():
        try:
            services.correct_address(scope, household, form.version.data, form.address.data,
                                     _block_here(form), form.words.data)
            flash(_("住址改好了"))
            return done(url_for("register.household", household_id=household_id))
        except LostRace:
            household = _registered(household_id)
            differences = editing.show_both(form, household)
    return page("register/household_form.html", form=form, household=household, differences=differences,
                status=409 if differences is not None else 422 if form.errors else 200)


def _household_page(household):
    return page("register/household.html", household=household, people=lists.people_of(household),
                events=history.of(household))


def _registered(household_id):
    """A household that stands in the register; of one that left it, its page says so."""
    household = lists.kept_here(scope, household_id)
    return household if household.closed_on is None else abort(404)


def _block_here(form):
    """The block that was chosen; who keeps the register of one block enters into no other."""
    chosen = form.chosen_block
    return chosen if scope.locality.is_village else chosen or scope.locality.code
