"""The household's pages: what there is, taking it, and what was taken."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once, workflow
from linli.toolkit.forms import Form
from linli.toolkit.qr import code_of
from linli.toolkit.refusals import NotNow
from linli.toolkit.uploads import Upload
from linli.web import absolute, done, page, show_photo
from plugins.points.accounts import lists as passbooks
from plugins.points.accounts.models import CLOSED
from plugins.points.blueprint import blueprint
from plugins.points.module import module
from plugins.points.shop import days, lists, services
from plugins.points.shop.forms import TakeForm
from plugins.points.shop.models import RESERVED, STATES, STEPS, Good, Redemption


@blueprint.route("/shop")
@permission("points.see")
@village_only
def shop():
    """What there is and what it costs; for a household with a passbook, one tap takes it."""
    return _shop()


@blueprint.route("/shop/<int:good_id>", methods=["GET", "POST"])
@permission("me")
@village_only
def take(good_id):
    """Take one or several: from the shop with one tap, or here with a count and a place."""
    good, account = _offered(good_id).first(), passbooks.own(scope)
    if good is None:
        return _shop(_("这个东西现在不换了，看看别的。"), 409)
    if account is None:
        return _shop(_("您家还没有存折，先开存折。"), 409 if request.method == "POST" else 200)
    form = TakeForm(good, *_places())
    if form.validate_on_submit():
        try:
            made = services.reserve(scope, account, good, form.count.data, form.shown_price,
                                    form.chosen_day, form.nonce.data)
            return done(url_for("points.redemption", number=made.number))
        except once.AlreadyDone as again:
            return done(url_for("points.redemption", number=again.result))
        except NotNow as refused:
            return _shop(str(refused), 409)
    return page("points/take.html", status=422 if form.errors else 200, form=form, good=good,
                account=account)


@blueprint.route("/shop/<int:good_id>/photo")
@permission("points.see")
@village_only
def good_photo(good_id):
    """What it looks like."""
    good = Good.visible_to(scope).select(Good, Upload).join(Upload).where(
        Good.id == good_id, Good.locality == scope.locality).first()
    return show_photo(good.photo) if good else abort(404)


@blueprint.route("/redemptions/<number>")
@permission("me")
def redemption(number):
    """The number and the QR code to fetch it with, where and until when; and what came of it."""
    row, own = _visible(number)
    waits = row.state == RESERVED
    address = url_for("points.hand_over", number=row.number, t=row.token)
    return page("points/redemption.html", row=row, own=own, waits=waits, states=STATES, steps=STEPS,
                code=code_of(absolute(address)) if own and waits else None, words_of=days.words_of,
                counter=settings_of(module, row.locality).counter, history=workflow.history_of(row))


@blueprint.route("/redemptions/<number>/cancel", methods=["GET", "POST"])
@permission("me")
def cancel_redemption(number):
    """Give it back before it is handed over."""
    row, own = _visible(number)
    if not own and not scope.can("points.counter", row.locality):
        abort(403)
    form, message = Form(), ""
    if row.state != RESERVED:
        message = _("现在是“%(state)s”，不能再取消了。", state=STATES[row.state][0])
    elif form.validate_on_submit():
        try:
            services.cancel(scope, row)
            flash(_("已经取消，积分退回存折了"))
            return done(url_for("points.redemption", number=number))
        except LostRace:
            row, own = _visible(number)
            message = _("现在是“%(state)s”，不能再取消了。", state=STATES[row.state][0])
    return page("points/redemption_cancel.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, own=own, message=message)


def _shop(message="", status=200):
    account, goods = passbooks.own(scope), lists.goods(_offered(), scope.locality)
    usable = account is not None and account.state != CLOSED
    places = _places()
    forms = {good.id: TakeForm(good, *places, formdata=None) for good in goods} if usable else {}
    mine = lists.waiting(Redemption.visible_to(scope)).where(
        Redemption.account == account.id) if usable else []
    return page("points/shop.html", status=status, message=message, account=account, goods=goods,
                forms=forms, had=lists.had_this_quarter(account) if usable else {}, mine=list(mine),
                days=places[0], counter=places[1], words_of=days.words_of)


def _offered(good_id=None):
    query = Good.visible_to(scope).where(Good.offered, Good.locality == scope.locality)
    return query if good_id is None else query.where(Good.id == good_id)


def _places():
    """Where goods may be fetched: the coming redemption days, and the words of the counter."""
    return lists.coming_days(scope.locality), settings_of(module, scope.locality).counter


def _visible(number):
    """(the redemption, whether it is one's own household's); 404 where it is not for this scope."""
    row = lists.whole(Redemption.visible_to(scope)).where(
        Redemption.number == number, Redemption.locality == scope.locality).first() or abort(404)
    return row, row.account.household_id == scope.person.household_id
