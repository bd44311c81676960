"""Each working morning every group hears once how much waits on its desk."""

from datetime import time

from linli.database import LostRace, transaction
from linli.localities.models import Locality
from linli.modules.services import on_in, places_with, settings_of_each
from linli.toolkit.calendar import is_working_day, to_utc, today
from linli.toolkit.notices import call_staff
from linli.toolkit.rounds import each
from plugins.chat.models import Group
from plugins.chat.module import module


def tick(now):
    """Call those whose hour has come today, and that were not called yet."""
    day = today()
    if not is_working_day(day):
        return
    waiting = list(Group.select(Group, Locality).join(Locality).where(
        Group.called_on.is_null() | (Group.called_on < day)))
    if waiting:
        said = places_with("chat")
        hours = settings_of_each(module, [group.locality for group in waiting])
        each([group for group in waiting if on_in(group.locality, said)
              and now >= to_utc(day, time(hours[group.locality_id].hour))], lambda group: _call(group, day))


def _call(group, day):
    with transaction():
        called = Group.update(called_on=day).where(
            Group.id == group.id, Group.called_on.is_null() | (Group.called_on < day))
        if not called.execute():
            raise LostRace
        call_staff(group.locality, "chat", str(group.id))
