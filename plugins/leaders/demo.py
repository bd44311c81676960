"""The demo of every noun, in the order in which they build on one another."""

from dataclasses import replace
from random import Random

from linli.modules.services import switch
from plugins.leaders.claims import demo as claims
from plugins.leaders.journal import demo as journal
from plugins.leaders.meetings import demo as meetings
from plugins.leaders.tasks import demo as tasks
from plugins.leaders.tenure import demo as tenure


def fill(town):
    """Rows for the demo township; the module is on in 宅群村 and 强亚村."""
    town = replace(town, random=Random(f"leaders {town.seed}"))
    for village in ("宅群村", "强亚村"):
        switch(town.villages[village], "leaders", True, None)
    for noun in (tenure, tasks, claims, journal, meetings):
        noun.fill(town)
