"""The plugin's figures: what was done for people, and what the advisers owe a village."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Duty, Figure, Report, Sum
from plugins.legal.advisers.models import LAWYER, Adviser
from plugins.legal.booking.models import HELD, NO_SHOW, Booking
from plugins.legal.consultation.models import Consultation, Rating
from plugins.legal.gatherings.models import TALK, Gathering
from plugins.legal.leads.models import REFUSED, Lead, Payment
from plugins.legal.visits.models import Visit


def _consultations(value=1, where=None, joins=()):
    return Sum(Consultation, Consultation.locality, Consultation.day, value, where, joins)


def _bookings(*states, value=1):
    return Sum(Booking, Booking.locality, Booking.starts_at, value, Booking.state.in_(states))


def _ratings(value=1):
    """By the day of the consultation, so that they compare with what was held."""
    return Sum(Rating, Consultation.locality, Consultation.day, value,
               joins=((Consultation, Rating.consultation == Consultation.id),))


def _talks(value=1):
    """Only what was held has minutes and an attendance."""
    return Sum(Gathering, Gathering.locality, Gathering.day, value,
               (Gathering.kind == TALK) & Gathering.minutes.is_null(False))


def _leads_paid_on():
    """Leads with a payment, each once a month."""
    earlier = Payment.alias()
    same = earlier.select(1).where(earlier.lead == Payment.lead, earlier.id < Payment.id,
                                   _month(earlier.day) == _month(Payment.day))
    return Sum(Payment, Lead.locality, Payment.day, where=~peewee.fn.EXISTS(same),
               joins=((Lead, Payment.lead == Lead.id),))


def _month(day):
    return peewee.fn.SUBSTR(day.cast("text"), 1, 7)


LAWYERS_MINUTES = (  # the duty of 8 hours is that of the village's contracted lawyer
    _consultations(Consultation.minutes, Adviser.kind == LAWYER,
                   ((Adviser, Consultation.adviser == Adviser.id),)),
    Sum(Gathering, Gathering.locality, Gathering.day, Gathering.minutes, Adviser.kind == LAWYER,
        ((Adviser, Gathering.adviser == Adviser.id),)))
CAME, RATED, TALKS = _bookings(HELD), _ratings(), _talks()
RATABLE = _consultations(where=Consultation.booking.is_null(False))
JUDGES_DAYS = Sum(Visit, Visit.locality, Visit.day, where=Visit.on_duty())
LEADS = Sum(Lead, Lead.locality, Lead.reported_at)
ACCEPTED = Sum(Lead, Lead.locality, Lead.reported_at, where=Lead.state != REFUSED)
PAID = Sum(Lead, Lead.locality, Lead.reported_at, where=Lead.recovered() >= Lead.amount)
RECOVERED = Sum(Payment, Lead.locality, Payment.day, Payment.amount,
                joins=((Lead, Payment.lead == Lead.id),))

REPORT = Report(_l("法律顾问统计"), "legal.figures", (
    Figure("consultations", _l("咨询"), (_consultations(),), unit=_l("次"),
           note=_l("预约来的、直接上门的、打电话来的都算，按咨询那天算。"),
           ledger="consultations", private="consultations"),
    Figure("hours", _l("律师服务时间"), LAWYERS_MINUTES,
           Duty("duty_hours", 60), kind="minutes", ledger="consultations", private="consultations",
           note=_l("律师做的咨询，和算他时间的讲座、会议。应有多少小时，按各村现在的设置算。")),
    Figure("waiting", _l("平均等候"), (_bookings(HELD, value=Booking.waited_days),), (CAME,),
           kind="mean", unit=_l("天"), words=_l("%(below)s 次的平均"),
           note=_l("从预约那天到咨询那天，只算来了的。"),
           ledger="bookings", ledger_with={"state": HELD}, private="bookings"),
    Figure("no_shows", _l("约了没来"), (_bookings(NO_SHOW),), (_bookings(HELD, NO_SHOW),),
           kind="share", words=_l("%(below)s 次里 %(above)s 次没来"),
           note=_l("只算顾问登记了来没来的。"),
           ledger="bookings", ledger_with={"state": NO_SHOW}, private="bookings"),
    Figure("stars", _l("满意度"), (_ratings(Rating.stars),), (RATED,), kind="mean",
           unit=_l("星"), words=_l("%(below)s 次评价的平均"), note=_l("满分 5 星，按咨询那天算。"),
           private="ratings"),
    Figure("rated", _l("评价率"), (RATED,), (RATABLE,), kind="share",
           words=_l("%(below)s 次预约的咨询里 %(above)s 次评了"),
           note=_l("只有网上约的才能评价。"),
           private="ratings"),
    Figure("talks", _l("法治讲座"), (TALKS,), unit=_l("场"),
           note=_l("只算办过并登记了人数的。"), ledger="gatherings", ledger_with={"kind": TALK}),
    Figure("attendance", _l("平均每场听讲"), (_talks(Gathering.attendance),), (TALKS,),
           kind="mean", unit=_l("人"), words=_l("%(below)s 场讲座，一共来了 %(above)s 人"),
           note=_l("平均每场来多少人。"),
           ledger="gatherings", ledger_with={"kind": TALK}),
    Figure("judges_days", _l("法官驻点"), (JUDGES_DAYS,), Duty("duty_days"),
           unit=_l("天"), note=_l("驻村法官、检察官来了几天，按驻点日志算。应有几天，按各村现在的设置算。"),
           ledger="visits"),
    Figure("leads", _l("欠薪线索"), (LEADS,), unit=_l("条"),
           note=_l("按收到那天算。"), ledger="leads", ledger_days="received", private="leads"),
    Figure("paid", _l("付清的线索"), (PAID,), (ACCEPTED,), kind="share",
           words=_l("%(below)s 条里 %(above)s 条付清"), note=_l("按收到那天算，不受理的不算。"),
           ledger="leads", ledger_days="received", private="leads"),
    Figure("recovered", _l("追回工钱"), (RECOVERED,), kind="money",
           note=_l("按付钱那天算，记错后冲正的已经减掉。"),
           private="leads", behind=(_leads_paid_on(),)),
))
