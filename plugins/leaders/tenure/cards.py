"""What the core shows of tenures: what awaits staff and leaders, links on the desk, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _
from peewee import fn

from linli.localities.models import Locality
from linli.plugins import DeskLink, Todo
from linli.toolkit.calendar import day_text, local, relative_day, to_utc, today
from plugins.leaders.tenure.lists import awaiting
from plugins.leaders.tenure.models import APPOINTED, OPEN, PROBATION, PUT_FORWARD, RESTING, Tenure
from plugins.leaders.tenure.terms import RENEWING

MOST = 40


def todo(scope):
    """As `lists.awaiting` says, in one query. A leader who serves is done, and can be found again."""
    return [_mine(tenure) if tenure.person_id == scope.person.id else _to_decide(tenure)
            for tenure in awaiting(scope).limit(MOST)]


def desk(scope):
    """The blocks of this village, and naming somebody."""
    if not (scope.locality.is_village and scope.can("leaders.manage")):
        return []
    return [DeskLink(url_for("leaders.blocks"), _("楼栋和网格")),
            DeskLink(url_for("leaders.name_leader"), _("提名楼长、联户长"))]


def open_matters(locality):
    """Who waits for an interview, who is on probation, who serves; one query."""
    counts = dict(Tenure.select(Tenure.state, fn.COUNT(Tenure.id)).join(Locality).where(
        Locality.within(locality.path), Tenure.state.in_(OPEN)).group_by(Tenure.state).tuples())
    waiting = counts.pop(PUT_FORWARD, 0)
    serving = sum(counts.values())
    said = [(waiting, _("%(count)d 人报了名等面谈。关闭以后面谈不了，也撤回不了", count=waiting)),
            (serving, _("%(count)d 位楼长、联户长还没有卸任。关闭以后任期照样走，到了就结束", count=serving))]
    return [words for count, words in said if count]


def _mine(tenure):
    ends = tenure.ends_on if tenure.state in (APPOINTED, RESTING) else None
    soon = bool(ends and ends <= today() + RENEWING)
    day = tenure.probation_until if tenure.state == PROBATION else ends
    headlines = {PUT_FORWARD: _("等村里约您面谈"), PROBATION: _("试用到 %(day)s", day=_day(day)),
                 APPOINTED: _("任期到 %(day)s", day=_day(day)), RESTING: _("歇着，随时可以回来")}
    return Todo(
        href=_href(tenure), title=_("我报的名") if tenure.state == PUT_FORWARD else _("我的聘任"),
        headline=headlines[tenure.state], text=tenure.locality.short_name,
        status=str(_("任期快到") if soon else tenure.state_name), tone="soon" if soon else tenure.tone,
        at=to_utc(day, time.max) if day else tenure.made_at, place=tenure.locality,
        done=tenure.state == APPOINTED and not soon)


def _to_decide(tenure):
    who = f"{tenure.person.name} · {tenure.locality.short_name}"
    if tenure.state == PUT_FORWARD:
        made = local(tenure.made_at).date()
        return Todo(_href(tenure), _("有人报名，请约面谈"), who, _("%(day)s 报的名", day=_day(made)),
                    str(tenure.state_name), tenure.tone, tenure.made_at, tenure.locality)
    probation = tenure.state == PROBATION
    day = tenure.probation_until if probation else tenure.ends_on
    return Todo(
        href=_href(tenure), title=_("试用到期，请考核") if probation else _("任期快到，续聘还是到此为止"),
        headline=who, text=_("到 %(day)s", day=_day(day)),
        status=_("过了日子") if day < today() else _("%(count)d 天后到", count=(day - today()).days),
        tone="late" if day < today() else "soon", at=to_utc(day, time.max), place=tenure.locality)


def _href(tenure):
    return url_for("leaders.tenure", locality=tenure.village_code, tenure_id=tenure.id)


def _day(day):
    return (relative_day(day, today()) or day_text(day)) if day else ""
