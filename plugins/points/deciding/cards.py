"""What the core shows of deciding: what awaits me, links on the desk."""

from datetime import time

import peewee
from flask import url_for
from flask_babel import gettext as _

from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc, today
from plugins.points.deciding import lists
from plugins.points.deciding.committee import members_of, voters
from plugins.points.deeds.models import COLLECTED, Deed
from plugins.points.module import module

_WAITING = ("points.ledger_deeds", {"state": COLLECTED})  # the staff's list of them


def todo(scope):
    """One line a village: what waits for a member's word, and for staff what does not get decided."""
    return [*_mine(scope), *_stuck(scope)]


def desk(scope):
    """The committee's page."""
    if not (scope.locality.is_village and scope.can("points.decide")):
        return []
    return [DeskLink(url_for("points.decide"), _("积分评议"), lists.to_decide(scope))]


def staff_links(scope):
    """The committee's page, for its members."""
    if not (scope.locality.is_village and scope.can("points.decide")):
        return []
    return [Card(url_for("points.decide"), "scale", _("积分评议"), _("同意、不同意或弃权，一次可以表几条"))]


def _mine(scope):
    if not scope.holding("points.decide"):
        return []
    rows = (lists.to_decide(scope).select(Locality, peewee.fn.COUNT(Deed.id).alias("count"),
                                          peewee.fn.MIN(Deed.due_on).alias("first"))
            .join(Locality, on=Deed.locality).group_by(Locality))
    return [_todo(("points.decide", {}), row.locality, row.first, _("积分评议"),
                  _("%(count)d 条等您表态", count=row.count)) for row in rows]


def _stuck(scope):
    """For the staff of the village of this page: late, or with too few members to decide."""
    if not (scope.locality and scope.locality.is_village and scope.can("points.manage")):
        return []
    groups = list(lists.undecided(scope))
    if not groups:
        return []
    members, rules = members_of(scope.locality, today()), settings_of(module, scope.locality)
    few = [each for each in groups if len(voters(members, each)) < rules.quorum]
    late = [each for each in groups if each.late and each not in few]
    found = []
    if few:
        count = sum(each.count for each in few)
        text = _("要 %(quorum)d 位委员才能定，请再聘委员", quorum=rules.quorum)
        found.append(_todo(_WAITING, scope.locality, today(),
                           _("%(count)d 条积分定不下来", count=count), text, "late"))
    if late:
        first, count = min(each.due_on for each in late), sum(each.late for each in late)
        found.append(_todo(_WAITING, scope.locality, first,
                           _("%(count)d 条积分过了评议期限", count=count), _("请催一催管委会的委员")))
    return found


def _todo(page, place, first, title, text, tone=None):
    first = first or today()
    tone = tone or ("late" if first < today() else "soon")
    return Todo(
        href=url_for(page[0], locality=place.code, **page[1]), title=title,
        headline=_("%(day)s 前", day=day_text(first)), text=text,
        status=_("过了期限") if first < today() else _("等评议"), tone=tone,
        at=to_utc(first, time.max), place=place)
