"""How many sessions were held."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.mediation.sessions.models import HELD, Session

FIGURES = (
    Figure("sessions", _l("调解场次"), (Sum(Session, Session.locality, Session.starts_at,
                                        where=Session.state == HELD),),
           unit=_l("场"), note=_l("开过并且记了的，按开的那天算。"), ledger="sessions",
           ledger_with={"state": HELD}, private="sessions"),
)
