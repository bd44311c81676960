"""Rows for the addresses of sessions."""

from datetime import time, timedelta

from linli.database import utc_now
from linli.people.services import give_post
from plugins.mediation.cases.models import Party
from plugins.mediation.cases.states import SITTING
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions.models import Seat, Session
from plugins.mediation.tests.making import make_case


def plant(app, place, person):
    """A session of 黄美珍 and 谢国强 that 吴国安 has planned."""
    mediator = person("吴国安")
    give_post(mediator, "mediator", place)
    case = make_case(place, person("黄美珍"), person("谢国强"), SITTING, mediator)
    room = Room.create(locality=place, title="地址测试室", place="一楼", opens=time(0), closes=time(23))
    starts_at = utc_now() + timedelta(days=3)
    session = Session.create(locality=place, case=case, room=room, mediator=mediator, starts_at=starts_at,
                             ends_at=starts_at + timedelta(hours=1))
    for party in Party.select().where(Party.case == case.id):
        Seat.create(session=session, party=party)
    parts = {"session_id": session.id}
    return {**{f"/sessions/<int:session_id>{tail}": parts
               for tail in ("", "/move", "/cancel", "/record", "/calendar.ics")},
            "/cases/<code>/sessions/new": {"code": case.code}}
