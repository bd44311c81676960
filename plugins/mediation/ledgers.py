"""The ledgers of every noun."""

from plugins.mediation.agreements import ledger as agreements
from plugins.mediation.cases import ledger as cases
from plugins.mediation.sessions import ledger as sessions

LEDGERS = [each for noun in (cases, sessions, agreements) for each in noun.LEDGERS]
