"""When a room and people are free. Hours are Shanghai's; moments are UTC."""

from datetime import time, timedelta

from flask_babel import gettext as _

from linli.database import utc_now
from linli.toolkit.calendar import clock_text, local, to_utc
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions.models import Session

OPENS, CLOSES = time(8), time(21)  # outside a room


def rooms_for(locality):
    """The rooms that are open to a village, by title."""
    return list(Room.select().where(Room.used_by(locality)).order_by(Room.title, Room.id))


def outside_hours(room, starts_at, ends_at):
    """Why a room does not open for these moments, in a sentence; "" where it does."""
    first, last = local(starts_at), local(ends_at)
    if str(first.isoweekday()) not in room.weekdays:
        return _("%(title)s这一天不开门", title=room.title)
    if first.date() != last.date() or first.time() < room.opens or last.time() > room.closes:
        return _("%(title)s %(opens)s 到 %(closes)s 开门", title=room.title, opens=clock_text(room.opens),
                 closes=clock_text(room.closes))
    return ""


def clashes(starts_at, ends_at, room, people, but=None):
    """Planned sessions that overlap these moments in the room (None: elsewhere), or whose mediator or
    sitters are among `people` (ids); `but` is one that is passed over.
    """
    same = Session.keeping(people)
    same = same | (Session.room == room.id) if room else same
    return list(Session.select().where(Session.taking(starts_at, ends_at), same,
                                       Session.id != (but.id if but else 0)))


def that_day(locality, day, people, minutes, but=None):
    """[(title of a room, or elsewhere; [(from, to) in UTC that is free, long enough])] of one day."""
    rooms = rooms_for(locality)
    taken = list(Session.select().where(
        Session.taking(to_utc(day, time.min), to_utc(day + timedelta(days=1), time.min)),
        Session.keeping(people) | Session.room.in_([room.id for room in rooms]),
        Session.id != (but.id if but else 0)))
    busy = _of_people(taken, people)
    places = [(room.title, room.opens, room.closes, room.id) for room in rooms
              if str(day.isoweekday()) in room.weekdays]
    return [(title, _spans(day, opens, closes, minutes,
                           [row for row in taken if row.id in busy or row.room_id == room]))
            for title, opens, closes, room in [*places, (_("别的地方"), OPENS, CLOSES, 0)]]


def _of_people(taken, people):
    return {row.id for row in Session.select(Session.id).where(
        Session.id.in_([row.id for row in taken]), Session.keeping(people))}


def _spans(day, opens, closes, minutes, taken):
    """What the sessions leave between two hours of a day, in pieces of at least so many minutes."""
    at, found = max(to_utc(day, opens), utc_now()), []
    for starts_at, ends_at in sorted((row.starts_at, row.ends_at) for row in taken):
        found.append((at, starts_at))
        at = max(at, ends_at)
    found.append((at, to_utc(day, closes)))
    return [(first, last) for first, last in found if last - first >= timedelta(minutes=minutes)]
