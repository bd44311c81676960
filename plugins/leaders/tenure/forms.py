"""Forms about tenures: becoming a leader, and one for each step."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import date_text, today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import DayField, PhoneField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.leaders.tenure.models import BLOCK_KINDS
from plugins.leaders.tenure.terms import LONGEST, probation_end, term_end

TOLD = _l("本人看得到")


class PlaceForm(Form):
    """For which block, or for the village as a whole."""

    place = SelectField(_l("为哪里服务"), [required(_l("请选一处"))])

    def offer(self, village, blocks, served):
        """Take the choices: the blocks that nobody serves, those of the codes `served`, then the whole
        village; nothing is chosen beforehand.
        """
        ordered = sorted(blocks, key=lambda each: each.code in served)
        self.place.choices = options([("", _l("请选一处")), *(
            (each.code, _called(each, each.code in served)) for each in ordered),
            (village.code, _l("全村，不限哪一处"))])


class ApplyForm(PlaceForm):
    """A resident puts themself forward."""

    words = WordsField(_l("说说自己（可以不写）"), [short_text(500)], render_kw={"rows": 4},
                       description=_l("比如住了多少年、平时有没有空、想帮大家做什么。村里工作人员会看到"))


class NameForm(PlaceForm):
    """The village names somebody: one of the residents that a search found, or by phone and name."""

    person = RadioField(_l("是哪一位"), validators=[Optional()], coerce=str)
    name = TrimmedField(_l("姓名"), [short_text(40)], render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号"), render_kw={"inputmode": "tel", "autocomplete": "off"})
    words = WordsField(_l("为什么提名（可以不写）"), [short_text(500)], render_kw={"rows": 3},
                       description=TOLD)

    def offer_people(self, people):
        """Take the residents that were found; without any, only phone and name are asked."""
        self.person.choices = options((str(each.id), _of(each)) for each in people)
        if not people:
            del self.person

    @property
    def chosen(self):
        """The id of the resident that was chosen of those offered, or None."""
        offered = [choice.value for choice in self.person.choices] if "person" in self else []
        return int(self.person.data) if offered and self.person.data in offered else None

    def validate_name(self, field):
        """A name, unless somebody was chosen."""
        if not self.chosen and not field.data:
            raise ValidationError(_l("请填姓名，或者先按名字找一找"))

    def validate_phone(self, field):
        """A phone, unless somebody was chosen."""
        if not self.chosen and not field.data:
            raise ValidationError(_l("请填手机号"))


class StepForm(EditForm):
    """A step of a tenure that was read as `version`."""

    @property
    def sent(self):
        """What a service wants of every form: (version, nonce)."""
        return self.version.data, self.nonce.data

    def propose(self, tenure, settings):
        """Take the days that the village's settings propose."""

    def _refuse_odd_day(self, field, first):
        if field.data is None:
            raise ValidationError(_l("请填到哪一天"))
        if not first <= field.data <= today() + LONGEST:
            raise ValidationError(_l("请填 %(first)s 以后、五年以内的一天", first=date_text(first)))


class WordsForm(StepForm):
    """A step that needs no more than a word, if any."""

    words = WordsField(_l("想说的话（可以不写）"), [short_text(500)], render_kw={"rows": 3})


class ReasonForm(StepForm):
    """A step with a reason that the person reads."""

    words = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(500)], description=TOLD,
                       render_kw={"rows": 3})


class ThankForm(StepForm):
    """Thanks."""

    words = WordsField(_l("感谢的话"), [required(_l("请写几句")), short_text(500)], description=TOLD,
                       render_kw={"rows": 4})


class InterviewForm(StepForm):
    """What came of an interview."""

    result = RadioField(_l("结果"), [required(_l("请选一项"))], choices=options(
        {"pass": _l("通过，开始试用"), "decline": _l("这次不聘")}))
    day = DayField(_l("哪天谈的"), [required(_l("请填哪天谈的"))], default=today)
    until = DayField(_l("试用到哪天"), description=_l("通过才填"))
    words = WordsField(_l("告诉本人的话"), [short_text(500)], render_kw={"rows": 2},
                       description=_l("本人看得到。不聘的话要写一句原因"))
    notes = WordsField(_l("面谈记录"), [short_text(2000)], render_kw={"rows": 4},
                       description=_l("只有村里工作人员看得到，本人看不到"))

    def propose(self, _tenure, settings):
        """The probation of this village."""
        self.until.data = probation_end(settings)

    def validate_day(self, field):
        """Not to come."""
        if field.data and field.data > today():
            raise ValidationError(_l("不能晚于今天"))

    def validate_words(self, field):
        """A refusal says why."""
        if self.result.data == "decline" and not field.data:
            raise ValidationError(_l("请写一句原因，本人会看到"))

    def validate_until(self, field):
        """A probation has an end."""
        if self.result.data == "pass":
            self._refuse_odd_day(field, today())


class ReviewForm(StepForm):
    """What came of a probation."""

    result = RadioField(_l("结果"), [required(_l("请选一项"))], choices=options(
        {"appoint": _l("聘任"), "prolong": _l("再试一段时间"), "fail": _l("就到这里")}))
    ends_on = DayField(_l("聘到哪天"), description=_l("聘任才填"))
    until = DayField(_l("试用延长到哪天"), description=_l("再试一段时间才填"))
    words = WordsField(_l("告诉本人的话"), [short_text(500)], render_kw={"rows": 2},
                       description=_l("本人看得到。不聘的话要写一句原因"))
    notes = WordsField(_l("考核记录"), [short_text(2000)], render_kw={"rows": 4},
                       description=_l("只有村里工作人员看得到，本人看不到"))

    @property
    def last_day(self):
        """The last day that belongs to the result, or None."""
        return {"appoint": self.ends_on.data, "prolong": self.until.data}.get(self.result.data)

    def propose(self, tenure, settings):
        """The term of this village, and as long a probation once more."""
        self.ends_on.data = term_end(settings)
        self.until.data = probation_end(settings, max(tenure.probation_until, today()))

    def validate_words(self, field):
        """An end says why."""
        if self.result.data == "fail" and not field.data:
            raise ValidationError(_l("请写一句原因，本人会看到"))

    def validate_ends_on(self, field):
        """A term has an end."""
        if self.result.data == "appoint":
            self._refuse_odd_day(field, today())

    def validate_until(self, field):
        """So has a probation."""
        if self.result.data == "prolong":
            self._refuse_odd_day(field, today())


class RenewForm(StepForm):
    """The new last day of a term."""

    until = DayField(_l("续到哪天"))
    words = WordsField(_l("告诉本人的话（可以不写）"), [short_text(500)], render_kw={"rows": 2})

    def propose(self, tenure, settings):
        """One more term of this village."""
        self.until.data = term_end(settings, max(tenure.ends_on, today()))

    def validate_until(self, field):
        """In time to come."""
        self._refuse_odd_day(field, today())


class PhoneForm(Form):
    """Whether one's number is shown."""

    shown = BooleanField(_l("公开页面上显示我的手机号"))


def _called(block, served):
    words = str(_l("%(name)s（%(kind)s）", name=block.name, kind=BLOCK_KINDS[block.kind]))
    return words if served else words + str(_l("（还没有人）"))


def _of(person):
    home = person.household
    where = home and f"{home.number} · {home.address}"
    return str(_l("%(name)s（%(kind)s）", name=person.name, kind=where)) if home else person.name
