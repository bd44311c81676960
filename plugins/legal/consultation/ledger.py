"""The ledger of consultations for the village, bare facts; and an adviser's own log, with all that
their duty asks for: client, phone, content (Guangdong's rules for 村居法律顾问).
"""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.legal.advisers.models import MATTERS, Adviser
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.consultation.models import CHANNELS, NEXT_STEPS, OUTCOMES, Advice, Consultation

adviser, client = Person.alias(), Person.alias()

CONSULTATIONS = Ledger(
    "consultations", _l("法律咨询台账"), "legal.manage", Consultation,
    columns=(
        Column("number", _l("编号"), Consultation.number, "code"),
        Column("day", _l("日期"), Consultation.day, "day"),
        Column("village", _l("村"), Locality.short_name),
        Column("adviser", _l("顾问"), adviser.name),
        Column("channel", _l("怎么来的"), Consultation.channel, "choice", CHANNELS),
        Column("minutes", _l("时长（分钟）"), Consultation.minutes, "number", total=True)),
    order=(Consultation.day.desc(), Consultation.id.desc()),
    joins=(Join(Adviser, Consultation.adviser == Adviser.id),
           Join(adviser, Adviser.person == adviser.id)),
    filters=(
        Filter("day", _l("日期"), Consultation.day, "days"),
        Filter("adviser", _l("顾问"), Consultation.adviser, "pick", label=adviser.name),
        Filter("channel", _l("怎么来的"), Consultation.channel, "choice", CHANNELS)),
    search=(Consultation.number, adviser.name),
    opens="legal.consultation", opens_with={"number": Consultation.number},
    empty=_l("还没有咨询记录。顾问办完一件登记一件，就会记在这里。"))

name, kind = fn.COALESCE(client.name, Advice.client), fn.COALESCE(Matter.kind, Advice.kind)
LOG = Ledger(
    "log", _l("法律顾问咨询台账"), "legal.advise", Consultation, rows="own",
    columns=(
        Column("number", _l("编号"), Consultation.number, "code"),
        Column("day", _l("日期"), Consultation.day, "day"),
        Column("client", _l("谁来问"), name),
        Column("phone", _l("电话"), fn.COALESCE(client.phone, Advice.phone), "full_phone"),
        Column("kind", _l("哪方面"), kind, "choice", MATTERS),
        Column("matter", _l("问了什么"), fn.COALESCE(Matter.text, Advice.matter), "long"),
        Column("advice", _l("意见"), Advice.text, "long"),
        Column("outcome", _l("结果"), Advice.outcome, "choice", OUTCOMES),
        Column("next_step", _l("下一步"), Advice.next_step, "choice", NEXT_STEPS),
        Column("minutes", _l("分钟"), Consultation.minutes, "number", total=True)),
    order=(Consultation.day.desc(), Consultation.id.desc()),
    joins=(Join(Advice, Advice.consultation == Consultation.id),
           Join(Booking, Consultation.booking == Booking.id),
           Join(client, Booking.resident == client.id),
           Join(Matter, Matter.booking == Booking.id)),
    filters=(
        Filter("day", _l("日期"), Consultation.day, "days"),
        Filter("kind", _l("哪方面"), kind, "choice", MATTERS),
        Filter("outcome", _l("结果"), Advice.outcome, "choice", OUTCOMES)),
    search=(Consultation.number, name, Matter.text, Advice.matter, Advice.text),
    opens="legal.consultation", opens_with={"number": Consultation.number},
    empty=_l("还没有记录。您登记一次咨询，就会记在这里。"))
