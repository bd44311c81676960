"""How long this module keeps what."""

from flask_babel import lazy_gettext as _l

from linli.personal.retention import Retention
from plugins.legal.booking.models import OPEN_WAITS, Booking, Matter, Wait
from plugins.legal.consultation.models import Advice, Consultation

_YEARS = 3
_FILE = _l("律师执业的档案习惯；以后只留服务次数")


def _advised_before(limit):
    old = Consultation.select(Consultation.id).where(Consultation.day < limit)
    return Advice.consultation.in_(old) & (Advice.text != "")


def _booked_before(limit):
    old = Booking.select(Booking.id).where(Booking.starts_at < limit)
    return Matter.booking.in_(old) & ((Matter.text != "") | Matter.photo.is_null(False))


RETENTIONS = (
    Retention("legal.matter", _l("预约时写的事"), _FILE, Matter, Booking.starts_at, months=12 * _YEARS,
              least=12, empties=("text", "photo"), due=_booked_before),
    Retention("legal.advice", _l("咨询的答复"), _FILE, Advice, Consultation.day, months=12 * _YEARS, least=12,
              empties=("client", "phone", "matter", "text", "next_note"), due=_advised_before),
    Retention("legal.wait", _l("排过的队"), _l("轮到没轮到，过后没有用"), Wait, Wait.made_at, months=6,
              where=Wait.state.not_in(OPEN_WAITS)),
    Retention("legal.booking", _l("预约和咨询的次数"), _l("村里的服务次数从这里来"), Booking,
              Booking.starts_at, _l("一直保存")),
)
