"""The ledger of sessions (调解场次): numbers, days and states; no name and no word of what was said."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.mediation.cases.kinds import MINISTRY
from plugins.mediation.cases.models import Case
from plugins.mediation.sessions.models import KINDS, STATES, Record, Session

SESSIONS = Ledger(
    "sessions", title=_l("调解场次"), permission="mediation.mediate", model=Session,
    columns=(
        Column("number", _l("案号"), Case.number, "code"),
        Column("ministry_kind", _l("纠纷种类"), Case.ministry_kind, "choice", MINISTRY),
        Column("kind", _l("怎么调解"), Session.kind, "choice", KINDS),
        Column("starts_at", _l("时间"), Session.starts_at, "moment"),
        Column("minutes", _l("多少分钟"), Record.minutes, "number", total=True),
        Column("state", _l("状态"), Session.state, "choice", STATES),
    ),
    joins=(Join(Case, Session.case == Case.id), Join(Record, Record.session == Session.id)),
    filters=(
        Filter("state", _l("状态"), Session.state, words=STATES),
        Filter("kind", _l("怎么调解"), Session.kind, words=KINDS),
        Filter("day", _l("时间"), Session.starts_at, "days"),
    ),
    search=(Case.number,),
    order=(Session.starts_at.desc(), Session.id.desc()),
    opens="mediation.session", opens_with={"session_id": Session.id},
    empty=_l("还没有调解场次。在案子的页面上点“安排调解”。"))

LEDGERS = (SESSIONS,)
