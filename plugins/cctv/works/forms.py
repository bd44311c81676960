"""Forms of payment and installation."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import date_text, today
from linli.toolkit.fields import DayField, MoneyField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.photos import PhotosField
from plugins.cctv.works.models import CASH, WAYS

LENGTH = 500
MOST_PHOTOS = 9


class _SinceForm(Form):
    """A form with a day that is not ahead, and not before `since`."""

    def __init__(self, since, **options_of_form):
        self.since = since
        super().__init__(**options_of_form)

    def check_day(self, field):
        """Neither in the future nor before the approval."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没有到"))
        if field.data and field.data < self.since:
            raise ValidationError(_l("%(day)s才批准，不会比这天早", day=date_text(self.since)))


class PayForm(_SinceForm):
    """What was paid at the office."""

    amount = MoneyField(_l("收了多少（元）"), [required(_l("请填收了多少"))])
    receipt = TrimmedField(_l("收据编号"), [required(_l("请填收据编号")), short_text(40)],
                           description=_l("照收据上印的填，一张收据只登记一次"))
    way = RadioField(_l("怎么交的"), [required(_l("请选怎么交的"))], choices=options(WAYS), default=CASH)
    paid_on = DayField(_l("哪天收的"), [required(_l("请填哪天收的"))])

    def validate_amount(self, field):
        """Something was paid."""
        if field.data == 0:
            raise ValidationError(_l("请填收了多少"))

    def validate_paid_on(self, field):
        """See check_day."""
        self.check_day(field)


class WithdrawForm(Form):
    """Why it is not wanted any more."""

    reason = WordsField(_l("原因（可以不写）"), [short_text(180)], render_kw={"rows": 2})


class ReasonForm(Form):
    """Why, in a sentence."""

    reason = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(180)], render_kw={"rows": 3})


class InstallForm(_SinceForm):
    """What was put up; the sign is asked for where the law wants one."""

    day = DayField(_l("哪天装的"), [required(_l("请填哪天装的"))])
    by = TrimmedField(_l("谁装的"), [required(_l("请填谁装的")), short_text(60)],
                      description=_l("单位和师傅的姓"))
    serial = TrimmedField(_l("设备序列号"), [required(_l("请填序列号")), short_text(60)],
                          description=_l("在机身或者包装盒的标签上"))
    sign = BooleanField(_l("提示牌挂好了"))
    words = WordsField(_l("要说明的（可以不写）"), [short_text(LENGTH)], render_kw={"rows": 3})
    photos = PhotosField(_l("装好的照片"), least=1, most=MOST_PHOTOS)

    def __init__(self, uploader, since, needs_sign, **options_of_form):
        self.uploader, self.needs_sign = uploader, needs_sign
        super().__init__(since, **options_of_form)

    def validate_day(self, field):
        """See check_day."""
        self.check_day(field)

    def validate_sign(self, field):
        """Art. 13: where public ground is seen, people are told."""
        if self.needs_sign and not field.data:
            raise ValidationError(_l("拍得到公共地方，要先挂好提示牌"))

    @property
    def found(self):
        """The columns of an Installation."""
        return {name: self[name].data for name in ("day", "by", "serial", "sign", "words")}
