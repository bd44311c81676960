"""What awaits village staff around pathfinders, and the way to the register."""

from collections import defaultdict
from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.localities.models import Locality
from linli.plugins import DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc
from plugins.legal.pathfinders.models import SOON, Pathfinder


def todo(scope):
    """For village staff, one card a village: how many certificates run out within sixty days."""
    if not scope.holding("legal.manage"):
        return []
    query = (Pathfinder.visible_to(scope).select(Pathfinder.valid_until, Locality)
             .join(Locality).where(
                 Pathfinder.runs_out(), scope.here(Pathfinder.locality),
                 scope.holds("legal.manage", Pathfinder.locality))
             .order_by(Pathfinder.valid_until, Pathfinder.id))
    found = defaultdict(list)
    for row in query:
        found[row.locality_id].append(row)
    return [_card(rows) for rows in found.values()]


def desk(scope):
    """The register of this place."""
    return [DeskLink(url_for("legal.pathfinders"), _("法律明白人"))] if scope.can(
        "legal.pathfinders") else []


def _card(rows):
    first = rows[0]
    return Todo(
        href=url_for("legal.ledger_pathfinders", locality=first.locality_id, runs_out=SOON),
        title=_("%(count)d 位法律明白人的证书快到期", count=len(rows)),
        headline=_("最早 %(day)s", day=day_text(first.valid_until)),
        text=_("请安排复训、换证"), status=_("60 天内到期"), tone="soon",
        at=to_utc(first.valid_until, time()), place=first.locality)
