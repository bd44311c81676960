"""The figures of tenures. What stands today counts in the period of today, and in no other."""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.localities.models import Locality
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.figures import Figure, Sum
from plugins.leaders.tenure.models import BLOCK_KINDS, PUT_FORWARD, SERVING, Tenure

_a_block = Locality.kind.in_(tuple(BLOCK_KINDS)) & Locality.successor.is_null()
_served = fn.EXISTS(Tenure.select(1).where(Tenure.locality == Locality.code, Tenure.state.in_(SERVING)))

BLOCKS = Sum(Locality, Locality.code, ShanghaiToday(), where=_a_block)
UNSERVED = Sum(Locality, Locality.code, ShanghaiToday(), where=_a_block & ~_served)
SERVE = Sum(Tenure, Tenure.locality, ShanghaiToday(), where=Tenure.state.in_(SERVING))
APPLIED = Sum(Tenure, Tenure.locality, Tenure.made_at)
DECIDED = Sum(Tenure, Tenure.locality, Tenure.made_at, where=Tenure.state != PUT_FORWARD)

FIGURES = (
    Figure("unserved", _l("没有楼长、联户长的楼栋"), (UNSERVED,), (BLOCKS,), kind="share",
           words=_l("%(below)s 个楼栋、网格里 %(above)s 个没有人"),
           note=_l("说的是今天：没有在任、也没有试用的人。以前的月份不算。")),
    Figure("serving", _l("在任的"), (SERVE,), unit=_l("位"),
           note=_l("说的是今天：在任和试用的都算，一个人服务两处算两位。以前的月份不算。"),
           ledger="tenures", ledger_with={"serves": "yes"}),
    Figure("applied", _l("报名和提名"), (APPLIED,), unit=_l("人次"), note=_l("按报名那天算。"),
           ledger="tenures", ledger_days="made"),
    Figure("decided", _l("报名有了结果"), (DECIDED,), (APPLIED,), kind="share",
           words=_l("%(below)s 人次里 %(above)s 人次有了结果"),
           note=_l("按报名那天算，自己撤回的也算有了结果。"),
           ledger="tenures", ledger_days="made", ledger_with={"decided": "yes"}),
)
