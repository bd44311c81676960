"""What the core shows of batches with the telecom: what awaits me, the desk, what is open."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.money import yuan
from plugins.cctv.settlements import lists
from plugins.cctv.settlements.models import STATES

MOST = 20
open_matters = lists.open_matters


def links(scope):
    """A big button on the home of the township's module, for whoever settles."""
    if not scope.can("cctv.manage") or scope.locality.is_village:
        return []
    return [Card(url_for("cctv.settlements"), "report", _("跟电信结算"), _("验收了的，一批一批付"))]


def todo(scope):
    """The open batches of whoever settles; one query."""
    if not scope.holding("cctv.manage"):
        return []
    return [_todo(row) for row in lists.open_here(scope).limit(MOST)]


def desk(scope):
    """What may be settled."""
    if not scope.can("cctv.manage") or scope.locality.is_village:
        return []
    return [DeskLink(url_for("cctv.settlements"), _("跟电信结算"), lists.to_settle(scope))]


def _todo(row):
    return Todo(
        href=url_for("cctv.settlement", locality=row.locality_id, number=row.number),
        title=_("跟电信结算"), text=row.number,
        headline=_("%(count)d 份，%(total)s 元", count=row.many, total=yuan(row.total)),
        status=str(STATES[row.state][0]), tone=STATES[row.state][1], at=row.made_at,
        place=row.locality)
