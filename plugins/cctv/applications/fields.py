"""Fields that several forms ask for: where it is, and what the lens sees."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.cctv.applications.lens import ARTICLES, why_not_article, why_refused
from plugins.cctv.applications.models import LENS, SEEN

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


class PlacedForm(Form):
    """A form with a position: both degrees, or neither."""

    latitude = DegreesField(_l("纬度（可以不填）"), bounds=LATITUDES)
    longitude = DegreesField(_l("经度（可以不填）"), bounds=LONGITUDES)

    def validate_longitude(self, field):
        """One without the other is no position."""
        if not self.latitude.errors and (field.data is None) != (self.latitude.data is None):
            raise ValidationError(_l("纬度和经度要么都填，要么都不填"))


def place_field(label):
    """Where a camera hangs, in words."""
    return TrimmedField(label, [required(_l("请写清楚装在哪里")), short_text(120)],
                        description=_l("写门牌和位置，像“祠堂边 3 号门口”"))


def sees_field():
    """What the lens sees (keys of SEEN)."""
    return SelectMultipleField(_l("镜头会拍到什么"), [required(_l("请选镜头会拍到什么"))],
                               option_widget=CheckboxInput(), choices=options(SEEN))


class LensForm(PlacedForm):
    """What was found about the lens, and the rules of `lens` over it. A form that derives from it has a
    field `duty` and says for whom the camera is (`kind`).
    """

    room = BooleanField(_l("会拍到卧室、厕所或者宿舍"))
    sees = sees_field()
    lens = RadioField(_l("镜头怎么处理"), [required(_l("请选镜头怎么处理"))], choices=options(LENS))
    article = RadioField(_l("按条例算什么地方"), [required(_l("请选算什么地方"))], coerce=int,
                         choices=options(ARTICLES),
                         description=_l("管理单位装的公共场所是第七条；别的公共地方，由有安全管理义务的人装，是第九条"))

    def validate_lens(self, field):
        """What the law lets stand."""
        why = why_refused(self.kind, self.sees.data or (), field.data, self.room.data, self.duty.data)
        if why:
            raise ValidationError(why)

    def validate_article(self, field):
        """It goes with what is seen."""
        why = why_not_article(self.kind, self.sees.data or (), self.lens.data, field.data)
        if why:
            raise ValidationError(why)
