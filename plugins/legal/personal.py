"""What this module keeps about somebody, and what of it is erased when they leave."""

from flask_babel import lazy_gettext as _l

from linli.personal.holding import Holding, steps_of
from linli.toolkit import phones
from linli.toolkit.money import yuan
from plugins.legal.advisers.models import KINDS, MATTERS, Adviser
from plugins.legal.booking.models import STATES, Booking, Matter, Wait
from plugins.legal.consultation.models import OUTCOMES, Advice, Consultation, Opinion, Rating
from plugins.legal.gatherings.models import Gathering
from plugins.legal.leads.models import STATES as LEAD_STATES
from plugins.legal.leads.models import WORKER, Lead, Payment
from plugins.legal.pathfinders.models import Pathfinder
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.visits.models import Visit

_MONEY = _l("欠薪的账要查得到")


def _bookings(person):
    return Booking.select(Booking.id).where(Booking.resident == person.id)


def _consultations(person):
    return Consultation.select(Consultation.id).where(Consultation.booking.in_(_bookings(person)))


def _advised(person):
    """Condition: advice that was given to them, after a booking or under their phone."""
    own = Advice.consultation.in_(_consultations(person))
    return own | (Advice.phone == person.phone) if person.phone else own


def _named(column):
    """A condition that `column` is the person's phone; of no row where they have none."""
    return lambda person: column.in_([person.phone] if person.phone else [])


def _reported(person):
    """Condition: what a worker told of themself; what staff wrote down is others' matter."""
    return (Lead.reported_by == person.id) & (Lead.source == WORKER)


def _booked(person):
    return Booking.resident == person.id


HOLDINGS = (
    Holding(Booking, _l("预约"), _booked,
            {"number": _l("编号"), "starts_at": _l("时间"), "place": _l("地点"), "state": (_l("进度"),
             STATES)},
            nameless=("resident",), plain=("number", "place_kind", "place", "state"),
            keeps=_l("什么时候、约了谁，换成“已注销的村民”后保存，村里的服务次数从这里来")),
    steps_of(Booking, _l("预约的每一步"), _booked),
    Holding(Matter, _l("预约时写的事"), lambda person: Matter.booking.in_(_bookings(person)),
            {"kind": (_l("哪一类"), MATTERS), "text": _l("写的话")}, photos="photo",
            emptied=("text", "photo"), plain=("kind",)),
    Holding(Wait, _l("排队"), lambda person: Wait.person == person.id,
            {"day": _l("哪一天"), "made_at": _l("排队时间")}, gone=True),
    Holding(Advice, _l("咨询的答复"), _advised,
            {"client": _l("姓名"), "phone": (_l("手机号"), phones.plain), "matter": _l("什么事"),
             "outcome": (_l("结果"), OUTCOMES), "text": _l("答复"), "next_note": _l("下一步")},
            emptied=("client", "phone", "matter", "text", "next_note"),
            plain=("kind", "outcome", "next_step")),
    Holding(Opinion, _l("另一位顾问的意见"), lambda person: Opinion.consultation.in_(_consultations(person)),
            {"question": _l("问"), "text": _l("答")}, emptied=("question", "text")),
    Holding(Rating, _l("评价"), lambda person: Rating.consultation.in_(_consultations(person)),
            {"stars": _l("几颗星"), "words": _l("写的话"), "at": _l("时间")}, emptied=("words",),
            keeps=_l("只留几颗星")),
    Holding(Lead, _l("报过的欠薪线索"), _reported,
            {"number": _l("编号"), "employer": _l("欠薪单位"), "site": _l("工地"), "text": _l("情况"),
             "amount": (_l("金额（元）"), yuan), "state": (_l("进度"), LEAD_STATES)},
            nameless=("reported_by",),
            plain=("number", "source", "platform_number", "employer", "site", "state", "office",
                   "office_number"), kept={"text": _MONEY},
            keeps=_l("欠薪的账一直保存，报的人换成“已注销的村民”")),
    Holding(Lead, _l("您是联系人的欠薪线索"), _named(Lead.contact_phone),
            {"number": _l("编号"), "contact_name": _l("姓名"), "contact_phone": (_l("手机号"), phones.plain)},
            emptied=("contact_name", "contact_phone")),
    Holding(Pathfinder, _l("法律明白人"), _named(Pathfinder.phone),
            {"name": _l("姓名"), "phone": (_l("手机号"), phones.plain), "training": _l("培训"),
             "certificate": _l("证书"), "trained_on": _l("培训日期"), "left_on": _l("不再担任")},
            emptied=("phone", "certificate", "training"), renamed=("name",), nameless=("made_by",),
            keeps=_l("村里有过几位法律明白人要数得出来，名字换掉")),
    Holding(Adviser, _l("顾问登记"), lambda person: Adviser.person == person.id,
            {"kind": (_l("身份"), KINDS), "matters": (_l("擅长"), MATTERS)}, nameless=("person",),
            plain=("kind", "matters", "dialects"), keeps=_l("服务记录要数得出来，名字换成“已注销的村民”")),
    Holding(Payment, nameless=("person",), kept={"note": _MONEY}),
    Holding(Consultation, plain=("number", "channel")),
    Holding(Gathering, nameless=("made_by",), plain=("kind", "place", "theme", "speaker", "notes", "state")),
    Holding(Visit, nameless=("made_by",), plain=("visitor", "visitor_kind", "done")),
    Holding(Roster, plain=("kind", "on_holiday", "place_kind", "place")),
    Holding(Leave),
)
