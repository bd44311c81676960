"""Forms of an application: applying, what was asked, the survey, the quote, and one's word."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.toolkit.calendar import today
from linli.toolkit.fields import CountField, DayField, MoneyField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.money import yuan
from linli.toolkit.photos import PhotosField
from plugins.cctv.applications.lens import ARTICLES, PRIVATE, why_not_article, why_refused
from plugins.cctv.applications.models import LENS, SEEN, TOPICS
from plugins.cctv.programmes.models import APPLICANTS, SHOP
from plugins.cctv.programmes.split import split

MOST_EXTRA = 100_000_00  # 分
LATITUDES, LONGITUDES = (3, 54), (73, 136)  # degrees, of China


class DegreesField(TrimmedField):
    """Degrees, between two bounds; None where nothing was typed."""

    def __init__(self, *args, bounds, **kwargs):
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(*args, **kwargs)
        self.bounds = bounds

    def _value(self):
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist):
        """Raises ValueError with a sentence that names the bounds."""
        text = "".join(valuelist).strip()
        self.data = None
        if text:
            least, most = self.bounds
            plain = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 20
            if not plain or not least <= float(text) <= most:
                raise ValueError(_l("请填 %(least)d 到 %(most)d 之间的度数，像 22.41", least=least,
                                    most=most))
            self.data = float(text)


def _place():
    return TrimmedField(_l("装在哪里"), [required(_l("请写清楚装在哪里")), short_text(120)],
                        description=_l("写门牌和位置，像“祠堂边 3 号门口”"))


def _sees():
    return SelectMultipleField(_l("镜头会拍到什么"), [required(_l("请选镜头会拍到什么"))],
                               option_widget=CheckboxInput(), choices=options(SEEN))


def _duty():
    return BooleanField(_l("那里归我管，法律上我有安全管理义务"))


class ApplyForm(Form):
    """One short form. `package` is the id of an edition; the price stands beside it."""

    package = RadioField(_l("选套餐"), validate_choice=False)
    kind = RadioField(_l("给谁装"), [required(_l("请选给谁装"))])
    title = TrimmedField(_l("店名（商铺才填）"), [short_text(60)])
    place = _place()
    sees = _sees()
    duty = _duty()
    proof = WordsField(_l("有什么证明（可以不写）"), [short_text(500)], render_kw={"rows": 2},
                       description=_l("有安全管理义务的，写凭什么；租的房子，写房东同意了没有"))
    photos = PhotosField(_l("现场照片（可以不拍）"), most=6)

    def __init__(self, uploader, packages, kinds, **values):
        self.uploader = uploader
        super().__init__(data={"kind": kinds[0], "sees": ["own"], **values})
        self.packages = {str(each.id): each for each in packages}
        self.package.choices = options([(key, _l(
            "%(title)s，您出 %(yuan)s 元", title=each.title,
            yuan=yuan(split(each.price, each).resident))) for key, each in self.packages.items()])
        self.kind.choices = options({kind: APPLICANTS[kind] for kind in kinds})
        if self.package.data not in self.packages and not self.package.raw_data and packages:
            self.package.data = str(packages[0].id)

    def validate_package(self, field):
        """One that may be had now."""
        if field.data not in self.packages:
            raise ValidationError(_l("请选一个套餐。价钱可能刚改过，请看一遍"))

    def validate_title(self, field):
        """A shop has a name."""
        if self.kind.data == SHOP and not field.data:
            raise ValidationError(_l("请填店名"))

    def told(self):
        """The columns of the Application that it fills in."""
        title = self.title.data if self.kind.data == SHOP else ""
        return {"title": title, **{name: self[name].data for name in ("place", "sees", "duty", "proof")}}


class AskForm(Form):
    """What more is wanted."""

    topic = RadioField(_l("补哪一项"), [required(_l("请选补哪一项"))], choices=options(TOPICS))
    text = WordsField(_l("写清楚要补什么"), [required(_l("请写要补什么")), short_text(500)],
                      render_kw={"rows": 3}, description=_l("申请人只看得到这句话，请写得好懂"))


class AnswerForm(Form):
    """What every answer has: some words."""

    words = WordsField(_l("想说明的（可以不写）"), [short_text(500)], render_kw={"rows": 2})


class PlaceAnswer(AnswerForm):
    """Where it is."""

    place = _place()


class PhotoAnswer(AnswerForm):
    """What it looks like."""

    photos = PhotosField(_l("现场照片"), least=1, most=6)


class LensAnswer(AnswerForm):
    """What the lens sees."""

    sees = _sees()
    duty = _duty()


class ProofAnswer(AnswerForm):
    """What proves it."""

    proof = WordsField(_l("证明材料"), [required(_l("请写证明材料")), short_text(500)], render_kw={"rows": 3})


ANSWERS = {"place": PlaceAnswer, "photo": PhotoAnswer, "lens": LensAnswer, "proof": ProofAnswer}


class SurveyForm(Form):
    """What was found. `village` is where it really stands."""

    day = DayField(_l("哪天看的"), [required(_l("请填哪天看的"))])
    village = SelectField(_l("在哪个村"))
    place = _place()
    points = CountField(_l("几个点位"), [required(_l("请填几个点位"))], least=1, most=50, default=1)
    cable = CountField(_l("线长多少米"), [required(_l("不用拉线就填 0"))], least=0, most=10_000, default=0)
    room = BooleanField(_l("会拍到卧室、厕所或者宿舍"))
    sees = _sees()
    duty = BooleanField(_l("核实过：申请人在那里有安全管理义务"))
    lens = RadioField(_l("镜头怎么处理"), [required(_l("请选镜头怎么处理"))], choices=options(LENS))
    article = RadioField(_l("按条例算什么地方"), [required(_l("请选算什么地方"))], coerce=int,
                         choices=options(ARTICLES))
    latitude = DegreesField(_l("纬度（可以不填）"), bounds=LATITUDES)
    longitude = DegreesField(_l("经度（可以不填）"), bounds=LONGITUDES)
    words = WordsField(_l("还有什么要说明"), [short_text(500)], render_kw={"rows": 2})

    def __init__(self, application, villages):
        known = ("place", "sees", "duty", "latitude", "longitude")
        super().__init__(data={
            **{name: getattr(application, name) for name in known}, "day": today(), "lens": "kept",
            "article": PRIVATE, "village": application.locality_id})
        self.application = application
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

    def validate_lens(self, field):
        """What the law lets stand."""
        why = why_refused(self.application.kind, self.sees.data or (), field.data, self.room.data,
                               self.duty.data)
        if why:
            raise ValidationError(why)

    def validate_article(self, field):
        """It goes with what is seen."""
        why = why_not_article(self.sees.data or (), self.lens.data, field.data)
        if why:
            raise ValidationError(why)

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


class WithdrawForm(Form):
    """Why it is not wanted any more."""

    reason = WordsField(_l("原因（可以不写）"), [short_text(500)], render_kw={"rows": 2})
