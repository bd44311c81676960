"""Forms of the register, faults, points and acceptance."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import ValidationError

from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.fields import DayField, PhoneField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.photos import PhotosField
from plugins.cctv.applications.fields import LensForm, place_field
from plugins.cctv.applications.lens import PRIVATE, PUBLIC
from plugins.cctv.applications.models import KEPT
from plugins.cctv.cameras.repairs import DISMISS, REPAIR, VISIT
from plugins.cctv.programmes.models import HOME, VILLAGE

LENGTH = 500
NONE = ("", _l("还没有摄像头"))


def _day(label):
    return DayField(label, [required(_l("请填哪一天")), _not_ahead], default=today)


def _words(label, message=""):
    return WordsField(label, [*([required(message)] if message else []), short_text(LENGTH)],
                      render_kw={"rows": 3})


def _serial(*validators):
    return TrimmedField(_l("设备序列号"), [*validators, short_text(60)],
                        description=_l("在机身或者包装盒的标签上"))


def _point_title():
    return TrimmedField(_l("点位"), [required(_l("请填点位")), short_text(80)],
                        description=_l("像“村口牌坊”“小学门口”"))


def _not_ahead(_form, field):
    if field.data and field.data > today():
        raise ValidationError(_l("这一天还没有到"))


def _duty():
    return TrimmedField(_l("凭什么有安全管理义务"), [short_text(200)],
                        description=_l("私人的镜头拍得到公共地方才填，像“合同写明门前归店里管”。村里的不用填"))


def _owner(phone, village):
    """The person of a village with this phone; raises ValidationError."""
    person = Person.get_or_none(Person.phone == phone, Person.locality == village)
    if person is None:
        raise ValidationError(_l("村里没有人登记过这个手机号"))
    return person


class CameraForm(LensForm):
    """A camera that stands already; what its lens sees is asked as in a survey."""

    place = place_field(_l("装在哪里"))
    phone = PhoneField(_l("谁负责（手机号）"), description=_l("村里的就不用填"))
    since = _day(_l("哪天开始用的"))
    serial = _serial()
    duty = _duty()
    sign = BooleanField(_l("提示牌挂好了"))

    def __init__(self, village):
        self.village, self.owner = village, None
        super().__init__(data={"sees": ["own"], "lens": KEPT, "article": PRIVATE})

    @property
    def kind(self):
        """For whom it is."""
        return HOME if self.phone.data else VILLAGE

    def validate_phone(self, field):
        """It is the phone of somebody who lives in the village."""
        if field.data:
            self.owner = _owner(field.data, self.village)

    @property
    def columns(self):
        """What `services.register` takes."""
        names = ("place", "latitude", "longitude", "since", "serial", "article", "sign", "sees", "lens",
                 "duty", "room")
        return {"person": self.owner, **{name: self[name].data for name in names}}


class FileForm(Form):
    """What the police wrote down."""

    day = _day(_l("哪天备的案"))
    number = TrimmedField(_l("备案号"), [required(_l("请填备案号")), short_text(60)])


class MoveForm(LensForm):
    """Where it hangs now, and what its lens sees there: asked as in a survey."""

    day = _day(_l("哪天移的"))
    place = place_field(_l("移到哪里"))
    duty = _duty()
    sign = BooleanField(_l("提示牌在新位置挂好了"))
    words = _words(_l("为什么移"), _l("请写一句为什么"))

    def __init__(self, camera):
        self.kind = camera.kind
        super().__init__(data={name: getattr(camera, name) for name in ("sees", "lens", "article", "duty")})

    @property
    def there(self):
        """What `services.move` takes."""
        names = ("day", "words", "room", "sign", "place", "latitude", "longitude", "sees", "lens", "article",
                 "duty")
        return {name: self[name].data for name in names}


class SignForm(Form):
    """When the sign was hung."""

    day = _day(_l("哪天挂的"))


class HandOverForm(Form):
    """Who answers for it from now on."""

    day = _day(_l("从哪天起"))
    phone = PhoneField(_l("以后谁负责（手机号）"), [required(_l("请填手机号"))],
                       description=_l("要是本村登记过的人"))
    duty = _duty()
    words = _words(_l("为什么换"), _l("请写一句为什么，像“原来的人搬走了”"))

    def __init__(self, camera):
        self.camera, self.owner = camera, None
        super().__init__()

    def validate_phone(self, field):
        """Somebody else who lives in the village."""
        self.owner = _owner(field.data, self.camera.locality)
        if self.owner == self.camera.person:
            raise ValidationError(_l("现在就是他负责"))

    def validate_duty(self, field):
        """Who sees public ground owes a duty there."""
        if self.camera.article in PUBLIC and not field.data:
            raise ValidationError(_l("镜头拍得到公共地方，请写新负责的人凭什么有安全管理义务"))


class ReplaceForm(Form):
    """The new device."""

    day = _day(_l("哪天换的"))
    serial = _serial(required(_l("请填新设备的序列号")))
    words = _words(_l("为什么换"), _l("请写一句为什么"))


class StateForm(Form):
    """Why it is off line, or works again."""

    words = _words(_l("怎么回事"), _l("请写一句怎么回事"))


class RemoveForm(Form):
    """Why it was taken down."""

    day = _day(_l("哪天拆的"))
    words = _words(_l("为什么拆"), _l("请写一句为什么"))


class ReportForm(Form):
    """What is wrong with a camera."""

    text = _words(_l("哪里不好"), _l("请写一句哪里不好"))
    off_line = BooleanField(_l("完全没有画面"))


class AnswerForm(Form):
    """What came of a visit."""

    step = RadioField(_l("怎么样了"), [required(_l("请选怎么样了"))], choices=options(
        {REPAIR: _l("修好了"), VISIT: _l("看过了，还没好"), DISMISS: _l("没有故障")}))
    day = _day(_l("哪一天"))
    words = _words(_l("说明"), _l("请写一句说明，报修的人会看到"))


class AcceptForm(Form):
    """Photos of what stands there now."""

    photos = PhotosField(_l("拍一张装好的样子"), least=1, most=6)

    def __init__(self, uploader):
        self.uploader = uploader
        super().__init__()


class AcceptForForm(AcceptForm):
    """The same by staff, with the reason."""

    reason = _words(_l("为什么代他验收"), _l("请写一句为什么"))


class WrongForm(Form):
    """What is not as it should be."""

    words = _words(_l("哪里没装好"), _l("请写一句哪里没装好"))


class LinkForm(Form):
    """The camera that covers a point."""

    camera = SelectField(_l("哪个摄像头"))

    def __init__(self, cameras, chosen=None):
        self.known = {str(camera.id): camera for camera in cameras}
        super().__init__(data={"camera": str(chosen) if str(chosen) in self.known else ""})
        self.camera.choices = options(
            [NONE, *((key, f"{camera.number} {camera.place}") for key, camera in self.known.items())])

    @property
    def chosen(self):
        """The Camera that was chosen, or None."""
        return self.known.get(self.camera.data)


class PointForm(LinkForm):
    """A point that ought to be covered."""

    title = _point_title()


class PointRowForm(Form):
    """One row of a table of points."""

    title = _point_title()
    camera = TrimmedField(_l("摄像头"), [short_text(20)],
                          description=_l("编号，像 SXT-2026-0001；没有就空着"))
