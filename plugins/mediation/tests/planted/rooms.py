"""Rows for the addresses of rooms."""

from datetime import time

from plugins.mediation.rooms.models import Listed, Room


def plant(app, place, person):
    """{the end of rules: values of their parts}: a room of the village, and one of its roster."""
    room = Room.create(locality=place, title="祠堂边的调解室", place="祠堂旁", opens=time(9), closes=time(17))
    listed = Listed.get(Listed.locality == place)
    return {"": {"room_id": room.id, "listed_id": listed.id}}
