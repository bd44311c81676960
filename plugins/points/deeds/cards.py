"""What the core shows of deeds: what awaits me, links on the desk, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc, today
from plugins.points.accounts.lists import own
from plugins.points.accounts.models import OPEN
from plugins.points.deeds import lists
from plugins.points.deeds.households import collects_at
from plugins.points.deeds.models import STATES

MOST = 10


def todo(scope):
    """A minus that my household may still speak about; as staff the letters to hand over; what I
    collected and was refused is kept.
    """
    heard = [_to_be_heard(deed) for deed in lists.to_be_heard(scope).limit(MOST)]
    if scope.holding("points.manage"):
        heard += [_letter(deed) for deed in lists.to_hand_over(scope).limit(MOST)]
    return heard + [_refused(deed) for deed in lists.refused_lately(scope).limit(MOST)]


def desk(scope):
    """Collecting, one by one or from a table; the ledger is linked by the core."""
    if not scope.can("points.propose"):
        return []
    table = [DeskLink(url_for("points.import_deeds"), _("积分事项导入"))] if scope.locality.is_village else []
    return [DeskLink(url_for("points.collect"), _("收集积分事项")), *table]


def links(scope):
    """Telling of a deed and my household's deeds, for a household that has a passbook."""
    account = own(scope) if scope.can("points.own") else None
    found = []
    if account and account.state == OPEN:
        found.append(Card(url_for("points.report"), "heart", _("报一件好事"), _("做了什么，拍张照片报上来")))
    if account:
        found.append(Card(url_for("points.deeds"), "check", _("我家的积分事项"), _("报上去的到哪一步了")))
    return found


def staff_links(scope):
    """Collecting for others."""
    where = collects_at(scope)
    return [Card(url_for("points.collect", locality=where), "plus", _("收集积分事项"),
                 _("谁家做了什么，记下来"))] if where else []


def open_matters(locality):
    """As `lists.open_matters` says."""
    return lists.open_matters(locality)


def _to_be_heard(deed):
    return Todo(
        href=url_for("points.hearing", locality=deed.locality_id, number=deed.number),
        title=_("积分的事，想听您家说明"), headline=_("%(day)s 前", day=day_text(deed.due_on)),
        text=deed.number, status=str(STATES[deed.state][0]), tone=STATES[deed.state][1],
        at=to_utc(deed.due_on, time.max), place=deed.locality)


def _letter(deed):
    late = deed.due_on < today()
    return Todo(
        href=url_for("points.letter", locality=deed.locality_id, number=deed.number),
        title=_("扣分前的书面通知要送到户"), headline=_("%(day)s 前", day=day_text(deed.due_on)),
        text=_("%(number)s，这户没有人能在网上看消息", number=deed.number),
        status=_("过了期限") if late else _("等送达"), tone="late" if late else "soon",
        at=to_utc(deed.due_on, time.max), place=deed.locality)


def _refused(deed):
    return Todo(
        href=url_for("points.deed", locality=deed.locality_id, number=deed.number),
        title=_("我收集的积分事项"), headline=deed.rule.title, text=deed.number,
        status=str(STATES[deed.state][0]), tone=STATES[deed.state][1], at=deed.collected_at,
        place=deed.locality, done=True)
