"""What awaits an officer and a worker around leads."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc, today
from plugins.legal.leads import lists
from plugins.legal.leads.deadlines import deadline
from plugins.legal.leads.models import NEW, PAID, STATES, VERIFIED
from plugins.legal.leads.words import WORDS

MOST = 20
_NEXT = {NEW: "verify", VERIFIED: "send", PAID: "close"}


def todo(scope):
    """As `lists.awaiting` says, in one query."""
    return [_todo(lead, scope.person) for lead in lists.awaiting(scope).limit(MOST)]


def desk(scope):
    """Where an officer enters a lead; the ledger is linked by the core."""
    return [DeskLink(url_for("legal.new_lead"), _("登记欠薪线索"))] if scope.can("legal.leads") else []


def _todo(lead, person):
    due, own = deadline(lead), lead.own_of(person)
    return Todo(
        href=url_for("legal.lead", locality=lead.locality_id, lead_id=lead.id),
        title=_("我报的欠薪") if own else
        _("欠薪线索：%(step)s", step=WORDS[_NEXT.get(lead.state, "pay")].link),
        headline=lead.employer if own else
        _("%(day)s 前", day=day_text(lead.due_on)) if lead.due_on else _("可以结案了"),
        text=lead.number if own else f"{lead.number} · {lead.employer}",
        status=str(due.text if due and not own else STATES[lead.state][0]),
        tone=due.tone if due and not own else STATES[lead.state][1],
        at=to_utc(lead.due_on or today(), time.max), place=lead.locality)
