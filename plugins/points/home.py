"""The home of the module. It stands above the nouns, and asks each of them for its lines."""

from linli.access import current_scope as scope
from linli.access import permission
from linli.modules.services import villages_with
from linli.web import page
from plugins.points import cards
from plugins.points.accounts import lists
from plugins.points.accounts.models import STATES
from plugins.points.blueprint import blueprint
from plugins.points.deeds.models import NOTICE, OBJECTED, Deed
from plugins.points.shop.models import Good

SHOWN = 6


@blueprint.route("/")
@permission("points.see")
def home():
    """What this place has of it."""
    return _village() if scope.locality.is_village else _above()


def _village():
    """What my household has, what is on its way, what it buys; for everybody what this is."""
    account = lists.own(scope)
    goods = Good.visible_to(scope).where(Good.locality == scope.locality, Good.offered, Good.stock > 0)
    return page("points/home.html", account=account, states=STATES,
                coming=_coming(account) if account else (0, 0), links=cards.links(scope),
                staff=cards.staff_links(scope),
                joined=lists.taking_part(scope.locality),
                goods=list(goods.order_by(Good.price, Good.id).limit(SHOWN)))


def _above():
    """The villages of a township that keep books, with how many households take part."""
    counts = lists.taking_part_by_place(scope.locality)
    return page("points/home_township.html", links=cards.staff_links(scope), villages=[
        (village, counts.get(village.code, 0)) for village in villages_with("points", scope.locality)])


def _coming(account):
    """(how many deeds of the household are in notice, how many points they bring)."""
    waiting = Deed.visible_to(scope).where(Deed.account == account.id, Deed.state.in_((NOTICE, OBJECTED)))
    points = [deed.points for deed in waiting]
    return len(points), sum(points)
