"""The counter: scan or type a number, hand over, and serve whoever has no phone."""

import secrets

from flask import request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.refusals import NotNow
from linli.web import done, page, paged
from plugins.points.accounts.names import FULL, shown_names
from plugins.points.blueprint import blueprint
from plugins.points.shop import days, lists, services
from plugins.points.shop.forms import NumberForm, ServeForm
from plugins.points.shop.models import RESERVED, STATES, Good, Redemption

PAGE = 20


@blueprint.route("/counter", methods=["GET", "POST"])
@permission("points.counter")
@village_only
def counter():
    """Where a number is typed; below it what still waits to be fetched."""
    form = NumberForm()
    if form.validate_on_submit():
        found = lists.by_number(_here(), form.number.data)
        if found:
            return done(url_for("points.hand_over", number=found.number))
        form.number.errors.append(_("这里没有这个编号。看看是不是抄错一位，或者是别的村的"))
    return _counter(form, 422 if form.errors else 200)


@blueprint.route("/counter/<number>", methods=["GET", "POST"])
@permission("points.counter")
@village_only
def hand_over(number):
    """Whose it is and what; one button hands it over. The QR code leads here, with its token."""
    row = lists.whole(_here()).where(Redemption.number == number).first()
    if row is None:
        return _counter(NumberForm(formdata=None), 404,
                        _("这里没有 %(number)s 这个编号。看看是不是别的村的。",
                          number=number[:30]))
    token = request.args.get("t")
    if token is not None and not secrets.compare_digest(token.encode(), row.token.encode()):
        return _counter(NumberForm(formdata=None), 404,
                        _("这个二维码和编号对不上。请他打开自己的兑换页重新扫，或者报编号。"))
    form, message, status = Form(), "", 200
    if form.validate_on_submit():
        try:
            services.hand(scope, row)
            return done(url_for("points.hand_over", number=number))
        except services.OwnHousehold:
            status = 403
        except LostRace:
            row = lists.whole(_here()).where(Redemption.number == number).get()
            message, status = _("没有再发一次：它已经不是等领取的了。"), 409
    return page("points/hand_over.html", status=422 if form.errors else status, form=form, row=row,
                message=message, states=STATES, waits=row.state == RESERVED, scanned=token is not None,
                own=row.account.household_id == scope.person.household_id, words_of=days.words_of,
                name=_name_of(row.account_id))


@blueprint.route("/counter/serve", methods=["GET", "POST"])
@permission("points.counter")
@village_only
def serve_household():
    """Take something for a household whose member stands here without a phone."""
    goods = [good for good in lists.goods(Good.visible_to(scope), scope.locality)
             if good.offered and good.stock]
    form, message = ServeForm(goods), ""
    if form.validate_on_submit():
        try:
            account = services.passbook_of(scope.locality, form.household.data)
            if form.sure.data != "yes":
                return _confirm(form, account)
            made = services.reserve(scope, account, form.goods[form.good.data], form.count.data,
                                    form.goods[form.good.data].price, None, form.nonce.data)
            return done(url_for("points.hand_over", number=made.number))
        except once.AlreadyDone as again:
            return done(url_for("points.hand_over", number=again.result))
        except services.NoPassbook as error:
            form.household.errors.append(str(error))
        except NotNow as error:
            message = str(error)
    return page("points/serve.html", status=409 if message else 422 if form.errors else 200, form=form,
                message=message, goods=goods)


def _confirm(form, account):
    """Whose passbook it is, and what it holds before and after; nothing is taken yet."""
    once.refuse_repeat(form.nonce.data)  # a reload after it was done leads to what was made
    good, count, form.sure.data = form.goods[form.good.data], form.count.data, "yes"
    return page("points/serve_sure.html", form=form, account=account, good=good, count=count,
                points=good.price * count, name=_name_of(account.id))


def _counter(form, status, message=""):
    query = lists.waiting(_here())
    return page("points/counter.html", status=status, form=form, message=message,
                **paged(query, PAGE),
                words_of=days.words_of)


def _name_of(account_id):
    """A household with its names masked: enough to tell whether the right people stand here."""
    return shown_names([account_id], FULL)[account_id]


def _here():
    return Redemption.visible_to(scope).where(Redemption.locality == scope.locality)
