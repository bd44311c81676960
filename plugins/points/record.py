"""The page of a deed. It stands above the nouns: whatever deciding and notice know of the deed,
they hand to it here, and its template includes their parts.
"""

from flask import abort

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import album, workflow
from linli.toolkit.calendar import today
from linli.web import page, show_photo
from plugins.points.accounts.names import MASKED, shown_names
from plugins.points.blueprint import blueprint
from plugins.points.deciding.lists import votes_on
from plugins.points.deciding.models import CHOICES
from plugins.points.deeds import letters
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import SOURCES, STATES, STEPS, TRANSITIONS, Deed
from plugins.points.notice import record as notice


@blueprint.route("/deeds/<number>")
@permission("me")
def deed(number):
    """One deed: what was done, under which rule as it stood, and how far it has come."""
    deed = _visible(number)
    own = deed.account.household_id == scope.person.household_id
    mine = deed.collected_by_id == scope.person.id
    return page("points/deed.html", deed=deed, own=own, mine=mine, today=today(), states=STATES,
                steps=STEPS, sources=SOURCES, reads=scope.can("points.read", deed.locality),
                household=shown_names([deed.account_id], MASKED)[deed.account_id],
                photos=album.photos_of(deed), history=workflow.history_of(deed),
                to_be_heard=own and deed.state in TRANSITIONS["heard"].sources,
                by_letter=(deed.state in TRANSITIONS["deliver"].sources and not own
                           and scope.can("points.manage", deed.locality) and letters.is_by_letter(deed)),
                withdrawable=mine and deed.state in TRANSITIONS["withdraw"].sources,
                votes=votes_on(scope, deed), choices=CHOICES, **notice.values(scope, deed))


@blueprint.route("/deeds/<number>/photos/<int:photo_id>")
@permission("me")
def deed_photo(number, photo_id):
    """One photo, for whoever may open the deed."""
    photo = album.find(_visible(number), photo_id) or abort(404)
    return show_photo(photo.upload)


def _visible(number):
    return whole(Deed.visible_to(scope)).where(
        Deed.number == number, scope.here(Deed.locality)).first() or abort(404)
