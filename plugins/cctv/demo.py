"""The demo of every noun, in the order in which they build on one another."""

from dataclasses import replace
from random import Random

from linli.modules.services import switch
from plugins.cctv.applications import demo as applications
from plugins.cctv.cameras import demo as cameras
from plugins.cctv.footage import demo as footage
from plugins.cctv.programmes import demo as programmes
from plugins.cctv.settlements import demo as settlements
from plugins.cctv.works import demo as works


def fill(town):
    """Rows for the demo township; the module is on in 宅群村 and 强亚村."""
    town = replace(town, random=Random(f"cctv {town.seed}"))
    for village in ("宅群村", "强亚村"):
        switch(town.villages[village], "cctv", True, None)
    for noun in (programmes, applications, works, cameras, settlements, footage):
        noun.fill(town)
