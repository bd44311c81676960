"""The staff's forms: the survey, the quote, one's word, a question, the reason of an end."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.fields import CountField, DayField, MoneyField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.cctv.applications.fields import LensForm, place_field
from plugins.cctv.applications.lens import PRIVATE
from plugins.cctv.applications.models import TOPICS

MOST_EXTRA = 100_000_00  # 分


class AskForm(Form):
    """What more is wanted."""

    topic = RadioField(_l("补哪一项"), [required(_l("请选补哪一项"))], choices=options(TOPICS))
    text = WordsField(_l("写清楚要补什么"), [required(_l("请写要补什么")), short_text(500)],
                      render_kw={"rows": 3}, description=_l("申请人只看得到这句话，请写得好懂"))


class SurveyForm(LensForm):
    """What was found. `village` is where it really stands."""

    day = DayField(_l("哪天看的"), [required(_l("请填哪天看的"))])
    village = SelectField(_l("在哪个村"))
    place = place_field(_l("装在哪里"))
    points = CountField(_l("几个点位"), [required(_l("请填几个点位"))], least=1, most=50, default=1)
    cable = CountField(_l("线长多少米"), [required(_l("不用拉线就填 0"))], least=0, most=10_000, default=0)
    duty = BooleanField(_l("核实过：申请人在那里有安全管理义务"))
    words = WordsField(_l("还有什么要说明"), [short_text(500)], render_kw={"rows": 2})

    def __init__(self, application, villages):
        known = ("place", "sees", "duty", "latitude", "longitude")
        super().__init__(data={
            **{name: getattr(application, name) for name in known}, "day": today(), "lens": "kept",
            "article": PRIVATE, "village": application.locality_id})
        self.application, self.kind = application, application.kind
        self.village.choices = options([(each.code, each.short_name) for each in villages])

    def validate_day(self, field):
        """It has been."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没到，看过现场再填"))

    def validate_village(self, field):
        """An application stays in its village."""
        if field.data != self.application.locality_id:
            raise ValidationError(_l("这份申请是%(village)s的，不能挪到别的村。请撤回，到那个村重新申请",
                                     village=self.application.locality.short_name))

    def found(self):
        """What `surveying.survey` keeps."""
        return {name: value for name, value in self.values().items() if name != "village"}


class QuoteForm(Form):
    """What comes on top of the package."""

    extra = MoneyField(_l("套餐以外还要多少（元）"), [required(_l("没有就填 0"))], default=0,
                       description=_l("多拉的线、立杆这些，没有就填 0"))
    extra_for = TrimmedField(_l("是什么"), [short_text(120)])

    def validate_extra(self, field):
        """Within reason."""
        if field.data is not None and field.data > MOST_EXTRA:
            raise ValidationError(_l("太多了，请再看一遍"))

    def validate_extra_for(self, field):
        """What costs more is said."""
        if self.extra.data and not field.data:
            raise ValidationError(_l("请写清楚多出来的是什么"))


class ApproveForm(Form):
    """Yes, to the quote that was read."""

    quote = HiddenField()
    words = WordsField(_l("意见（可以不写）"), [short_text(200)], render_kw={"rows": 2})

    @property
    def quote_id(self):
        """The quote that the page told; 0 for anything odd."""
        text = str(self.quote.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ReasonForm(Form):
    """Why it ends."""

    reason = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(500)], render_kw={"rows": 3})
