"""Forms of sessions. Days and hours are Shanghai's; a session lies within one day."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.database import utc_now
from linli.toolkit.calendar import clock_text, local, to_utc, today
from linli.toolkit.fields import ClockField, CountField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.mediation.cases.models import SIDES
from plugins.mediation.sessions.free import outside_hours
from plugins.mediation.sessions.models import JOINT, KINDS, SITTING
from plugins.mediation.sessions.services import When

ELSEWHERE = "0"


class WhenForm(Form):
    """A day, an hour, how long, and where."""

    day = DayField(_l("哪一天"), [required(_l("请填哪一天"))])
    starts = ClockField(_l("几点开始"), [required(_l("请填几点开始"))])
    minutes = CountField(_l("排多少分钟"), [required(_l("请填多少分钟"))], least=15, most=480)
    room = RadioField(_l("在哪里"), [required(_l("请选在哪里"))])
    place = TrimmedField(_l("别的地方：在哪里"), [short_text(120)],
                         description=_l("只有选“别的地方”才填，比如当事人家里、村委会议室"))

    def __init__(self, rooms, **filled):
        self.rooms = {str(room.id): room for room in rooms}
        super().__init__(data=filled)
        self.room.choices = options([*((key, _words(room)) for key, room in self.rooms.items()),
                                     (ELSEWHERE, _l("别的地方"))])

    @property
    def when(self):
        """What was typed, as the services want it. Wants a valid day, hour and length."""
        starts_at = to_utc(self.day.data, self.starts.data)
        return When(starts_at, starts_at + timedelta(minutes=self.minutes.data),
                    self.rooms.get(self.room.data), self.place.data)

    @property
    def _complete(self):
        return self.day.data and self.starts.data and self.minutes.data

    def validate_day(self, field):
        """Not a day that is past."""
        if field.data and field.data < today():
            raise ValidationError(_l("这一天已经过了"))

    def validate_starts(self, field):
        """Not an hour that is past, and over before midnight."""
        if not self._complete or self.day.data < today():
            return
        if self.when.starts_at <= utc_now():
            raise ValidationError(_l("这个时间已经过了"))
        if local(self.when.ends_at).date() > self.day.data:
            raise ValidationError(_l("要在半夜以前结束"))

    def validate_room(self, field):
        """Within the hours of the room."""
        room = self.rooms.get(field.data)
        shut = room and self._complete and outside_hours(room, self.when.starts_at, self.when.ends_at)
        if shut:
            raise ValidationError(shut)

    def validate_place(self, field):
        """Needed where it is no room."""
        if self.room.data == ELSEWHERE and not field.data:
            raise ValidationError(_l("请填在哪里"))


class PlanForm(WhenForm):
    """A new session of a case, for its parties."""

    kind = RadioField(_l("怎么调解"), choices=options(KINDS), default=SITTING)
    bodies = TrimmedField(_l("请哪几家单位来"), [short_text(200)],
                          description=_l("只有几家单位一起的联席会才填，比如派出所、司法所、村委"))
    parties = SelectMultipleField(_l("请谁来"), [required(_l("请至少选一位"))], option_widget=CheckboxInput())

    def __init__(self, rooms, parties, **filled):
        self.known = {str(party.id): party for party in parties}
        super().__init__(rooms, parties=list(self.known), kind=SITTING, **filled)
        self.parties.choices = options([
            (key, _l("%(name)s（%(kind)s）", name=party.name, kind=SIDES[party.side]))
            for key, party in self.known.items()])

    @property
    def chosen(self):
        """The parties who are asked to come."""
        return [self.known[key] for key in self.parties.data]

    def validate_bodies(self, field):
        """A joint meeting says who comes."""
        if self.kind.data == JOINT and not field.data:
            raise ValidationError(_l("请填请了哪几家单位"))


class MoveForm(WhenForm):
    """Another time or place, and why."""

    sequence = HiddenField()
    reason = WordsField(_l("为什么改"), [required(_l("请写一句原因")), short_text(200)],
                        description=_l("当事人看得到"), render_kw={"rows": 2})

    def __init__(self, rooms, session):
        first = local(session.starts_at)
        super().__init__(rooms, day=first.date(), starts=first.time(), minutes=session.minutes,
                         room=str(session.room_id or ELSEWHERE), place=session.place,
                         sequence=session.sequence)


class CancelForm(Form):
    """Why it is not held."""

    sequence = HiddenField()
    reason = WordsField(_l("为什么取消"), [required(_l("请写一句原因")), short_text(200)],
                        description=_l("当事人看得到"), render_kw={"rows": 2})

    def __init__(self, session):
        super().__init__(data={"sequence": session.sequence})


class RecordForm(Form):
    """Who came, what was said, how long it took."""

    came = SelectMultipleField(_l("谁来了"), [required(_l("请选谁来了。一个都没来，就回去点“不开了”"))],
                               option_widget=CheckboxInput())
    text = WordsField(_l("调解记录"), [required(_l("请写记录")), short_text(10_000)],
                      description=_l("双方怎么说、谈到哪一步。当事人和参与调解的人看得到，别人看不到"),
                      render_kw={"rows": 10})
    minutes = CountField(_l("一共多少分钟"), [required(_l("请填多少分钟"))], least=1, most=1440)

    def __init__(self, session, seats):
        super().__init__(data={"minutes": session.minutes})
        self.came.choices = options([(str(seat.party_id), seat.party.name) for seat in seats])


def _words(room):
    return _l("%(title)s，%(opens)s 到 %(closes)s", title=room.title, opens=clock_text(room.opens),
              closes=clock_text(room.closes))
