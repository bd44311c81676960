"""The banner of last quarter in the demo, where the lines of that quarter give one."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI
from plugins.points.honour.models import Banner
from plugins.points.honour.standing import first_households, last_quarter


def fill(town):
    """方敏仪 gave it on the third day of this quarter."""
    quarter, place = last_quarter(town.today), town.villages["宅群村"]
    at = datetime.combine(quarter.last + timedelta(days=3), time(10), SHANGHAI)
    for each in first_households(place, quarter):
        Banner.create(locality=place, quarter=quarter.first, account=each.account,
                      given_by=town.cast["方敏仪"], at=at)
