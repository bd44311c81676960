"""Pages of becoming a leader: putting oneself forward, being named."""

from flask import flash, request
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.localities.services import places_below
from linli.modules.services import settings_of
from linli.people.models import Household
from linli.toolkit import once
from linli.toolkit.refusals import FieldRefused
from linli.web import page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.module import module
from plugins.leaders.tenure import applying, lists
from plugins.leaders.tenure.forms import ApplyForm, NameForm
from plugins.leaders.tenure.models import BLOCK_KINDS
from plugins.leaders.tenure.views import own_tenure, to_record
from plugins.leaders.tenure.words import title


@blueprint.route("/apply", methods=["GET", "POST"])
@permission("leaders.apply")
@village_only
def apply():
    """Put oneself forward for a block, or for the village as a whole."""
    form, places = ApplyForm(), _offer_places()
    form.offer(scope.locality, places[1:], lists.served_in(scope.locality))
    if request.method == "GET":
        form.place.data = request.args.get("block") or _own_block()
    if form.validate_on_submit():
        try:
            return to_record(applying.put_forward(scope, _chosen(form, places), form.words.data,
                                                   form.nonce.data).id, "leaders.applied")
        except once.AlreadyDone as again:
            return to_record(int(again.result), "leaders.applied")
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("leaders/apply.html", status=422 if form.errors else 200, form=form,
                mine=list(lists.open_of(scope)), title=title,
                settings=settings_of(module, scope.locality))


@blueprint.route("/name", methods=["GET", "POST"])
@permission("leaders.manage")
@village_only
def name_leader():
    """Name a resident; the village's staff."""
    text = request.args.get("q", "").replace("\0", "").strip()[:40]
    form, places = NameForm(), _offer_places()
    people = lists.residents(scope.locality, text)
    form.offer(scope.locality, places[1:], lists.served_in(scope.locality))
    form.offer_people(people)
    if request.method == "GET":
        form.place.data = request.args.get("block")
    if form.validate_on_submit():
        chosen = next((each for each in people if each.id == form.chosen), None)
        try:
            made = applying.name_somebody(scope, _chosen(form, places), form.words.data, form.nonce.data,
                                          chosen, form.phone.data, form.name.data)
            flash(_("提名好了，已经告诉%(name)s。接着约个时间面谈。", name=made.person.name))
            return to_record(made.id)
        except once.AlreadyDone as again:
            return to_record(int(again.result))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("leaders/name.html", status=422 if form.errors else 200, form=form, text=text,
                people=people)


@blueprint.route("/tenures/<int:tenure_id>/applied")
@permission("me")
def applied(tenure_id):
    """What happens next."""
    return page("leaders/applied.html", tenure=own_tenure(tenure_id))


def _offer_places():
    return [scope.locality, *places_below(scope.locality, BLOCK_KINDS)]


def _chosen(form, places):
    return next(each for each in places if each.code == form.place.data)


def _own_block():
    home = scope.person.household_id and Household.get_or_none(Household.id == scope.person.household_id)
    return home.block_id if home and home.block_id else ""
