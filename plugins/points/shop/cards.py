"""What the core shows of the shop: what awaits me, links on the desk, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import date_text, to_utc, today
from plugins.points.shop import lists

MOST = 20


def todo(scope):
    """What one's household has to fetch, and what a keeper hands out today."""
    found = [_to_fetch(row) for row in lists.own_waiting(scope).limit(MOST)]
    if scope.holding("points.counter"):
        found += [_to_hand_out(place) for place in lists.due_today(scope)]
    return found


def desk(scope):
    """The counter, the shelf and the redemption days of a village."""
    if not scope.locality.is_village:
        return []
    links = []
    if scope.can("points.counter"):
        links.append(DeskLink(url_for("points.counter"), _("兑换点"), lists.open_in(scope.locality)))
    if scope.can("points.stock"):
        links.append(DeskLink(url_for("points.goods"), _("东西和库存")))
    if scope.can("points.manage"):
        links.append(DeskLink(url_for("points.pickup_days"), _("兑换日")))
    return links


def staff_links(scope):
    """For whoever keeps the counter and the stock."""
    if not scope.locality.is_village:
        return []
    found = []
    if scope.can("points.counter"):
        found.append(Card(url_for("points.counter"), "search", _("兑换点"), _("扫码或报编号，发东西")))
    if scope.can("points.stock"):
        found.append(Card(url_for("points.goods"), "desk", _("东西和库存"), _("还剩多少，买进、盘点、报废")))
    return found


def open_matters(locality):
    """For whoever switches the module off: what was taken and not fetched; one query."""
    count = lists.open_in(locality).count()
    return [_l("还有 %(count)d 份换好的东西没领。关闭以后网上看不到，到期没领的照常退回积分，"
               "请先通知他们来领",
               count=count)] if count else []


def _to_fetch(row):
    return Todo(
        href=url_for("points.redemption", locality=row.locality_id, number=row.number),
        title=_("换的东西等您去领"), headline=row.what,
        text=_("最晚 %(day)s 领 · %(number)s", day=date_text(row.until), number=row.number),
        status=_("等领取"), tone="soon", at=to_utc(row.until, time.max), place=row.locality)


def _to_hand_out(place):
    return Todo(
        href=url_for("points.counter", locality=place.code), title=_("兑换点今天要发东西"),
        headline=_("%(count)d 份", count=place.count), text=_("兑换日是今天，或者今天是最后一天"),
        status=_("今天"), tone="soon", at=to_utc(today(), time.min), place=place)

