"""What became of the demo's past bookings, and a few who came without one."""

from datetime import time, timedelta

from linli.toolkit.calendar import local, to_utc
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.legal.advisers.models import MATTERS, Adviser
from plugins.legal.booking.models import BOOKED, HELD, NO_SHOW, Booking, Matter
from plugins.legal.consultation.models import Advice, Consultation, Rating

UNRECORDED_DAYS = 3  # what the demo's adviser has still to write down
WALK_INS = 10
LEND = ("advised", "先保留转账记录和聊天记录，再和对方书面约定还款日期。", "none", "")
LAND = ("materials", "请补土地证复印件和四邻签字的界址图，下次带来。", "date", "补齐材料以后")
TALK = ("referred", "可以先申请村里调解，调不成再起诉，不收费。", "mediation", "")
SUE = ("document", "已代写起诉状，请到塘口法庭立案。", "court", "")
WAGES = ("advised", "可以到劳动监察投诉，带上工牌和考勤照片。", "office", "镇人社所")
PAPER = ("document", "授权委托书写好了，两人带身份证到村委签字。", "none", "")
ADVICE = {"family": SUE, "neighbours": TALK, "homestead": LAND, "land": LAND, "wages": WAGES,
          "contract": LEND, "loan": LEND, "injury": SUE, "inheritance": TALK, "other": PAPER}
CALLERS = ("阿婆", "陈叔", "李姐", "不愿留名", "外地来的工友")


def fill(town):
    """Record the past bookings: most were held, a few clients did not come."""
    until = to_utc(town.today - timedelta(days=UNRECORDED_DAYS), time.min)
    for booking in list(Booking.select().where(Booking.state == BOOKED, Booking.ends_at < until)
                        .order_by(Booking.id)):
        _record(town, booking)
    for adviser in Adviser.select().order_by(Adviser.id):
        for number in range(WALK_INS):
            _walk_in(town, adviser, number)


def _record(town, booking):
    reads_again = booking.resident == town.cast["黄美珍"]  # advice to read, and to rate
    came = town.random.random() < 0.9 or reads_again
    state, step = (HELD, "hold") if came else (NO_SHOW, "miss")
    Booking.update(state=state).where(Booking.id == booking.id).execute()
    History.create(record=f"legal_booking:{booking.id}", name=step, source=BOOKED, target=state,
                   person=booking.adviser.person, at=booking.ends_at)
    if came:
        row = Consultation.create(
            number=booking.number, booking=booking, locality=booking.locality_id,
            adviser=booking.adviser_id, channel="booked", day=local(booking.starts_at).date(),
            minutes=town.random.choice((20, 25, 30, 40, 45)), made_at=booking.ends_at)
        _advise(row, Matter.get(Matter.booking == booking).kind)
        if town.random.random() < 0.5 and not reads_again:
            Rating.create(consultation=row, stars=town.random.choice((5, 5, 5, 4, 4, 3)),
                          at=booking.ends_at + timedelta(hours=5))


def _walk_in(town, adviser, number):
    day = town.today - timedelta(days=7 * number + town.random.randint(1, 5))
    row = Consultation.create(
        number=next_number("FL", day.year), locality=town.villages["宅群村"], adviser=adviser,
        channel=town.random.choice(("door", "phone")), day=day,
        minutes=town.random.choice((10, 15, 20)))
    kind = town.random.choice(list(MATTERS))
    _advise(row, kind, client=town.random.choice(CALLERS), kind=kind)


def _advise(row, about, **client):
    outcome, text, next_step, next_note = ADVICE[about]
    Advice.create(consultation=row, outcome=outcome, text=text, next_step=next_step,
                  next_note=next_note, **client)
