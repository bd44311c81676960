"""Staff's pages: who has an account, slips one by one or by household, and requests that wait."""

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission, village_only
from linli.access import current_scope as scope
from linli.languages import listed
from linli.people.invitations import reach, services
from linli.people.invitations.forms import AskForm, EndForm, HouseholdsForm, ResidentForm
from linli.people.invitations.models import AGREED, ASKED, ENDED, LAPSED, OPEN, USED, Invitation
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.toolkit.qr import code_of
from linli.toolkit.refusals import FieldRefused, NotNow, Refused
from linli.web import absolute, done, page, paged

blueprint = Blueprint("invitations", __name__, url_prefix="/<locality:locality>/invitations")
ROWS = 30
WAITING = (ASKED, AGREED, OPEN)
FILTERS = {"": (*WAITING, USED, ENDED), ASKED: (ASKED, AGREED), OPEN: (OPEN,), USED: (USED,),
           ENDED: (ENDED,), LAPSED: WAITING}


@blueprint.route("/")
@permission("people.invite")
def invitations():
    """Slips and requests of this place, the newest first."""
    state, text = request.args.get("state", ""), request.args.get("q", "").strip()
    rows = _here().where(Invitation.state.in_(FILTERS.get(state, FILTERS[""])))
    if state in (ASKED, OPEN):
        rows = rows.where(Invitation.alive())
    if state == LAPSED:
        rows = rows.where(~Invitation.alive())
    if text:
        rows = rows.where(Person.name.contains(text))
    return page("invitations/invitations.html", state=state, text=text, states=Invitation.states,
                **paged(rows.order_by(Invitation.id.desc()), ROWS))


@blueprint.route("/people")
@permission("people.invite")
def people():
    """Look somebody up: whether they have an account."""
    text, which = request.args.get("q", "").strip(), request.args.get("state", "")
    found = reach.people_here(scope, text)
    if which == "without":
        found = found.where(Person.password_hash.is_null())
    return page("invitations/people.html", text=text, which=which, **paged(found.order_by(Person.id), ROWS))


@blueprint.route("/people/<int:person_id>", methods=["GET", "POST"])
@permission("people.invite")
@confirm_again
def person(person_id):
    """One person: a slip at once, or a request where they have a password."""
    someone = reach.people_here(scope).where(Person.id == person_id).first() or abort(404)
    may, form, message = reach.may_invite(scope, someone), _form_for(someone), ""
    if request.method == "POST" and not may:
        abort(403)
    if form.validate_on_submit():
        try:
            return _ask(someone, form) if someone.password_hash else _print_for(someone, form)
        except once.AlreadyDone:
            return _printed_before()
        except Refused as refused:
            message = str(refused)
    waiting = Invitation.visible_to(scope).where(Invitation.person == someone, Invitation.alive()).first()
    return page("invitations/person.html", status=422 if form.errors or message else 200, form=form,
                someone=someone, may=may, waiting=waiting, message=message, states=Invitation.states)


@blueprint.route("/new", methods=["GET", "POST"])
@permission("people.invite_residents")
@village_only
@confirm_again
def new():
    """A resident who is not in the register yet: entered, and given a slip."""
    form = ResidentForm(scope.locality)
    if form.validate_on_submit():
        try:
            someone = services.add_resident(scope, form.name.data, form.phone.data, form.home)
            if someone.password_hash:
                return done(url_for("invitations.person", person_id=someone.id))
            return _print_for(someone, form)
        except once.AlreadyDone:
            return _printed_before()
        except FieldRefused as refused:
            form[refused.field].errors = [str(refused)]
    return page("invitations/new.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/households", methods=["GET", "POST"])
@permission("people.invite_residents")
@village_only
@confirm_again
def households():
    """Slips for whole households, forty of them at a time."""
    text, message = request.args.get("q", "").strip(), ""
    shown = paged(reach.homes_without_account(scope, text), services.MOST_HOUSEHOLDS)
    form = HouseholdsForm(_words_of(shown["rows"]), whole="whole" in request.form)
    if form.validate_on_submit():
        try:
            made = services.invite_households(scope, set(form.chosen.data), form.nonce.data, _days())
            if made:
                return _slips(made, url_for("invitations.households"))
            message = _("这些户里已经没有要开通的人")
        except once.AlreadyDone:
            return _printed_before()
        except Refused as refused:
            message = str(refused)
    return page("invitations/households.html", status=422 if form.errors or message else 200, form=form,
                text=text, most=services.MOST_HOUSEHOLDS, message=message, **shown)


