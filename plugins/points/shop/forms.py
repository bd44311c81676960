"""Forms of the shop: taking goods, the counter, the shelf, redemption days."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import (
    ClockField,
    CountField,
    DayField,
    MoneyField,
    TrimmedField,
    WordsField,
)
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.numbers import read
from linli.toolkit.photos import PhotoField
from plugins.points.shop.days import words_of

MOST = 99  # of one good at once
PICK = ("", _l("请选一样"))
COUNTER = ""  # where it is fetched, when no redemption day is chosen


class TakeForm(Form):
    """How many, at the price that was shown, and where to fetch it."""

    price = HiddenField()
    count = CountField(_l("换几份"), [required(_l("请填换几份"))], least=1, most=MOST)
    day = RadioField(_l("在哪里领"))

    def __init__(self, good, days, counter, **options_of_form):
        self.days = {str(day.id): day for day in days}
        places = [(COUNTER, _l("兑换点：%(words)s", words=counter))] if counter or not days else []
        places += [(key, f"{words_of(day)} · {day.place}") for key, day in self.days.items()]
        super().__init__(data={"price": good.price, "count": 1, "day": places[0][0]}, **options_of_form)
        self.count.label.text = _l("换几%(unit)s", unit=good.unit)
        self.day.choices = options(places)

    @property
    def shown_price(self):
        """The price that the page told; 0 for anything odd."""
        return read(self.price.data, 0)

    @property
    def chosen_day(self):
        """The redemption day that was chosen, or None for the counter."""
        return self.days.get(self.day.data)


class NumberForm(Form):
    """The number that somebody tells at the counter."""

    number = TrimmedField(_l("领取编号"), [required(_l("请填领取编号")), short_text(30)],
                          description=_l("在他手机的兑换页上，像 DH-2026-0001；只报最后四位也可以"),
                          render_kw={"autocomplete": "off"})


class ServeForm(Form):
    """Somebody without a phone says what their household wants."""

    household = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)],
                             description=_l("户口簿或存折上的户号"), render_kw={"autocomplete": "off"})
    good = SelectField(_l("换什么"), [required(_l("请选换什么"))])
    count = CountField(_l("换几份"), [required(_l("请填换几份"))], least=1, most=MOST, default=1)
    sure = HiddenField(default="")

    def __init__(self, goods):
        super().__init__()
        self.goods = {f"{good.id}-{good.price}": good for good in goods}
        self.good.choices = options([PICK, *((key, _l(
            "%(title)s，每%(unit)s %(price)d 分，还有 %(stock)d", title=good.title, unit=good.unit,
            price=good.price, stock=good.stock)) for key, good in self.goods.items())])


class GoodForm(EditForm):
    """What may be had, and for how many points."""

    title = TrimmedField(_l("叫什么"), [required(_l("请填名字")), short_text(60)])
    unit = TrimmedField(_l("怎么数"), [required(_l("请填怎么数")), short_text(10)],
                        description=_l("块、袋、瓶"))
    price = CountField(_l("要多少积分"), [required(_l("请填要多少积分"))], least=1, most=100_000,
                       description=_l("已经换了的，还按原来的积分"))
    most = CountField(_l("每户每季度最多换几份"), [required(_l("请填几份，不限就填 0"))], least=0,
                      most=10_000,
                      default=0, description=_l("不限就填 0"))
    photo = PhotoField(_l("照片（可以不选）"))
    offered = BooleanField(_l("摆出来让大家换"), default=True)

    def __init__(self, uploader, good=None):
        super().__init__(obj=good)
        self.uploader = uploader

    def columns(self):
        """The fields of a Good; the photo where a new one came."""
        columns = {name: value for name, value in self.values().items() if name != "photo"}
        return {**columns, **({"photo": self.photo.upload} if self.photo.upload else {})}


class BuyForm(Form):
    """What was bought, and what it cost."""

    count = CountField(_l("买进多少"), [required(_l("请填买进多少"))], least=1, most=100_000)
    cost = MoneyField(_l("一共花了多少钱（元）"), [required(_l("请填花了多少钱，别人送的填 0"))],
                      description=_l("别人送的填 0"))
    note = TrimmedField(_l("哪里买的、票据号（可以不写）"), [short_text(200)])


class CountForm(Form):
    """What really stands there."""

    expected = HiddenField()
    found = CountField(_l("货架上现在有多少"), [required(_l("请填点到多少"))], least=0, most=100_000)
    reason = WordsField(_l("对不上的原因"), [short_text(200)], render_kw={"rows": 2},
                        description=_l("对得上就不用写"))

    def __init__(self, expected):
        super().__init__(data={"expected": expected})
        self.now = expected

    @property
    def shown(self):
        """How many the page expected; -1 for anything odd."""
        return read(self.expected.data, -1)

    def validate_reason(self, field):
        """A difference is explained."""
        if self.found.data is not None and self.found.data != self.shown and not field.data:
            raise ValidationError(_l("数目对不上，请写一句原因"))


class WriteOffForm(Form):
    """What is spoilt or gone."""

    count = CountField(_l("报废多少"), [required(_l("请填报废多少"))], least=1, most=100_000)
    reason = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(200)], render_kw={"rows": 2})


class DayForm(Form):
    """When and where goods are handed out."""

    day = DayField(_l("哪一天"), [required(_l("请填哪一天"))])
    starts = ClockField(_l("几点开始"), [required(_l("请填几点开始"))])
    ends = ClockField(_l("几点结束"), [required(_l("请填几点结束"))])
    place = TrimmedField(_l("在哪里"), [required(_l("请填在哪里")), short_text(120)])

    def validate_day(self, field):
        """It lies ahead."""
        if field.data and field.data < today():
            raise ValidationError(_l("这一天已经过了"))

    def validate_ends(self, field):
        """It ends after it began."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_l("结束要比开始晚"))
