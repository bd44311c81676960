"""Pages about parties, who stands for them, and who sits in."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.refusals import FieldRefused
from linli.web import page
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import lists, parties
from plugins.mediation.cases.models import PARTY
from plugins.mediation.cases.opening_views import opened
from plugins.mediation.cases.party_forms import NewPartyForm, PartyForm, SeatForm
from plugins.mediation.cases.standing import may_edit_parties, may_seat, standing
from plugins.mediation.cases.views import to_case


@blueprint.route("/cases/<code>/parties/new", methods=["GET", "POST"])
@permission("me")
def add_party(code):
    """Another party, a guardian or a representative."""
    case, rows = _editable(code)
    form = NewPartyForm(data={"version": case.version})
    form.offer(rows)

    def add():
        stands_for = form.chosen(rows)
        if form.stands_for.errors:
            return
        side = stands_for.side if stands_for else form.side.data
        parties.add(scope, case, form.sent, side, form.role.data, stands_for, form.name.data,
                    form.phone.data, form.address.data, form.minor.data and form.role.data == PARTY)
    return _handle(form, case, add, "mediation/party_form.html", _("登记好了"),
                   action=url_for("mediation.add_party", code=code), party=None)


@blueprint.route("/cases/<code>/parties/<int:party_id>", methods=["GET", "POST"])
@permission("me")
def edit_party(code, party_id):
    """Correct what is known of somebody."""
    case, rows = _editable(code)
    party = next((each for each in rows if each.id == party_id), None) or abort(404)
    kept = {name: getattr(party, name) for name in ("name", "phone", "address", "minor")}
    form = PartyForm(data={"version": case.version, **kept})
    return _handle(form, case, lambda: parties.change(
        scope, case, form.sent, party, form.name.data, form.phone.data, form.address.data, form.minor.data),
        "mediation/party_form.html", _("保存好了"),
        action=url_for("mediation.edit_party", code=code, party_id=party_id), party=party)


@blueprint.route("/cases/<code>/seats/new", methods=["GET", "POST"])
@permission("mediation.mediate")
def seat(code):
    """Ask somebody of the roster to sit in."""
    case, _rows = _seatable(code)
    offered = list(parties.may_be_seated(case))
    form = SeatForm(data={"version": case.version})
    form.offer(offered)
    return _handle(form, case, lambda: parties.seat(
        scope, case, form.sent, next(each for each in offered if str(each.id) == form.listed.data)),
        "mediation/seat_form.html", _("请了，已经告诉本人"), offered=offered)


@blueprint.route("/cases/<code>/seats/<int:sitter_id>", methods=["POST"])
@permission("mediation.mediate")
def unseat(code, sitter_id):
    """Somebody does not sit in any more."""
    case, _rows = _seatable(code)
    sitter = next((each for each in lists.sitters_of(case) if each.id == sitter_id), None) or abort(409)
    form = Form()
    if not form.validate_on_submit():
        abort(400)
    parties.unseat(scope, case, sitter, form.nonce.data)
    flash(_("以后不用来了，也看不到内容了"))
    return to_case(code)


def _handle(form, case, act, template, said, **values):
    status, message = 200, ""
    if form.validate_on_submit():
        try:
            act()
            if not form.errors:
                flash(said)
                return to_case(case.code)
        except once.AlreadyDone:
            return to_case(case.code)
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
        except LostRace:
            case, status, message = opened(case.code), 409, _("您填的时候，这件事有了变化。看一遍再保存。")
            form.version.data = str(case.version)
    return page(template, status=422 if form.errors else status, form=form, case=case, message=message,
                **values)


def _editable(code):
    return _checked(code, may_edit_parties)


def _seatable(code):
    return _checked(code, may_seat)


def _checked(code, may):
    case = opened(code)
    rows = lists.parties_of(case)
    return (case, rows) if may(case, standing(scope, case, rows)) else abort(403)
