"""The ledger of follow-up visits (回访): numbers and days; no name and no word of what was said."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.mediation.agreements.models import Agreement, FollowUp
from plugins.mediation.cases.kinds import MINISTRY
from plugins.mediation.cases.models import Case
from plugins.mediation.cases.states import STATES

_WAYS = {True: _l("打电话"), False: _l("上门")}
_KEPT = {True: (_l("做到了"), "ok"), False: (_l("还没有做到"), "late")}

FOLLOW_UPS = Ledger(
    "follow_ups", title=_l("回访台账"), permission="mediation.mediate", model=FollowUp,
    locality=Case.locality,
    columns=(
        Column("number", _l("案号"), Case.number, "code"),
        Column("ministry_kind", _l("纠纷种类"), Case.ministry_kind, "choice", MINISTRY),
        Column("signed_on", _l("协议生效"), Agreement.signed_on, "day"),
        Column("follow_up_by", _l("最晚回访"), Agreement.follow_up_by, "day"),
        Column("day", _l("哪天回访"), FollowUp.day, "day"),
        Column("by_phone", _l("怎么回访"), FollowUp.by_phone, "choice", _WAYS),
        Column("kept", _l("履行"), FollowUp.kept, "choice", _KEPT),
        Column("state", _l("案子"), Case.state, "choice", STATES),
    ),
    joins=(Join(Case, FollowUp.case == Case.id), Join(Agreement, Agreement.case == Case.id)),
    filters=(
        Filter("state", _l("案子"), Case.state, words=STATES),
        Filter("day", _l("哪天回访"), FollowUp.day, "days"),
        Filter("due", _l("最晚回访"), Agreement.follow_up_by, "days"),
    ),
    search=(Case.number,),
    order=(FollowUp.day.desc(), FollowUp.id.desc()),
    opens="mediation.agreement", opens_with={"code": Case.code},
    empty=_l("还没有回访。协议生效以后，在协议的页面上点“记一次回访”。"))

LEDGERS = (FOLLOW_UPS,)
