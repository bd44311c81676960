"""The demo of every noun, in the order in which they build on one another."""

from dataclasses import replace
from random import Random

from linli.modules.services import switch
from plugins.points.accounts import demo as accounts
from plugins.points.book import demo as book
from plugins.points.deciding import demo as deciding
from plugins.points.deeds import demo as deeds
from plugins.points.honour import demo as honour
from plugins.points.notice import demo as notice
from plugins.points.shop import demo as shop


def fill(town):
    """Rows for the demo township; the module is on in 宅群村."""
    town = replace(town, random=Random(f"points {town.seed}"))
    for village in ("宅群村",):
        switch(town.villages[village], "points", True, None)
    for noun in (book, accounts, deeds, deciding, notice, shop, honour):
        noun.fill(town)
