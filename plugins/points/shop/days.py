"""Redemption days: announced, and called off."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.languages import said
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.calendar import clock_text, date_text
from linli.toolkit.refusals import NotNow
from plugins.points.shop import lists
from plugins.points.shop.models import RESERVED, PickupDay, Redemption
from plugins.points.shop.services import tell, until_from_now


def words_of(day):
    """11 月 28 日 周六 9:00–11:30"""
    return f"{date_text(day.day)} {clock_text(day.starts)}–{clock_text(day.ends)}"


def announce(scope, nonce, **columns):
    """Announce a redemption day of `scope.locality` (day, starts, ends, place); one that was called
    off is held after all. Raises NotNow where one begins at that hour already, once.AlreadyDone.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            if not _held_after_all(scope.locality, columns):
                PickupDay.create(locality=scope.locality, **columns)
            once.keep(nonce, str(columns["day"]))
    except peewee.IntegrityError as error:
        raise NotNow(_l("这一天这个时间已经有一场了")) from error


def call_off(scope, day):
    """It is not held: what was to be fetched then waits at the counter, and each household is told.

    Raises LostRace where it was called off already.
    """
    with transaction():
        guard(PickupDay, day.id)
        if not PickupDay.update(cancelled=True).where(PickupDay.id == day.id, ~PickupDay.cancelled).execute():
            raise LostRace
        until = until_from_now(day.locality)
        for redemption in list(lists.waiting(Redemption.select()).where(Redemption.day == day.id)):
            moved = Redemption.update(day=None, until=until).where(
                Redemption.id == redemption.id, Redemption.state == RESERVED)
            if moved.execute():
                tell(redemption, scope, _l("兑换日取消了"),
                     _l("请最晚 %(until)s 到兑换点领", until=said(date_text, until)))


def _held_after_all(locality, columns):
    return PickupDay.update(cancelled=False, ends=columns["ends"], place=columns["place"]).where(
        PickupDay.locality == locality, PickupDay.day == columns["day"],
        PickupDay.starts == columns["starts"], PickupDay.cancelled).execute()
