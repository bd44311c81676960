"""The committee's page: what waits, and voting on one deed or on a batch."""

from functools import partial

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.languages import listed
from linli.modules.services import settings_of
from linli.toolkit import album, once
from linli.toolkit.calendar import today
from linli.web import done, page, page_number, pages_of
from plugins.points.blueprint import blueprint
from plugins.points.deciding import lists, services
from plugins.points.deciding.committee import members_of, voters
from plugins.points.deciding.forms import VoteForm
from plugins.points.deciding.models import CHOICES
from plugins.points.deciding.telling import signed
from plugins.points.deeds.models import SOURCES, Deed
from plugins.points.module import module

PAGE = 20


@blueprint.route("/decide", methods=["GET", "POST"])
@permission("points.decide")
@village_only
def decide():
    """The deeds that wait for the committee, the late first; one form for all of them."""
    form, message = VoteForm(), ""
    if form.validate_on_submit():
        ids, choice = form.said
        known = Deed.visible_to(scope).where(Deed.id.in_(ids), Deed.locality == scope.locality)
        if known.count() < len(set(ids)):
            abort(404)
        try:
            _say(services.vote(scope, scope.locality, set(ids), choice, form.nonce.data))
            return done(url_for("points.decide"))
        except once.AlreadyDone:
            return done(url_for("points.decide"))
        except LostRace:
            message = _("慢了一步，您选的刚刚已经定下来了，这次没有记您的票。下面是还在等评议的。")
    return _page(form, message)


def _page(form, message):
    mine, others = lists.waiting(scope)
    pages = pages_of(mine.count(), PAGE)
    number = min(page_number(), pages)
    shown = list(mine.paginate(number, PAGE))
    said = lists.said(scope.person, shown)
    members, rules = members_of(scope.locality, today()), settings_of(module, scope.locality)
    return page("points/decide.html", status=409 if message else 422 if form.errors else 200,
                form=form, message=message, deeds=shown, others=list(others), rules=rules,
                count=lists.to_decide(scope).count(), number=number, pages=pages, said=said,
                settled_here=sum(bool(said[deed.id].mine) for deed in shown), choices=CHOICES,
                voters={deed.id: len(voters(members, deed)) for deed in shown}, sources=SOURCES,
                members=members, photos=album.photos_of_all(shown) if shown else {},
                ticked=set(form.deed.data or ()),
                overdue=partial(services.is_overdue, day=today()), signed=signed)


def _say(voted):
    if voted.open:
        flash(_("您的意见记下了（%(count)d 条）。定下来以前还可以改。", count=len(voted.open)))
    if voted.approved:
        flash(_("通过了：%(numbers)s，从今天起公示。", numbers=listed(voted.approved)))
    if voted.refused:
        flash(_("没有通过：%(numbers)s，已经告诉收集的人。", numbers=listed(voted.refused)))
    if voted.late:
        flash(_("%(numbers)s 刚刚已经定下来了，没有记您的票。", numbers=listed(voted.late)))
