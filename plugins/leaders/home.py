"""The home of the module: who serves a block, a village, the villages of a township; and where a
leader begins. It stands above the nouns, and asks each of them for its buttons.
"""

from linli.access import current_scope as scope
from linli.access import permission
from linli.modules.services import settings_of, villages_with
from linli.people.models import Household
from linli.web import page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.cards import links
from plugins.leaders.module import module
from plugins.leaders.tenure.blocks import blocks_of, counts_below
from plugins.leaders.tenure.lists import open_of
from plugins.leaders.tenure.models import BLOCK_KINDS
from plugins.leaders.tenure.words import title


@blueprint.route("/")
@permission("leaders.see")
def home():
    """What this place has of it."""
    place = scope.locality
    if place.kind in BLOCK_KINDS:
        return _block(place)
    if place.is_village:
        return _village(place)
    counts = counts_below(place)
    return page("leaders/home_township.html", links=links(scope), villages=[
        (village, *counts.get(village.code, (0, 0, 0))) for village in villages_with("leaders", place)])


def _village(place):
    whole, blocks = blocks_of(place)
    return page("leaders/home.html", links=links(scope), kinds=BLOCK_KINDS, whole=whole, blocks=blocks,
                mine=_mine(), my_block=_my_block(), settings=settings_of(module, place), title=title)


def _block(place):
    """A block, and who serves the village as a whole."""
    village = place.parent
    whole, blocks = blocks_of(village)
    return page("leaders/home_block.html", kinds=BLOCK_KINDS, whole=whole, village=village,
                block=next(each for each in blocks if each.place == place),
                settings=settings_of(module, place), title=title)


def _mine():
    return list(open_of(scope)) if scope.person else []


def _my_block():
    """The code of the block that the reader's household lives in, or None."""
    if not (scope.person and scope.person.household_id):
        return None
    return Household.select(Household.block).where(
        Household.id == scope.person.household_id).scalar()
