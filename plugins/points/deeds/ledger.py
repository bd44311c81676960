"""The ledger of deeds (积分事项台账)."""

from flask_babel import lazy_gettext as _l
from peewee import Case

from linli.people.models import Household
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.points.accounts.models import Account
from plugins.points.book.models import ASPECTS, MINUS, PLUS, SIGNS, Rule
from plugins.points.deeds.models import SOURCES, STATES, Deed

_sign = Case(None, ((Deed.points < 0, MINUS),), PLUS)

DEEDS = Ledger(
    "deeds", title=_l("积分事项台账"), permission="points.read", model=Deed,
    joins=(Join(Account, Deed.account == Account.id),
           Join(Household, Account.household == Household.id), Join(Rule, Deed.rule == Rule.id)),
    columns=(
        Column("number", _l("编号"), Deed.number, "code"),
        Column("household", _l("户号"), Household.number, "code"),
        Column("state", _l("状态"), Deed.state, "choice", STATES),
        Column("points", _l("分值"), Deed.points, "number"),
        Column("aspect", _l("方面"), Rule.aspect, "choice", ASPECTS),
        Column("rule", _l("细则"), Rule.title),
        Column("day", _l("日期"), Deed.day, "day"),
        Column("due_on", _l("这一步期限"), Deed.due_on, "day"),
        Column("posted_on", _l("记进存折"), Deed.posted_on, "day"),
        Column("source", _l("来源"), Deed.source, "choice", SOURCES),
        Column("collected", _l("收集"), Deed.collected_at, "moment"),
    ),
    filters=(
        Filter("state", _l("状态"), Deed.state, words=STATES),
        Filter("sign", _l("加分扣分"), _sign, words=SIGNS),
        Filter("aspect", _l("方面"), Rule.aspect, words=ASPECTS),
        Filter("source", _l("来源"), Deed.source, words=SOURCES),
        Filter("notice", _l("公示从"), Deed.notice_from, "days"),
        Filter("posted", _l("记进存折"), Deed.posted_on, "days"),
    ),
    search=(Deed.number, Household.number, Rule.title),
    order=(Deed.collected_at.desc(), Deed.id.desc()),
    opens="points.deed", opens_with={"number": Deed.number},
    new=(("points.collect", _l("收集一件")),),
    empty=_l("还没有积分事项。点“收集一件”，或者用表格导入。"))

LEDGERS = (DEEDS,)
