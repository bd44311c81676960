"""The ledgers of every noun."""

from plugins.leaders.claims import ledger as claims
from plugins.leaders.journal import ledger as journal
from plugins.leaders.meetings import ledger as meetings
from plugins.leaders.tasks import ledger as tasks
from plugins.leaders.tenure import ledger as tenure

LEDGERS = [each for noun in (tenure, tasks, claims, journal, meetings) for each in noun.LEDGERS]
