"""What this noun shows on pages of the core and on the home of the module."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.plugins import Todo
from linli.toolkit.calendar import date_text, to_utc, today
from plugins.mediation.agreements import lists

MOST = 20
URGENT = 7  # days


def todo(scope):
    """For parties, what they still have to do, and until when the court may be asked; for a mediator what
    is late, whom to visit, and what a court has to decide.
    """
    found = [_to_do(term) for term in lists.own_terms(scope).limit(MOST)]
    found += [_to_confirm(row) for row in lists.to_confirm(scope).limit(MOST)]
    if scope.holding("mediation.mediate"):
        found += [_overdue(term) for term in lists.overdue_terms(scope).limit(MOST)]
        found += [_to_visit(row) for row in lists.to_visit(scope).limit(MOST)]
        found += [_at_court(row) for row in lists.at_court(scope).limit(MOST)]
    return found


def open_matters(locality):
    """For whoever switches the module off: agreements that are not carried out; one query."""
    count = lists.open_in(locality)
    return [_l("还有 %(count)d 份调解协议没有履行完。关闭以后网上看不到，提醒照常发，请调解员另外跟进",
               count=count)] if count else []


def _to_do(term):
    late = term.due_on < today()
    return _card(term.agreement.case, term.due_on, _("调解协议里您要做的"),
                 _("已经过期") if late else _("要做"), "late" if late else "soon",
                 _("%(day)s以前", day=date_text(term.due_on)))


def _to_confirm(row):
    left = row.days_to_confirm
    return _card(row.case, row.confirm_by, _("可以申请司法确认"), _("今天最后一天") if left == 0
                 else _("还剩 %(count)d 天", count=left), "soon" if left <= URGENT else "quiet",
                 _("%(day)s以前，要双方一起", day=date_text(row.confirm_by)))


def _overdue(term):
    return _card(term.agreement.case, term.due_on, _("协议有一条过期没做"), _("过期"), "late",
                 _("%(day)s到期", day=date_text(term.due_on)))


def _to_visit(row):
    late = row.follow_up_by < today()
    return _card(row.case, row.follow_up_by, _("要回访"), _("过期") if late else _("快到了"),
                 "late" if late else "soon", _("%(day)s以前", day=date_text(row.follow_up_by)))


def _at_court(row):
    return _card(row.case, row.applied_on, _("司法确认等结果"), _("等法院"), "quiet",
                 _("%(day)s申请的", day=date_text(row.applied_on)))


def _card(case, day, title, status, tone, headline):
    return Todo(href=url_for("mediation.agreement", locality=case.locality_id, code=case.code), title=title,
                headline=headline, text=case.number or case.code, status=status, tone=tone,
                at=to_utc(day, time.max), place=case.locality)
