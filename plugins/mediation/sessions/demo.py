"""The demo: cases that were agreed have a session that was held, those that are sat over one to come."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.workflow import History, key_of
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import AGREED, CARRIED_OUT, CLOSED, SITTING
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions.models import HELD, PLANNED, Record, Seat, Session

ENDED_WELL = (AGREED, CARRIED_OUT, CLOSED)
SAID = ("申请人说雨天水从墙头流下来，厨房发霉。对方愿意改，想分两次付。双方说好了再谈一次钱数。",
        "双方把话说开了：一方先道歉，另一方同意修好以后不再提。", "一起去看了现场，量了尺寸，双方都认。")
HOURS = (time(9), time(11), time(14), time(16))


def fill(town):
    """One session a case, in the village's room or at the village office."""
    cases = Case.select().where(Case.state.in_((*ENDED_WELL, SITTING)), Case.mediator.is_null(False))
    for number, case in enumerate(cases.order_by(Case.id)):
        if case.state == SITTING:
            _session(case, _weekday(town.today + timedelta(days=2 + number % 3)), HOURS[number % 4])
        else:
            session = _session(case, _weekday(case.agreed_on - timedelta(days=4)), HOURS[number % 4], HELD)
            Record.create(session=session, text=SAID[number % len(SAID)], minutes=60 + number % 3 * 15)


def _session(case, day, clock, state=PLANNED):
    room = Room.select().where(Room.used_by(case.locality)).order_by(Room.id).first()
    starts_at = datetime.combine(day, clock, SHANGHAI)
    session = Session.create(
        locality=case.locality_id, case=case, room=room, place="" if room else "村委会议室",
        mediator=case.mediator_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90),
        state=state)
    for party in Party.select().where(Party.case == case.id):
        Seat.create(session=session, party=party, came=True if state == HELD else None)
    _line(session, "begin", "", PLANNED, datetime.combine(case.accepted_on, time(16), SHANGHAI))
    if state == HELD:
        _line(session, "record", PLANNED, HELD, session.ends_at)
    return session


def _line(session, name, source, target, at):
    History.create(record=key_of(session), name=name, source=source, target=target,
                   person=session.mediator_id, at=at)


def _weekday(day):
    """This day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
