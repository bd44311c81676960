"""Forms of the book: a new rule, another version of one, its end."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import CountField, DayField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.points.book.models import ASPECTS, KINDS, LAW, MINUS, OCCASION, PERS, PLUS, SIGNS

MOST_POINTS = 100  # of one deed
MOST_CAP = 1000  # of a month or quarter


class _FromToday:
    """The day from which it holds: what is past stays as it was."""

    starts_on = DayField(_l("从哪天起"), [required(_l("请填从哪天起"))],
                         description=_l("今天或以后的日子；以前的不改"))

    def validate_starts_on(self, field):
        """Not in the past."""
        if field.data and field.data < today():
            raise ValidationError(_l("只能从今天或以后的日子起"))


class _Fields(_FromToday):
    """What a rule says."""

    aspect = SelectField(_l("哪一方面"), choices=options(ASPECTS))
    title = TrimmedField(_l("做了什么"), [required(_l("请写做了什么")), short_text(80)],
                         description=_l("写短一点，存折上也是这几个字，比如：参加村里的培训"))
    sign = RadioField(_l("加分还是扣分"), [required(_l("请选加分还是扣分"))], choices=options(SIGNS))
    least = CountField(_l("最少几分"), [required(_l("请填最少几分"))], least=1, most=MOST_POINTS)
    most = CountField(_l("最多几分"), [required(_l("请填最多几分"))], least=1, most=MOST_POINTS,
                      description=_l("分数固定的，和最少的填一样"))
    per = SelectField(_l("多久算一次"), choices=options(PERS))
    cap = CountField(_l("这段时间每户最多几分"), least=1, most=MOST_CAP,
                     description=_l("按月、按季度算的才填"))
    proof = BooleanField(_l("要有照片"))
    offence = BooleanField(_l("涉及违法，要有主管部门生效的处理决定"))
    activity = SelectField(_l("自动算哪种任务"), choices=options(KINDS))
    source = TrimmedField(_l("出自哪里"), [short_text(120)], description=_l("比如：村规民约第 5 条"))

    def validate_most(self, field):
        """No less than the least."""
        if field.data and self.least.data and field.data < self.least.data:
            raise ValidationError(_l("最多的不能比最少的小"))

    def validate_cap(self, field):
        """A month and a quarter have a cap that one deed does not pass; an occasion has none."""
        if self.per.data == OCCASION and field.data:
            raise ValidationError(_l("每次都算的没有封顶，请空着"))
        if self.per.data != OCCASION and field.data is None and not field.errors:
            raise ValidationError(_l("请填这段时间每户最多几分"))
        if field.data and self.most.data and field.data < self.most.data:
            raise ValidationError(_l("不能比一次最多的 %(most)d 分还小", most=self.most.data))

    def validate_offence(self, field):
        """No offence earns points; and for what the law forbids only an authority's final decision
        takes any away, never somebody's word.
        """
        if field.data and self.sign.data != MINUS:
            raise ValidationError(_l("涉及违法的只能是扣分"))
        if self.aspect.data == LAW and self.sign.data == MINUS and not field.data:
            raise ValidationError(_l("守法方面的扣分要勾上这一项：有主管部门生效的处理决定才能扣"))

    def validate_activity(self, field):
        """A task that was done takes nothing away, and its own photos are enough."""
        if field.data and self.sign.data != PLUS:
            raise ValidationError(_l("按任务算的只能是加分"))
        if field.data and self.proof.data:
            raise ValidationError(_l("任务验收时已经看过照片，这里不用再要"))


class RuleForm(_Fields, Form):
    """A new rule."""


class ChangeForm(_Fields, EditForm):
    """Another version of a rule: pass what it says now as `data`."""


class EndForm(_FromToday, EditForm):
    """The day from which a rule no longer holds."""
