"""The demo of every noun, in the order in which they build on one another."""

from dataclasses import replace
from random import Random

from linli.modules.services import switch
from plugins.mediation.agreements import demo as agreements
from plugins.mediation.cases import demo as cases
from plugins.mediation.papers import demo as papers
from plugins.mediation.rooms import demo as rooms
from plugins.mediation.sessions import demo as sessions


def fill(town):
    """Rows for the demo township; the module is on in 宅群村 and 强亚村."""
    town = replace(town, random=Random(f"mediation {town.seed}"))
    for village in ("宅群村", "强亚村"):
        switch(town.villages[village], "mediation", True, None)
    for noun in (rooms, cases, sessions, agreements):
        noun.fill(town)
    papers.fill(town)
