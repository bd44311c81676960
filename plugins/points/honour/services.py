"""Giving the banner of a quarter, once."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, transaction
from linli.toolkit import once
from plugins.points.accounts.models import Account
from plugins.points.accounts.telling import tell
from plugins.points.honour.models import Banner
from plugins.points.honour.standing import first_households


def give(scope, quarter, seen):
    """Give the banner of this quarter to its first households, as they were shown: `seen` are the
    ids of their passbooks. They are told. Nobody chooses: the list follows from the lines.

    Raises LostRace where the list has changed since, is empty, or somebody gave it a moment ago.
    """
    place = scope.locality
    try:
        with transaction():
            once.keep(f"points_banner:{place.code}:{quarter}", str(quarter))  # one giving a quarter
            chosen = first_households(place, quarter)
            if not chosen or [each.account for each in chosen] != seen:
                raise LostRace
            for each in chosen:
                Banner.create(locality=place, quarter=quarter.first, account=each.account,
                              given_by=scope.person)
            _tell(chosen, quarter)
    except peewee.IntegrityError as error:
        raise LostRace from error


def _tell(chosen, quarter):
    words = _l("%(quarter)s攒积分全村前列。谢谢您家！", quarter=quarter.label)
    for account in list(Account.select().where(Account.id.in_([each.account for each in chosen]))):
        tell(account, _l("您家得了流动红旗"), words, "honour")
