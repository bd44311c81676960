"""A consultation that took place, and apart from it what was said, which only its people may read."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.toolkit.personal import CONFIDED, NAME, PHONE, declare
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import Booking

CHANNELS = {"booked": _l("预约来的"), "door": _l("直接上门"), "phone": _l("打电话来")}
OUTCOMES = {
    "advised": _l("当场解答"), "document": _l("代写了文书"), "materials": _l("等补材料"),
    "referred": _l("转到别处办"), "withdrawn": _l("当事人不办了"),
}
NEXT_STEPS = {
    "none": _l("不用再来"), "date": _l("再约一次"), "mediation": _l("申请调解"),
    "court": _l("去法院起诉"), "office": _l("去别的部门"),
}


class Consultation(Model):
    """That a consultation took place: who advised, where, when, how long. What a clerk may see.

    Of a booking it bears the number; one that came without draws a number of its own, and no
    name stands here. `minutes` are what the adviser spent.
    """

    number = peewee.CharField(30, unique=True)
    booking = peewee.ForeignKeyField(Booking, null=True, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    adviser = peewee.ForeignKeyField(Adviser, backref="consultations")
    channel = peewee.CharField(10)
    day = peewee.DateField()
    minutes = peewee.IntegerField()
    made_at = UtcField(default=utc_now)

    class Meta:
        table_name = "legal_consultation"
        indexes = ((("locality", "day"), False), (("adviser", "day"), False))

    @classmethod
    def visible_to(cls, scope):
        """Those one was part of, and the bare facts of the places one manages."""
        return cls.select().where(
            cls.id.in_(cls.shared_with(scope)) | scope.holds("legal.manage", cls.locality))

    @classmethod
    def own(cls, scope):
        """Those one held as adviser: the log that an adviser has the duty to keep."""
        return cls.select().where(cls.adviser.in_(Adviser.of(scope.person)))

    @classmethod
    def shared_with(cls, scope):
        """Query: the ids of those whose content one may read: as client, adviser or second adviser, or for a
        client who agreed to that.
        """
        if scope.person is None or not scope.reads_confided("legal"):
            return cls.select(cls.id).where(cls.id.is_null())
        asked = Opinion.select(Opinion.consultation).where(
            Opinion.adviser.in_(Adviser.of(scope.person)))
        return cls.select(cls.id).where(cls.between(scope.person) | cls.id.in_(asked))

    @classmethod
    def between(cls, person):
        """Condition: this person is the client or the adviser, one of the two whom it was between."""
        mine = Booking.select(Booking.id).where(Booking.resident == person.id)
        return cls.adviser.in_(Adviser.of(person)) | cls.booking.in_(mine)


class Shared:
    """What is read only by the people of a consultation (`Consultation.shared_with`)."""

    @classmethod
    def visible_to(cls, scope):
        """Of the consultations that are shared with this scope; no post opens more."""
        return cls.select().where(cls.consultation.in_(Consultation.shared_with(scope)))


class Advice(Shared, Model):
    """What came of it. `client`, `phone`, `kind` and `matter` are filled where nobody booked:
    then the booking and its Matter do not hold them.
    """

    consultation = peewee.ForeignKeyField(Consultation, unique=True)
    client = peewee.CharField(40, default="")
    phone = peewee.CharField(20, default="")
    kind = peewee.CharField(20, default="")
    matter = peewee.TextField(default="")
    outcome = peewee.CharField(20)
    text = peewee.TextField()
    next_step = peewee.CharField(20, default="none")
    next_note = peewee.CharField(default="")

    class Meta:
        table_name = "legal_advice"
        personal = declare(client=NAME, phone=PHONE, matter=CONFIDED, text=CONFIDED, next_note=CONFIDED)


class Opinion(Shared, Model):
    """A second adviser's view, asked for with a question; `text` is empty until they answer."""

    consultation = peewee.ForeignKeyField(Consultation)
    adviser = peewee.ForeignKeyField(Adviser)
    question = peewee.TextField()
    text = peewee.TextField(default="")
    asked_at = UtcField(default=utc_now)
    answered_at = UtcField(null=True)

    class Meta:
        table_name = "legal_opinion"
        personal = declare(question=CONFIDED, text=CONFIDED)
        indexes = ((("consultation", "adviser"), True),)


class Rating(Model):
    """What the client thought of it, 1 to 5 stars, and in words; a second adviser reads neither."""

    consultation = peewee.ForeignKeyField(Consultation, unique=True)
    stars = peewee.IntegerField()
    words = peewee.TextField(default="")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "legal_rating"
        personal = declare(words=CONFIDED)

    @classmethod
    def visible_to(cls, scope):
        """Of one's own consultations, as client or as adviser; no post opens more."""
        if scope.person is None or not scope.reads_confided("legal"):
            return cls.select().where(cls.id.is_null())
        return cls.select().where(cls.consultation.in_(
            Consultation.select(Consultation.id).where(Consultation.between(scope.person))))
