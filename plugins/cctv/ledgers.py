"""The ledgers of every noun."""

from plugins.cctv.applications import ledger as applications
from plugins.cctv.cameras import ledger as cameras
from plugins.cctv.footage import ledger as footage
from plugins.cctv.programmes import ledger as programmes
from plugins.cctv.settlements import ledger as settlements
from plugins.cctv.works import ledger as works

NOUNS = (programmes, applications, works, cameras, settlements, footage)

LEDGERS = [each for noun in NOUNS for each in noun.LEDGERS]
