"""Forms of tasks and plans. Days and hours are Shanghai's."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.database import utc_now
from linli.toolkit.calendar import local, to_utc, today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import ClockField, CountField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.leaders.tasks.models import ASSIGNED, AUDIENCES, BLOCKS, EVENING, RHYTHMS, TOPICS

MOST_PEOPLE, MOST_PHOTOS, MOST_WORTH, MOST_HOURS = 200, 6, 100, 2160
LAST_DAY = 28  # of a month: every month has it


class ContentForm(EditForm):
    """What tasks and plans share: what is to be done, where, by how many, how it is proved.

    `reward` is the word for what tasks earn here (积分), "" where they earn nothing: then
    nothing is asked about it.
    """

    topic = SelectField(_l("哪一类"), choices=options(TOPICS))
    title = TrimmedField(_l("做什么"), [required(_l("请写做什么")), short_text(80)])
    text = WordsField(_l("怎么做"), [required(_l("请写清楚怎么做")), short_text(2000)], render_kw={"rows": 4})
    place = TrimmedField(_l("在哪里（可以不填）"), [short_text(120)])
    people = CountField(_l("要几个人"), [required(_l("请填几个人"))], least=1, most=MOST_PEOPLE)
    photos = CountField(_l("至少交几张照片"), [required(_l("请填几张，不用照片就填 0"))], least=0,
                        most=MOST_PHOTOS)
    worth = CountField("", least=0, most=MOST_WORTH)
    claim_hours = CountField(_l("领了以后几小时内做完"), [required(_l("请填几小时"))], least=1,
                             most=MOST_HOURS)

    def __init__(self, reward, obj=None, **filled):
        super().__init__(obj=obj, data={"people": 1, "photos": 1, "worth": 0, **filled})
        self.worth.label.text = _l("最多可得多少%(reward)s", reward=reward)
        if not reward:
            del self.worth

    def values(self):
        """What was typed; an empty worth is none."""
        typed = super().values()
        return {**typed, "worth": typed["worth"] or 0} if "worth" in typed else typed


class TaskForm(ContentForm):
    """One task: until when it is open, and for whom."""

    until_day = DayField(_l("哪天截止"), [required(_l("请填哪天截止"))])
    until_clock = ClockField(_l("几点截止"), default=EVENING)

    def __init__(self, reward, task=None, **filled):
        until = local(task.until) if task else None
        filled.setdefault("until_day", until.date() if until else today() + timedelta(days=7))
        super().__init__(reward, task, until_clock=until.time() if until else EVENING, **filled)

    def validate_until_clock(self, field):
        """The end lies ahead, and not years away."""
        if self.until_day.data and not self.until_day.errors and not field.errors:
            if self.until <= utc_now():
                raise ValidationError(_l("截止时间已经过了，请往后改"))
            if self.until_day.data > today() + timedelta(days=366):
                raise ValidationError(_l("截止时间请在一年以内"))

    @property
    def until(self):
        """The moment (UTC) at which the task closes."""
        return to_utc(self.until_day.data, self.until_clock.data or EVENING)

    def values(self):
        """The columns of a Task."""
        typed = super().values()
        return {name: value for name, value in typed.items()
                if name not in ("until_day", "until_clock", "audience", "blocks", "leaders")
                } | {"until": self.until}


class OnceEachField(SelectMultipleField):
    """Several of the choices; one that was sent twice is chosen once."""

    def process_formdata(self, valuelist):
        """The values in the order they were sent."""
        super().process_formdata(list(dict.fromkeys(valuelist)))
        self.data = list(dict.fromkeys(self.data))  # " 7" and "7" are one


class NewTaskForm(TaskForm):
    """A task that is published: for whom is chosen once, and stays."""

    audience = RadioField(_l("谁可以领"), choices=options(AUDIENCES), default="anybody")
    blocks = OnceEachField(_l("指定的楼栋"), option_widget=CheckboxInput())
    leaders = OnceEachField(_l("指定的人"), coerce=int, option_widget=CheckboxInput())

    def __init__(self, reward, blocks, leaders, **filled):
        super().__init__(reward, **filled)
        self.blocks.choices = options((each.code, each.name) for each in blocks)
        self.leaders.choices = options(
            (post.person_id, _l("%(name)s（%(kind)s）", name=post.person.name, kind=post.locality.name))
            for post in leaders)

    def validate_blocks(self, field):
        """At least one where the task is for some places."""
        if self.audience.data == BLOCKS and not field.data:
            raise ValidationError(_l("请选是给哪里的"))

    def validate_leaders(self, field):
        """At least one where the task is for certain people."""
        if self.audience.data == ASSIGNED and not field.data:
            raise ValidationError(_l("请选是给谁的"))


class PlanForm(ContentForm):
    """A template; with a rhythm it publishes by itself from a day on."""

    days = CountField(_l("每次开放几天"), [required(_l("请填几天"))], least=1, most=92, default=7)
    rhythm = RadioField(_l("多久发一次"), choices=options(RHYTHMS), default="")
    next_on = DayField(_l("下一次哪天发（不重复的不用填）"))

    def validate_next_on(self, field):
        """With a rhythm there is a next day; it lies ahead, and every month has it."""
        if not self.rhythm.data:
            field.data = None
        elif field.data is None:
            raise ValidationError(_l("请填下一次哪天发"))
        elif field.data < today():
            raise ValidationError(_l("这一天已经过了，请往后改"))
        elif self.rhythm.data != "week" and field.data.day > LAST_DAY:
            raise ValidationError(_l("请选 1 号到 28 号，每个月都有的日子"))


class EndPlanForm(Form):
    """A plan is not used any more; what it published stays."""
