"""What the core shows of the journal: what awaits me, links on the desk, what is open."""

from datetime import time, timedelta

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, local, to_utc
from plugins.leaders.journal import lists
from plugins.leaders.journal.models import KINDS

MOST = 20
open_matters = lists.open_matters


def todo(scope):
    """This week's visits of a leader, appeals to answer, and one's own that wait; two queries."""
    rounds = [_round(row) for row in lists.rounds_left(scope)] if scope.holding("leaders.visit") else []
    return [*rounds, *(_appeal(row) for row in lists.awaiting(scope).limit(MOST))]


def desk(scope):
    """The appeals that are open, for whoever keeps them."""
    if not scope.can("leaders.manage"):
        return []
    return [DeskLink(url_for("leaders.ledger_appeals", state="open"), _("居民诉求"),
                     lists.open_in(scope.locality))]


def links(scope):
    """Big buttons on the home of the module (`plugins.Card`), for whoever may open them."""
    here = scope.locality.path
    found = [Card(url_for("leaders.rounds", locality=held.code), "village", _("走访"),
                  _("我的住户，记一次走访"))
             for held in scope.holding("leaders.visit") if held.path.startswith(here)]
    if not found and scope.can("leaders.visit"):
        found = [Card(url_for("leaders.rounds"), "village", _("走访"), _("我的住户，记一次走访"))]
    if scope.can("leaders.apply"):
        found += [Card(url_for("leaders.ask"), "talk", _("有事找楼长、联户长"), _("写几句，他们会答复您")),
                  Card(url_for("leaders.notes"), "list", _("村里记了我家什么"),
                       _("走访时记下的，都能看、能撤回"))]
    return found


def _round(row):
    last = row.first_day + timedelta(days=6)
    return Todo(
        href=url_for("leaders.rounds", locality=row.block_id), title=_("这周的走访"),
        headline=_("还差 %(left)d 户", left=row.due - row.was), text=row.block.name,
        status=_("%(day)s 前", day=day_text(last)), tone="soon", at=to_utc(last, time.max), place=row.block)


def _appeal(row):
    own = bool(row.own)
    who = row.asked_by.name if row.asked_by_id else row.household.address
    return Todo(
        href=url_for("leaders.show_appeal", locality=row.locality_id, appeal_id=row.id),
        title=_("我提的事") if own else _("有居民找您"), headline=str(KINDS[row.kind]),
        text=_("等答复") if own else who,
        status=_("等答复") if own else _("%(day)s 提的", day=day_text(local(row.at).date())),
        tone="ok" if own else "soon", at=row.at, place=row.locality)
