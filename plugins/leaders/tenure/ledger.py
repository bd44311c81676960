"""The register of leaders (聘任台账)."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.leaders.tenure.models import PUT_FORWARD, ROLES, SERVING, STATES, WAYS, Tenure

_serves = peewee.Case(None, ((Tenure.state.in_(SERVING), "yes"),), "no")
_decided = peewee.Case(None, ((Tenure.state == PUT_FORWARD, "no"),), "yes")

TENURES = Ledger(
    "tenures", title=_l("楼长聘任台账"), permission="leaders.read", model=Tenure,
    joins=(Join(Person, Tenure.person == Person.id),),
    columns=(
        Column("name", _l("姓名"), Person.name),
        Column("place", _l("为哪里服务"), Locality.short_name),
        Column("role", _l("担任"), Tenure.role, "choice", ROLES),
        Column("state", _l("状态"), Tenure.state, "choice", STATES),
        Column("starts_on", _l("从哪天起"), Tenure.starts_on, "day"),
        Column("probation_until", _l("试用到"), Tenure.probation_until, "day"),
        Column("ends_on", _l("任期到"), Tenure.ends_on, "day"),
        Column("way", _l("怎么来的"), Tenure.way, "choice", WAYS),
        Column("made", _l("报名"), Tenure.made_at, "moment"),
        Column("thanked_on", _l("致谢"), Tenure.thanked_on, "day"),
    ),
    filters=(
        Filter("state", _l("状态"), Tenure.state, words=STATES),
        Filter("serves", _l("现在"), _serves, words={"yes": _l("在任和试用"), "no": _l("不在任")}),
        Filter("decided", _l("报名"), _decided, words={"yes": _l("有了结果"), "no": _l("还没有结果")}),
        Filter("role", _l("担任"), Tenure.role, words=ROLES),
        Filter("made", _l("报名日期"), Tenure.made_at, "days"),
        Filter("place", _l("为哪里服务"), Tenure.locality, "pick", label=Locality.short_name),
    ),
    search=(Person.name, Locality.short_name),
    order=(Tenure.made_at.desc(), Tenure.id.desc()),
    opens="leaders.tenure", opens_with={"tenure_id": Tenure.id},
    new=(("leaders.name_leader", _l("提名一位")),),
    empty=_l("还没有人报名。村民可以自荐，也可以由村里提名。"))

LEDGERS = (TENURES,)
