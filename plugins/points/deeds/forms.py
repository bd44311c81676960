"""Forms about deeds: collecting one, reporting one, a row of a table, a household's words."""

import re
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import day_text, today
from linli.toolkit.fields import CountField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.photos import PhotosField
from plugins.points.book.forms import MOST_POINTS

PICK = ("", _l("请选一条"))


def said(versions):
    """A rule as it is chosen: title and worth, and what it was worth before; `versions`, the latest first."""
    latest, worth = versions[0], versions[0].worth
    words = _l("%(title)s（%(worth)s 分）", title=latest.full_title, worth=worth)
    if latest.ends_on and latest.ends_on < today():
        words = _l("%(rule)s，到 %(day)s为止", rule=words, day=day_text(latest.ends_on))
    for each in versions[1:]:
        if each.worth != worth:
            words = _l("%(rule)s，%(day)s以前 %(worth)s 分", rule=words, worth=each.worth,
                       day=day_text(each.ends_on + timedelta(days=1)))
        worth = each.worth
    return words


class ReportForm(Form):
    """A household tells of its own deed, with a photo."""

    rule = SelectField(_l("做了什么"), [required(_l("请选做了什么"))])
    points = CountField(_l("您觉得该得几分"), least=1, most=MOST_POINTS,
                        description=_l("只有“+2 至 +10”这样的才填"))
    day = DayField(_l("哪天做的"), [required(_l("请填哪天做的"))], default=today)
    text = WordsField(_l("说几句"), [short_text(500)], render_kw={"rows": 3},
                      description=_l("在哪里、做了什么，写一两句"))
    photos = PhotosField(_l("照片"), least=1, most=6, description=_l("至少 1 张。照片里的位置信息会去掉"))

    def __init__(self, rules, person):
        """`rules` are versions, by number, the latest first; a deed counts under that of its day."""
        self.rules = {str(number): list(versions) for number, versions in groupby(
            rules, attrgetter("number"))}
        self.uploader = person
        super().__init__()
        self.rule.choices = options([PICK, *((key, said(versions)) for key, versions in self.rules.items())])

    def version(self):
        """The version of the chosen rule that held on the day that was typed, or None."""
        day = self.day.data or today()
        return next((each for each in self.rules.get(self.rule.data, ()) if each.holds_on(day)), None)

    def validate_points(self, field):
        """Left empty, it is the worth of a rule that has only one."""
        rule = self.version()
        if rule and field.data is None and not field.errors:
            if rule.least != rule.most:
                raise ValidationError(_l("这一条是 %(worth)s 分，请填几分", worth=rule.worth))
            field.data = rule.least


class CollectForm(ReportForm):
    """Staff collect: photos where the rule wants them, a decision where it is about an offence."""

    points = CountField(_l("几分"), least=1, most=MOST_POINTS,
                        description=_l("只有“+2 至 +10”这样的才填"))
    photos = PhotosField(_l("照片"), most=6, description=_l("要照片的细则才用，别的可以不放"))
    decision_number = TrimmedField(
        _l("处理决定的文号"), [short_text(60)],
        description=_l("涉及违法的才填：主管部门已经生效的处理决定。有人举报、有人指控都不能扣分"))


class WordsForm(Form):
    """What a household says about a minus."""

    words = WordsField(_l("您家怎么说"), [required(_l("请写几句")), short_text(1000)],
                       render_kw={"rows": 5})


class WithdrawForm(Form):
    """Why a deed is taken back."""

    reason = TrimmedField(_l("为什么撤回"), [required(_l("请写一句原因")), short_text(200)])


class SignedField(TrimmedField):
    """Points with their sign: 3, +3, -3; its data is a whole number, None where nothing was typed."""

    def process_formdata(self, valuelist):
        """Raises ValueError with a sentence that says what they look like."""
        super().process_formdata(valuelist)
        text, self.data = self.data, None
        if text:
            if not re.fullmatch(r"[+＋\-−－]?[0-9]{1,3}", text, re.ASCII):
                raise ValueError(_l("分值请写成 3 或 -3 这样的数"))
            self.data = int(re.sub(r"[−－]", "-", text.replace("＋", "+")))


class RowForm(Form):
    """A deed in a row of a table."""

    household = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)],
                             description=_l("本村登记的户号，比如 012"))
    rule = SelectField(_l("细则"), [required(_l("请填细则"))],
                       description=_l("和积分细则上写的一样"))
    points = SignedField(_l("分值"), description=_l("扣分写负数；分数固定的可以空着"))
    day = DayField(_l("日期"), [required(_l("请填日期"))], description=_l("像 2026-11-25 这样"))
    text = TrimmedField(_l("说明"), [short_text(500)])

    def __init__(self, rules, **values):
        super().__init__(**values)
        self.rule.choices = options([("", ""), *((title, title) for title in dict.fromkeys(
            rule.title for rule in rules))])
