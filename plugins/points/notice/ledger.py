"""The ledgers of notice: what has hung (公示台账), and what was objected (异议台账)."""

from flask_babel import lazy_gettext as _l
from peewee import Case

from linli.people.models import Household, Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.points.accounts.models import Account
from plugins.points.book.models import Rule
from plugins.points.deeds.models import STATES as DEED_STATES
from plugins.points.deeds.models import Deed
from plugins.points.notice.models import STATES, Objection

_answered_by = Person.alias()
_listed = Case(None, ((Account.off_lists, ""),), Household.number)  # nor is it found by its number

NOTICES = Ledger(
    "notices", title=_l("公示台账"), permission="points.read", model=Deed, rows="hung_before",
    joins=(Join(Rule, Deed.rule == Rule.id), Join(Account, Deed.account == Account.id),
           Join(Household, Account.household == Household.id)),
    columns=(
        Column("number", _l("编号"), Deed.number, "code"),
        Column("household", _l("户号"), _listed, "code"),
        Column("rule", _l("事由"), Rule.title),
        Column("points", _l("积分"), Deed.points, "number"),
        Column("from", _l("公示从"), Deed.notice_from, "day"),
        Column("until", _l("公示到"), Deed.notice_until, "day"),
        Column("state", _l("结果"), Deed.state, "choice", DEED_STATES),
        Column("posted", _l("记入存折"), Deed.posted_on, "day"),
    ),
    filters=(Filter("state", _l("结果"), Deed.state, words=DEED_STATES),
             Filter("day", _l("公示从"), Deed.notice_from, "days"),
             Filter("posted", _l("记入存折"), Deed.posted_on, "days")),
    search=(Deed.number, _listed, Rule.title),
    order=(Deed.notice_from.desc(), Deed.id.desc()),
    opens="points.deed", opens_with={"number": Deed.number},
    empty=_l("还没有公示过。管委会评议通过的，会自动出现在这里。"))

OBJECTIONS = Ledger(
    "objections", title=_l("异议台账"), permission="points.read", model=Objection,
    locality=Deed.locality,
    joins=(Join(Deed, Objection.deed == Deed.id), Join(Rule, Deed.rule == Rule.id),
           Join(_answered_by, Objection.answered_by == _answered_by.id)),
    columns=(
        Column("number", _l("编号"), Deed.number, "code"),
        Column("state", _l("结果"), Objection.state, "choice", STATES),
        Column("rule", _l("事由"), Rule.title),
        Column("points", _l("积分"), Deed.points, "number"),
        Column("at", _l("提出"), Objection.at, "moment"),
        Column("text", _l("异议"), Objection.text, "long"),
        Column("answered_at", _l("答复时间"), Objection.answered_at, "moment"),
        Column("answer", _l("答复"), Objection.answer, "long"),
        Column("answered_by", _l("谁答复"), _answered_by.name),
    ),
    filters=(Filter("state", _l("结果"), Objection.state, words=STATES),
             Filter("day", _l("提出"), Objection.at, "days"),
             Filter("answered", _l("答复"), Objection.answered_at, "days")),
    search=(Deed.number, Rule.title, Objection.text),
    order=(Objection.at.desc(), Objection.id.desc()),
    opens="points.objection", opens_with={"objection_id": Objection.id},
    empty=_l("还没有人提过异议。"))

LEDGERS = (NOTICES, OBJECTIONS)
