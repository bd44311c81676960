"""The shelf's pages: goods, and what came in and went out of each."""

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.editing import show_both
from linli.web import done, page, page_number, pages_of
from plugins.points.blueprint import blueprint
from plugins.points.shop import lists, stock
from plugins.points.shop.forms import BuyForm, CountForm, GoodForm, WriteOffForm
from plugins.points.shop.models import STOCK_KINDS, Good, StockLine

PAGE = 30
STEPS = {"buy": (_l("买进"), _l("记下")), "count": (_l("盘点"), _l("保存盘点")),
         "write_off": (_l("报废"), _l("报废"))}


@blueprint.route("/goods")
@permission("points.stock")
@village_only
def goods():
    """All goods of the village, with what is left of each."""
    return page("points/goods.html", goods=lists.goods(Good.visible_to(scope), scope.locality))


@blueprint.route("/goods/new", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def new_good():
    """Put a new good on the list."""
    form = GoodForm(scope.person)
    if form.validate_on_submit():
        try:
            made = stock.add(scope, form.nonce.data, **form.columns()).id
            flash(_("加好了，再记一下买进了多少"))
            return done(url_for("points.good", good_id=made))
        except once.AlreadyDone as again:
            return done(url_for("points.good", good_id=again.result))
        except stock.SameTitle as error:
            form.title.errors.append(str(error))
    return page("points/good_form.html", status=422 if form.errors else 200, form=form, good=None,
                both=None)


@blueprint.route("/goods/<int:good_id>")
@permission("points.stock")
@village_only
def good(good_id):
    """One good: what came in, went out and is left, with every line."""
    row = _visible(good_id)
    lines, (moved, count) = lists.lines_of(StockLine.visible_to(scope), row), lists.moved(row)
    pages = pages_of(count, PAGE)
    number = min(page_number(), pages)
    return page("points/good.html", good=row, kinds=STOCK_KINDS, moved=moved,
                waiting=stock.waiting(row), lines=list(lines.paginate(number, PAGE)), count=count,
                number=number, pages=pages)


@blueprint.route("/goods/<int:good_id>/edit", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def edit_good(good_id):
    """Change what it is called, what it costs, whether it is offered."""
    row = _visible(good_id)
    form, both, status = GoodForm(scope.person, row), None, 200
    if form.validate_on_submit():
        try:
            stock.change(row, form.version.data, **form.columns())
            flash(_("保存好了"))
            return done(url_for("points.good", good_id=row.id))
        except stock.SameTitle as error:
            form.title.errors.append(str(error))
        except LostRace:
            row = _visible(good_id)
            both, status = show_both(form, row), 409
    return page("points/good_form.html", status=422 if form.errors else status, form=form, good=row,
                both=both)


@blueprint.route("/goods/<int:good_id>/buy", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def buy_good(good_id):
    """More was bought."""
    return _step(_visible(good_id), "buy", BuyForm(), lambda row, form: stock.buy(
        scope, row, form.count.data, form.cost.data, form.note.data, form.nonce.data))


@blueprint.route("/goods/<int:good_id>/write-off", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def write_off_good(good_id):
    """Some are spoilt or gone."""
    return _step(_visible(good_id), "write_off", WriteOffForm(), lambda row, form: stock.write_off(
        scope, row, form.count.data, form.reason.data, form.nonce.data))


@blueprint.route("/goods/<int:good_id>/count", methods=["GET", "POST"])
@permission("points.counter")
@village_only
def count_good(good_id):
    """Say what really stands there."""
    row = _visible(good_id)
    return _step(row, "count", CountForm(sum(stock.on_shelf(row))), lambda row, form: stock.count(
        scope, row, form.found.data, form.shown, form.reason.data, form.nonce.data))


def _step(row, name, form, take):
    """One step on the shelf; the page comes back with what is wrong."""
    message = ""
    if form.validate_on_submit():
        try:
            take(row, form)
            flash(_("记好了"))
            return done(url_for("points.good", good_id=row.id))
        except once.AlreadyDone:
            return done(url_for("points.good", good_id=row.id))
        except stock.TooMany as error:
            form[("found" if name == "count" else "count")].errors.append(str(error))
        except LostRace:
            message = _("您点的时候，货架上刚有变动。请再点一遍。")
    free, waiting = stock.on_shelf(row)
    if message:
        form.expected.data = str(free + waiting)
    return page("points/good_step.html", status=409 if message else 422 if form.errors else 200,
                form=form, good=row, name=name, words=STEPS[name], message=message, free=free,
                waiting=waiting)


def _visible(good_id):
    return Good.visible_to(scope).where(Good.id == good_id,
                                        Good.locality == scope.locality).first() or abort(404)
