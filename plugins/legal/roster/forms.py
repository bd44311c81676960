"""Forms of rosters. Days and hours are Shanghai's."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import clock_text, date_text, today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import ClockField, DayField, TrimmedField
from linli.toolkit.forms import options, required, short_text
from plugins.legal.roster.duty import duty_days
from plugins.legal.roster.models import HOLIDAYS, PLACES, Roster
from plugins.legal.roster.words import NTHS, WEEKDAYS

LOOK_AHEAD = timedelta(days=800)  # a roster that is not held once in two years is a mistake
WHEN = {  # which fields tell the days of each kind of roster
    "weekly": ("weekday", "first_day", "last_day", "on_holiday"),
    "fortnightly": ("anchor", "last_day", "on_holiday"),
    "nth_weekday": ("nth", "weekday", "first_day", "last_day", "on_holiday"),
    "month_day": ("month_day", "first_day", "last_day", "on_holiday"),
    "once": ("anchor",),
}


class RosterForm(EditForm):
    """A roster of one kind, with just the fields that this kind needs.

    `roster` is the one that is changed: its adviser stays, and its days may lie in the past.
    """

    kind = HiddenField()
    adviser = SelectField(_l("哪位顾问"), coerce=int)
    nth = SelectField(_l("每月第几个"), coerce=int, choices=options(NTHS))
    weekday = SelectField(_l("周几"), coerce=int, choices=options(WEEKDAYS))
    month_day = SelectField(_l("每月几号"), coerce=int,
                            choices=options((day, _l("%(day)d 日", day=day))
                                            for day in range(1, 32)),
                            description=_l("没有这一天的月份就不来"))
    anchor = DayField(_l("哪一天"), [required(_l("请选一天"))])
    starts = ClockField(_l("几点开始"), [required(_l("请填几点开始"))])
    ends = ClockField(_l("几点结束"), [required(_l("请填几点结束"))])
    first_day = DayField(_l("从哪天起"), [required(_l("请填从哪天起"))], default=today)
    last_day = DayField(_l("到哪天为止（可以不填）"), [Optional()],
                        description=_l("不填就一直排下去"))
    on_holiday = RadioField(_l("遇上法定假日"), [required(_l("请选一项"))], default="skip",
                            choices=options(HOLIDAYS))
    place_kind = RadioField(_l("怎么谈"), [required(_l("请选一项"))], default="room",
                            choices=options(PLACES))
    place = TrimmedField(_l("地点"), [required(_l("请填地点，村民照着找")), short_text(200)],
                         description=_l("打电话就填号码，视频就填会议号或链接"))

    def __init__(self, kind, slot_minutes, advisers=(), chosen=None, roster=None):
        super().__init__(obj=roster, data={"adviser": chosen})
        self.kind.data = kind
        self.slot_minutes, self.roster = slot_minutes, roster
        self.adviser.choices = options((each.id, each.person.name) for each in advisers)
        unneeded = {name for names in WHEN.values() for name in names} - {*WHEN[kind]}
        for name in unneeded | ({"adviser"} if roster else set()):
            delattr(self, name)
        if kind == "fortnightly":
            self.anchor.label.text = _l("第一次是哪天")
            self.anchor.description = _l("以后每隔一周的同一天")

    def columns(self):
        """The columns of a Roster that follow from what was typed."""
        columns = {"weekday": None, "nth": None, "month_day": None, "anchor": None,
                   "last_day": None, "on_holiday": "keep", **self.values()}
        if self.anchor:
            columns["first_day"] = self.anchor.data
        if self.kind.data == "fortnightly":
            columns["weekday"] = self.anchor.data.weekday()
        if self.kind.data == "once":
            columns["last_day"] = self.anchor.data
        return columns

    def validate_anchor(self, field):
        """A new first day lies ahead."""
        refuse_past(field, self.roster and self.roster.anchor)

    def validate_first_day(self, field):
        """A new first day lies ahead."""
        refuse_past(field, self.roster and self.roster.first_day)

    def validate_ends(self, field):
        """After the start, with room for one consultation at least."""
        refuse_reversed_hours(self)
        if self.starts.data and field.data:
            length = _minutes(field.data) - _minutes(self.starts.data)
            if length < self.slot_minutes:
                raise ValidationError(_l("%(length)d 分钟排不下一次咨询，一次要 %(slot)d 分钟",
                                         length=length, slot=self.slot_minutes))

    def validate_last_day(self, field):
        """Not before the first day, and not past for a new roster."""
        first = (self.anchor or self.first_day).data
        if first and field.data and field.data < first:
            raise ValidationError(_l("不能早于第一天 %(day)s", day=date_text(first)))
        refuse_past(field, self.roster and self.roster.last_day)

    def validate(self, extra_validators=None):
        """As every form, and the roster is held once at least."""
        valid = super().validate(extra_validators)
        if not valid or not self.last_day or not self.last_day.data:
            return valid
        shift = Roster(**self.columns()).shift()
        if not duty_days(shift, shift.first_day, min(shift.last_day, shift.first_day + LOOK_AHEAD)):
            self.last_day.errors.append(_l("到这一天为止一次也排不上"))
            return False
        return True


class LastDayForm(EditForm):
    """When a roster is held for the last time."""

    last_day = DayField(_l("最后一天"), [required(_l("请填最后一天"))], default=today)

    def __init__(self, roster):
        super().__init__(data={"version": roster.version})
        self.roster = roster

    def validate_last_day(self, field):
        """Today at the earliest, and no later than it ends anyhow."""
        refuse_past(field)
        if field.data and self.roster.last_day and field.data > self.roster.last_day:
            raise ValidationError(_l("这个排班本来只到 %(day)s",
                                     day=date_text(self.roster.last_day)))


def refuse_past(field, stored=None):
    """Raises ValidationError for a day before today, unless it is stored already."""
    if field.data and field.data < today() and field.data != stored:
        raise ValidationError(_l("这一天已经过去了，请选今天或以后"))


def refuse_reversed_hours(form):
    """Raises ValidationError where `ends` is not after `starts`."""
    starts, ends = form.starts.data, form.ends.data
    if starts and ends and ends <= starts:
        raise ValidationError(_l("结束要晚于开始的 %(starts)s", starts=clock_text(starts)))


def _minutes(clock):
    return clock.hour * 60 + clock.minute
