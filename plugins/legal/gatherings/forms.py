"""Forms of talks and meetings. Days and hours are Shanghai's."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import (
    ClockField,
    CountField,
    DayField,
    TrimmedField,
    WordsField,
)
from linli.toolkit.forms import Form, required, short_text
from linli.toolkit.photos import PhotosField
from plugins.legal.advisers.fields import AdviserField
from plugins.legal.gatherings import words
from plugins.legal.gatherings.models import HELD


class GatheringForm(EditForm):
    """A talk or a meeting, planned or held. Minutes and attendance come together, afterwards.

    `gathering` is the one that is changed: one that was held stays held.
    """

    kind = HiddenField()
    theme = TrimmedField(_l("主题"), [required(_l("请填主题")), short_text(100)])
    day = DayField(_l("哪一天"), [required(_l("请填哪一天"))], default=today)
    starts = ClockField(_l("几点开始（可以不填）"), [Optional()])
    place = TrimmedField(_l("地点"), [required(_l("请填地点")), short_text(100)])
    speaker = TrimmedField(words.SPEAKER["talk"], [required(_l("请填是谁")), short_text(200)])
    adviser = AdviserField(_l("算哪位顾问的服务时间"),
                           description=_l("顾问讲的、参加的，时间算进他这个月的服务"))
    minutes = CountField(_l("一共多少分钟"), least=1, most=1440)
    attendance = CountField(_l("来了多少人"), least=0, most=100_000)
    notes = WordsField(words.NOTES["talk"], [short_text(4000)], default="",
                          render_kw={"rows": 5})

    def __init__(self, kind, advisers, gathering=None, **filled):
        super().__init__(obj=gathering, data=filled)
        self.kind.data = kind
        self.held = gathering is not None and gathering.state == HELD
        self.adviser.offer(advisers, _l("不算"))
        self.speaker.label.text = words.SPEAKER[kind]
        self.notes.label.text, self.notes.description = words.NOTES[kind], words.READERS[kind]

    def validate_minutes(self, field):
        """Afterwards, and together with the attendance."""
        self._refuse_early_or_half(field, self.attendance)

    def validate_attendance(self, field):
        """Afterwards, and together with the minutes."""
        self._refuse_early_or_half(field, self.minutes)

    def _refuse_early_or_half(self, field, other):
        if self.day.data and self.day.data > today():
            if field.data is not None or self.held:
                raise ValidationError(_l("这一天还没到，办完以后再填"))
        elif field.data is None and not field.errors and (self.held or other.data is not None):
            raise ValidationError(_l("办过了的，多少分钟和来了多少人都要填"))


class CancelForm(EditForm):
    """Why it is not held; whoever may open the record reads it."""

    reason = WordsField(_l("为什么取消"), [required(_l("请写一句原因")), short_text(200)],
                           render_kw={"rows": 2})

    def __init__(self, kind, gathering):
        super().__init__(obj=gathering)
        self.reason.description = words.READERS[kind]


class PhotoForm(Form):
    """More photos, with words for those who cannot see them."""

    photos = PhotosField(_l("选照片"), most=9,
                         description=_l("一次可以选几张，最多 9 张。照片里的位置信息会去掉"))
    caption = TrimmedField(_l("照片里是什么（可以不填）"), [short_text(60)],
                           description=_l("读给看不见的人听，比如“村民在祠堂听讲”。一次选的几张写同一句"))

    def __init__(self, uploader):
        super().__init__()
        self.uploader = uploader

    def validate_photos(self, field):
        """One has to be there."""
        if not field.uploads:
            raise ValidationError(_l("请先选一张照片"))
