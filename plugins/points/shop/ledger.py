"""The ledgers of the shop: what was taken (兑换台账) and what came in and went out (库存台账)."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Household, Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.points.accounts.models import Account
from plugins.points.shop.models import STATES, STOCK_KINDS, Good, Redemption, StockLine

Taker, Keeper = Person.alias(), Person.alias()

REDEMPTIONS = Ledger(
    "redemptions", title=_l("兑换台账"), permission="points.stock", model=Redemption,
    columns=(
        Column("number", _l("编号"), Redemption.number, "code"),
        Column("household", _l("户号"), Household.number, "code"),
        Column("good", _l("东西"), Good.title),
        Column("count", _l("数量"), Redemption.count, "number", total=True),
        Column("points", _l("积分"), Redemption.points, "number", total=True),
        Column("state", _l("状态"), Redemption.state, "choice", STATES),
        Column("reserved_at", _l("哪天换的"), Redemption.reserved_at, "moment"),
        Column("reserved_by", _l("谁换的"), Taker.name),
        Column("until", _l("最晚哪天领"), Redemption.until, "day"),
        Column("handed_at", _l("领走"), Redemption.handed_at, "moment"),
        Column("handed_by", _l("谁发的"), Keeper.name),
    ),
    joins=(Join(Account, Redemption.account == Account.id),
           Join(Household, Account.household == Household.id),
           Join(Good, Redemption.good == Good.id),
           Join(Taker, Redemption.reserved_by == Taker.id),
           Join(Keeper, Redemption.handed_by == Keeper.id)),
    filters=(
        Filter("state", _l("状态"), Redemption.state, words=STATES),
        Filter("good", _l("东西"), Redemption.good, "pick", label=Good.title),
        Filter("taken", _l("哪天换的"), Redemption.reserved_at, "days"),
    ),
    search=(Redemption.number, Household.number, Good.title),
    order=(Redemption.reserved_at.desc(), Redemption.id.desc()),
    opens="points.redemption", opens_with={"number": Redemption.number},
    empty=_l("还没有人换东西。"))

STOCK = Ledger(
    "stock", title=_l("库存台账"), permission="points.stock", model=StockLine, locality=Good.locality,
    columns=(
        Column("on", _l("日期"), StockLine.on, "day"),
        Column("good", _l("东西"), Good.title),
        Column("kind", _l("什么事"), StockLine.kind, "choice", STOCK_KINDS),
        Column("change", _l("进出"), StockLine.change, "number", total=True),
        Column("unit", _l("单位"), Good.unit),
        Column("left", _l("剩下"), StockLine.left, "number"),
        Column("cost", _l("花了"), StockLine.cost, "money"),
        Column("note", _l("说明"), StockLine.note, "long"),
        Column("person", _l("谁记的"), Keeper.name),
    ),
    joins=(Join(Good, StockLine.good == Good.id), Join(Keeper, StockLine.person == Keeper.id)),
    filters=(
        Filter("kind", _l("什么事"), StockLine.kind, words=STOCK_KINDS),
        Filter("good", _l("东西"), StockLine.good, "pick", label=Good.title),
        Filter("day", _l("日期"), StockLine.on, "days"),
    ),
    search=(Good.title, StockLine.note),
    order=(StockLine.on.desc(), StockLine.id.desc()),
    opens="points.good", opens_with={"good_id": StockLine.good},
    new=(("points.new_good", _l("加一样")),),
    empty=_l("还没有进出。在“东西和库存”里加一样，记下买进了多少。"))

LEDGERS = (REDEMPTIONS, STOCK)
