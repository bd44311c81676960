"""The ledger of the budget (资金台账): every move of a programme's money."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.cctv.programmes.models import LINES, BudgetLine, Programme

BUDGET = Ledger(
    "budget", title=_l("资金台账"), permission="cctv.manage", model=BudgetLine, locality=Programme.locality,
    columns=(
        Column("at", _l("时间"), BudgetLine.at, "moment"),
        Column("programme", _l("方案"), Programme.title),
        Column("kind", _l("什么事"), BudgetLine.kind, "choice", LINES),
        Column("amount", _l("金额"), BudgetLine.amount, "money", total=False),
        Column("note", _l("说明"), BudgetLine.note),
        Column("person", _l("谁办的"), Person.name),
    ),
    joins=(Join(Programme, BudgetLine.programme == Programme.id),
           Join(Person, BudgetLine.person == Person.id)),
    filters=(
        Filter("kind", _l("什么事"), BudgetLine.kind, words=LINES),
        Filter("programme", _l("方案"), BudgetLine.programme, "pick", label=Programme.title),
        Filter("day", _l("日期"), BudgetLine.at, "days"),
    ),
    search=(Programme.title, BudgetLine.note),
    order=(BudgetLine.at.desc(), BudgetLine.id.desc()),
    opens="cctv.programme", opens_with={"number": Programme.number},
    empty=_l("还没有动过钱。方案定了预算，这里就有第一笔。"))

LEDGERS = (BUDGET,)
