"""Forms of a programme: its words and days, its budget, a package, a limit."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.toolkit.editing import EditForm
from linli.toolkit.fields import CountField, DayField, MoneyField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.cctv.programmes.models import APPLICANTS

MOST_PRICE = 1_000_000_00  # 分


class ProgrammeForm(EditForm):
    """What a programme is, without its money."""

    title = TrimmedField(_l("叫什么"), [required(_l("请填名字")), short_text(80)])
    text = WordsField(_l("说明"), [short_text(1000)], render_kw={"rows": 4},
                      description=_l("装在哪里补、怎么办、问谁"))
    first_day = DayField(_l("从哪天起可以申请"), [required(_l("请填哪天"))])
    last_day = DayField(_l("到哪天为止"), [required(_l("请填哪天"))])
    applicants = SelectMultipleField(_l("谁可以申请"), [required(_l("请选谁可以申请"))],
                                     option_widget=CheckboxInput(), choices=options(APPLICANTS))
    cameras = CountField(_l("一共补多少个"), [required(_l("不限就填 0"))], least=0, most=100_000, default=0,
                         description=_l("只看预算、不限个数，就填 0"))

    def validate_last_day(self, field):
        """It does not end before it begins."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_l("结束不能比开始早"))


class NewProgrammeForm(ProgrammeForm):
    """The same with the money it begins with."""

    budget = MoneyField(_l("预算（元）"), [required(_l("请填预算"))])


class BudgetForm(Form):
    """What the budget shall be."""

    budget = MoneyField(_l("预算改成（元）"), [required(_l("请填预算"))])
    note = TrimmedField(_l("依据"), [required(_l("请写凭什么文件或会议")), short_text(200)])


class PackageForm(Form):
    """Camera, storage and network, what they cost together, and who pays how much."""

    title = TrimmedField(_l("叫什么"), [required(_l("请填名字")), short_text(60)])
    camera = TrimmedField(_l("摄像头"), [required(_l("请填摄像头")), short_text(80)])
    storage = TrimmedField(_l("存储"), [required(_l("请填存储")), short_text(80)])
    network = TrimmedField(_l("网络（可以不写）"), [short_text(80)])
    applicants = SelectMultipleField(_l("给谁装的可以选"), [required(_l("请选给谁装的可以选"))],
                                     option_widget=CheckboxInput(), choices=options(APPLICANTS),
                                     default=tuple(APPLICANTS))
    price = MoneyField(_l("一共多少钱（元）"), [required(_l("请填价钱"))])
    telecom_permille = CountField(_l("电信减千分之几"), [required(_l("不减就填 0"))], least=0, most=1000)
    resident_permille = CountField(_l("住户出千分之几"), [required(_l("不出就填 0"))], least=0, most=1000)
    resident_least = MoneyField(_l("住户最少出（元）"), [required(_l("没有就填 0"))])

    def validate_price(self, field):
        """It costs something."""
        if field.data is not None and not 0 < field.data <= MOST_PRICE:
            raise ValidationError(_l("请填 0 以上、一百万以内的价钱"))

    def validate_resident_permille(self, field):
        """Together no more than the whole."""
        if field.data is not None and (self.telecom_permille.data or 0) + field.data > 1000:
            raise ValidationError(_l("电信减的和住户出的加起来超过一千了"))

    def validate_resident_least(self, field):
        """No more than the price."""
        if field.data and self.price.data and field.data > self.price.data:
            raise ValidationError(_l("比价钱还多，请再看一遍"))


class LimitForm(Form):
    """How many cameras a village may have."""

    village = SelectField(_l("哪个村"), [required(_l("请选村"))])
    most = CountField(_l("最多几个"), least=0, most=100_000, description=_l("不限就空着"))

    def __init__(self, villages):
        super().__init__()
        self.villages = {each.code: each for each in villages}
        self.village.choices = options([(code, each.short_name) for code, each in self.villages.items()])
