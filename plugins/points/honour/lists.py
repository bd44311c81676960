"""Banners as the village sees them."""

from linli.people.models import Household
from linli.toolkit.figures.periods import QUARTER, Period
from plugins.points.accounts.models import Account
from plugins.points.honour.models import Banner


def by_quarter(query, locality):
    """[(Period, [Banner])] of a village, the latest first. Households stand in the order of
    their numbers: the order of points would tell who lost some.
    """
    rows = query.select(Banner, Account, Household).join(Account).join(Household).where(
        Banner.locality == locality).order_by(Banner.quarter.desc(), Household.number, Banner.id)
    found = {}
    for row in rows:
        found.setdefault(row.quarter, []).append(row)
    return [(Period(first, QUARTER), banners) for first, banners in found.items()]


def given(locality, quarter):
    """Whether the banner of this quarter was given."""
    return Banner.select().where(Banner.locality == locality, Banner.quarter == quarter.first).exists()

