"""The ledger of wage-arrears leads (欠薪台账)."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.ledger import Column, Filter, Ledger
from plugins.legal.leads.models import SOURCES, STATES, Lead

_overdue = peewee.Case(None, ((Lead.due_on.is_null(), "none"),
                              (Lead.due_on < ShanghaiToday(), "late")), "running")

LEADS = Ledger(
    "leads", title=_l("欠薪线索台账"), permission="legal.leads", model=Lead,
    columns=(
        Column("number", _l("编号"), Lead.number, "code"),
        Column("state", _l("状态"), Lead.state, "choice", STATES),
        Column("due_on", _l("这一步期限"), Lead.due_on, "day"),
        Column("employer", _l("欠薪的单位或老板"), Lead.employer),
        Column("amount", _l("欠薪"), Lead.amount, "money"),
        Column("recovered", _l("已追回"), Lead.recovered(), "money"),
        Column("village", _l("村"), Locality.short_name),
        Column("people", _l("人数"), Lead.people, "number", total=True),
        Column("site", _l("工地"), Lead.site, "long"),
        Column("source", _l("来源"), Lead.source, "choice", SOURCES),
        Column("platform_number", _l("平台编号"), Lead.platform_number, "code"),
        Column("received", _l("收到"), Lead.reported_at, "moment"),
    ),
    filters=(
        Filter("state", _l("状态"), Lead.state, words=STATES),
        Filter("source", _l("来源"), Lead.source, words=SOURCES),
        Filter("received", _l("收到"), Lead.reported_at, "days"),
        Filter("overdue", _l("期限"), _overdue, words={
            "late": _l("已超期"), "running": _l("在期限内"), "none": _l("不用等了")}),
    ),
    search=(Lead.employer, Lead.site, Lead.number, Lead.platform_number),
    order=(Lead.reported_at.desc(), Lead.id.desc()),
    opens="legal.lead", opens_with={"lead_id": Lead.id},
    new=(("legal.new_lead", _l("登记欠薪线索")),),
    empty=_l("还没有欠薪线索。有工人来说、平台转来，点“登记欠薪线索”记下来。"))