@blueprint.route("/<int:invitation_id>")
@permission("people.invite")
def invitation(invitation_id):
    """One slip or request, with what was done about it."""
    return _record(_row(invitation_id), Form())


@blueprint.route("/<int:invitation_id>/confirm", methods=["POST"])
@permission("people.invite")
@confirm_again
def confirm(invitation_id):
    """The second member of staff agrees."""
    row, form = _row(invitation_id), Form()
    return _step(row, form, lambda: _confirmed(row))


@blueprint.route("/<int:invitation_id>/slip", methods=["POST"])
@permission("people.invite")
@confirm_again
def slip(invitation_id):
    """Print the slip of a request that was confirmed."""
    row, form = _row(invitation_id), Form()
    return _step(row, form, lambda: _slips([(row, services.make(scope, row, _days()))], _back_to(row)))


@blueprint.route("/<int:invitation_id>/end", methods=["GET", "POST"])
@permission("people.invite")
def end(invitation_id):
    """End a slip that was lost, or say no to a request."""
    row, form = _row(invitation_id), EndForm()
    if form.validate_on_submit():
        services.withdraw(scope, row, form.reason.data)
        flash(_("作废了，那张条不能再用"))
        return done(_back_to(row))
    return page("invitations/end.html", status=422 if form.errors else 200, form=form, row=row,
                back_to=_back_to(row))


def _here():
    return (Invitation.visible_to(scope).select(Invitation, Person).join(
        Person, on=Invitation.person).where(scope.here(Invitation.locality)))


def _row(invitation_id):
    return _here().where(Invitation.id == invitation_id).first() or abort(404)


def _back_to(row):
    return url_for("invitations.invitation", invitation_id=row.id)


def _days():
    return int(current_app.config["INVITATION_DAYS"])


def _form_for(someone):
    return AskForm() if someone.password_hash else Form()


def _ask(someone, form):
    row = services.ask(scope, someone, form.reason.data, form.nonce.data, _days(),
                       form.ends_second_factor.data)
    flash(_("提出来了。等另一位工作人员确认，就能打印。"))
    return done(_back_to(row))


def _print_for(someone, form):
    row, token = services.invite(scope, someone, form.nonce.data, _days())
    return _slips([(row, token)], _back_to(row))


def _printed_before():
    flash(_("条已经印过了。链接只显示一次，没印出来的话，请重新做一张，旧的自动作废。"))
    return done(url_for("invitations.invitations"))


def _confirmed(row):
    services.confirm(scope, row)
    flash(_("确认了。现在可以打印密码条。"))
    return done(_back_to(row))


def _step(row, form, act):
    if not form.validate_on_submit():
        return _record(row, form, status=422)
    try:
        return act()
    except Refused as refused:
        return _record(row, form, str(refused), 422)
    except NotNow as refused:
        return _record(_row(row.id), form, str(refused), 409)


def _record(row, form, message="", status=200):
    return page("invitations/invitation.html", status=status, row=row, form=form, message=message,
                states=Invitation.states, steps=Invitation.transitions, history=workflow.history_of(row))


def _slips(made, back_to):
    """The sheets to print: the only time that the links are shown."""
    links = [(row, absolute(url_for("opening.invitation", token=token))) for row, token in made]
    return page("invitations/slips.html", back_to=back_to, printed_on=today(),
                slips=[(row, link, code_of(link)) for row, link in links])


def _words_of(homes):
    """[(id, words)] of these households: the number, and who of them has no account."""
    names = {}
    for someone in reach.without_account(scope).where(Person.household.in_([home.id for home in homes])):
        names.setdefault(someone.household_id, []).append(someone.name)
    return [(home.id, _("%(number)s 户 · %(names)s", number=home.number, names=listed(names[home.id])))
            for home in homes if home.id in names]
