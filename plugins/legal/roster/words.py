"""Rosters and leave as people say them."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.languages import listed
from linli.toolkit.calendar import clock_text, date_text, today
from plugins.legal.roster.duty import duty_days
from plugins.legal.roster.models import PLACES

FOUR_WEEKS = timedelta(weeks=4)
KINDS = {"weekly": _l("每周"), "fortnightly": _l("隔周"), "nth_weekday": _l("每月第几个周几"),
         "month_day": _l("每月几号"), "once": _l("只来一次")}
WEEKDAYS = {0: _l("周一"), 1: _l("周二"), 2: _l("周三"), 3: _l("周四"), 4: _l("周五"),
            5: _l("周六"), 6: _l("周日")}
NTHS = {1: _l("第 1 个"), 2: _l("第 2 个"), 3: _l("第 3 个"), 4: _l("第 4 个"), 5: _l("第 5 个"),
        -1: _l("最后一个")}


def roster_text(roster):
    """每周二 9:00–11:30，党群服务中心二楼"""
    return _("%(days)s %(hours)s，%(place)s", days=days_text(roster),
             hours=hours_text(roster.starts, roster.ends),
             place=place_text(roster.place_kind, roster.place))


def place_text(kind, place):
    """党群服务中心二楼, 打电话：0750-2671148"""
    return place if kind == "room" else _("%(how)s：%(place)s", how=PLACES[kind], place=place)


def days_text(roster):
    """每周二, 隔周周二, 每月第 2 个周三, 每月 15 日, or the one day."""
    if roster.kind == "once":
        return date_text(roster.anchor)
    if roster.kind == "month_day":
        return _("每月 %(day)d 日", day=roster.month_day)
    weekday = WEEKDAYS[roster.weekday]
    if roster.kind == "nth_weekday":
        return _("每月%(nth)s%(weekday)s", nth=NTHS[roster.nth], weekday=weekday)
    return (_("隔周%(weekday)s", weekday=weekday) if roster.kind == "fortnightly"
            else _("每%(weekday)s", weekday=weekday))


def span_text(roster):
    """From when, where that is still to come, until when, and which of the weeks is next."""
    if roster.kind == "once":
        return ""
    parts = []
    if roster.kind == "fortnightly":
        days = duty_days(roster.shift(), today(), today() + FOUR_WEEKS)
        parts += [_("下一次 %(day)s", day=date_text(day)) for day in days[:1]]
    if roster.first_day > today():
        parts.append(_("%(day)s 起", day=date_text(roster.first_day)))
    if roster.last_day:
        parts.append(_("到 %(day)s 为止", day=date_text(roster.last_day)))
    return listed(parts)


def leave_text(leave):
    """Which days and hours, and from where."""
    days = date_text(leave.first_day)
    if leave.last_day != leave.first_day:
        days = _("%(first)s 到 %(last)s", first=days, last=date_text(leave.last_day))
    if leave.starts or leave.ends:
        days = _("%(days)s，%(hours)s", days=days, hours=hours_text(leave.starts, leave.ends))
    return days if leave.locality_id else _("%(days)s（各村都不来）", days=days)


def hours_text(starts, ends):
    """9:00–11:30; a missing edge of a leave is said in words."""
    if starts is None:
        return _("%(ends)s 以前", ends=clock_text(ends))
    if ends is None:
        return _("%(starts)s 以后", starts=clock_text(starts))
    return f"{clock_text(starts)}–{clock_text(ends)}"
