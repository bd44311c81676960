"""What the core shows of applications: what awaits me, links on the desk, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc
from plugins.cctv.applications import lists
from plugins.cctv.applications.models import (
    APPLIED,
    OPEN,
    QUOTED,
    STATES,
    SURVEYED,
    TOPICS,
    Application,
)

MOST = 20
WAITS = ((lists.SURVEY, "cctv.survey", _l("上门看现场"), _l("等上门")),
         (lists.QUOTE, "cctv.record", _l("报价"), _l("等报价")),
         (lists.APPROVE, "cctv.approve", _l("审批"), _l("轮到您")))

STATE_OF = {lists.SURVEY: APPLIED, lists.QUOTE: SURVEYED, lists.APPROVE: QUOTED}


def links(scope):
    """One's applications, and what waits for whoever works on them."""
    found = []
    if scope.person is not None:
        found.append(Card(url_for("cctv.applications"), "board", _("我的申请"), _("办到哪一步了")))
    if any(scope.can(permission) for _what, permission, *_words in WAITS):
        found.append(Card(url_for("cctv.waiting"), "desk", _("等我办的申请"), _("看现场、报价、审批")))
    return found


def todo(scope):
    """What the applicant is asked for, whose turn it is of the staff, and one's own to be found again."""
    if scope.person is None:
        return []
    asked = list(lists.own_asked(scope).limit(MOST))
    found = [_to_answer(row) for row in asked]
    words = {STATE_OF[what]: said for what, permission, *said in WAITS if scope.holding(permission)}
    if words:
        rows = lists.waiting_whole(scope, *(what for what in STATE_OF if STATE_OF[what] in words))
        found += [_to_do(row, *words[row.state]) for row in rows.limit(MOST)]
    if scope.holding("cctv.record"):
        found += [_overdue(row) for row in lists.overdue(scope).limit(MOST)]
    seen = {row.application_id for row in asked}
    return found + [_own(row) for row in lists.own(scope).where(Application.state.in_(OPEN)).limit(MOST)
                    if row.id not in seen]


def desk(scope):
    """What waits for this reader here and below, whichever step: one link, and one count."""
    steps = [what for what, permission, *_words in WAITS if scope.can(permission)]
    if not steps:
        return []
    return [DeskLink(url_for("cctv.waiting"), _("等我办的申请"), lists.waiting(scope, *steps))]


def open_matters(locality):
    """For whoever switches the module off: what is under way; one query."""
    count = lists.open_in(locality).count()
    return [_l("还有 %(count)d 份装摄像头的申请没有办完。关闭以后网上看不到，请先办完或者通知申请人",
               count=count)] if count else []


def _to_answer(row):
    application = row.application
    return Todo(
        href=url_for("cctv.answer_question", locality=application.locality_id, number=application.number,
                     question_id=row.id),
        title=_("装摄像头要补材料"), headline=str(TOPICS[row.topic]), text=application.number,
        status=_("等您补"), tone="late", at=row.asked_at, place=application.locality)


def _to_do(row, title, status):
    return Todo(
        href=url_for("cctv.application", locality=row.locality_id, number=row.number),
        title=_("摄像头申请：%(step)s", step=title), headline=row.place, text=row.number, status=str(status),
        tone="soon", at=row.applied_at, place=row.locality)


def _overdue(row):
    return Todo(
        href=url_for("cctv.application", locality=row.locality_id, number=row.number),
        title=_("摄像头申请：过期没交款"), headline=row.place, text=row.number,
        status=_("%(day)s 前要交", day=day_text(row.pay_by)), tone="late",
        at=to_utc(row.pay_by, time.max), place=row.locality)


def _own(row):
    word, tone = STATES[row.state]
    return Todo(
        href=url_for("cctv.application", locality=row.locality_id, number=row.number),
        title=_("装摄像头的申请"), headline=row.place, text=row.number, status=str(word), tone=tone,
        at=row.applied_at, place=row.locality, done=True)
