"""The ledgers of every noun."""

from plugins.points.accounts import ledger as accounts
from plugins.points.changes import ledger as changes
from plugins.points.deeds import ledger as deeds
from plugins.points.notice import ledger as notice
from plugins.points.shop import ledger as shop

LEDGERS = [each for noun in (accounts, deeds, notice, shop, changes) for each in noun.LEDGERS]
