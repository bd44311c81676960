"""What this noun shows on pages of the core and on the home of the module."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.localities.models import Locality
from linli.plugins import Todo
from linli.toolkit import zones
from plugins.mediation.sessions import lists
from plugins.mediation.sessions.models import PLANNED, Session

MOST = 20


def todo(scope):
    """For parties and those who sit in, what they are asked to come to; for a mediator what they have
    planned, and what they have to record.
    """
    found = [_coming(row) for row in lists.coming(scope).limit(MOST)]
    if scope.holding("mediation.mediate"):
        found += [_to_record(row) if row.ends_at <= utc_now() else _coming(row)
                  for row in lists.to_hold(scope).limit(MOST)]
    return found


def open_matters(locality):
    """For whoever switches the module off: what is planned; one query."""
    count = Session.select().join(Locality).where(
        Locality.within(locality.path), Session.state == PLANNED).count()
    return [_l("还有 %(count)d 场约好的调解。关闭以后网上看不到，提醒照常发，请另外告诉当事人",
               count=count)] if count else []


def _coming(row):
    return Todo(href=_address(row), title=_("调解"), headline=zones.when(row.starts_at), text=row.where,
                status=_("约好了"), tone="ok", at=row.starts_at, place=row.locality)


def _to_record(row):
    return Todo(href=_address(row), title=_("调解开过了，要记录"), headline=zones.when(row.starts_at),
                text=row.case.number or row.case.code, status=_("等记录"), tone="soon", at=row.starts_at,
                place=row.locality)


def _address(row):
    return url_for("mediation.session", locality=row.locality_id, session_id=row.id)
