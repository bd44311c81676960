"""The applicant's forms: applying, also for somebody without a phone; what was asked; withdrawing."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from linli.languages import listed
from linli.people.models import Household, Person
from linli.toolkit.fields import TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.money import yuan
from linli.toolkit.photos import PhotosField
from plugins.cctv.applications.applying import refused_for
from plugins.cctv.applications.fields import PlacedForm, place_field, sees_field
from plugins.cctv.programmes.models import APPLICANTS, SHOP
from plugins.cctv.programmes.split import split

TOLD = ("place", "sees", "duty", "proof", "latitude", "longitude")


def _place():
    return place_field(_l("装在哪里"))


def _duty():
    return BooleanField(_l("那里归我管，法律上我有安全管理义务"))


class ApplyForm(PlacedForm):
    """One short form. `package` is the id of an edition; the price stands beside it, and who PAYS it."""

    PAYS = _l("您")

    package = RadioField(_l("选套餐"), validate_choice=False)
    kind = RadioField(_l("给谁装"), [required(_l("请选给谁装"))])
    title = TrimmedField(_l("店名（商铺才填）"), [short_text(60)])
    place = _place()
    sees = sees_field()
    duty = _duty()
    proof = WordsField(_l("有什么证明（可以不写）"), [short_text(500)], render_kw={"rows": 2},
                       description=_l("有安全管理义务的，写凭什么；租的房子，写房东同意了没有"))
    photos = PhotosField(_l("现场照片（可以不拍）"), most=6)

    def __init__(self, uploader, packages, kinds, **values):
        self.uploader = uploader
        super().__init__(data={"kind": kinds[0], "sees": ["own"], **values})
        self.packages = {str(each.id): each for each in packages}
        self.package.choices = options([(key, self._words(each, kinds))
                                        for key, each in self.packages.items()])
        self.kind.choices = options({kind: APPLICANTS[kind] for kind in kinds})
        if self.package.data not in self.packages and not self.package.raw_data and packages:
            self.package.data = str(packages[0].id)

    def _words(self, package, kinds):
        """What it costs the applicant, and for whom it is where not for all that may be chosen here."""
        said = _("%(title)s，%(who)s出 %(yuan)s 元", title=package.title, who=self.PAYS,
                 yuan=yuan(split(package.price, package).resident))
        only = [kind for kind in kinds if kind in package.applicants]
        return said if len(only) == len(kinds) else _("%(said)s（只给%(who)s）", said=said,
                                                      who=listed(only, APPLICANTS))

    def validate_package(self, field):
        """One that may be had now, for whom it is chosen."""
        if field.data not in self.packages:
            raise ValidationError(_l("请选一个套餐。价钱可能刚改过，请看一遍"))
        kind = self.kind.data  # one that is none is refused beside its own field
        if kind in APPLICANTS and kind not in self.packages[field.data].applicants:
            raise ValidationError(refused_for(kind))

    def validate_title(self, field):
        """A shop has a name."""
        if self.kind.data == SHOP and not field.data:
            raise ValidationError(_l("请填店名"))

    def told(self):
        """The columns of the Application that it fills in."""
        title = self.title.data if self.kind.data == SHOP else ""
        return {"title": title, **{name: self[name].data for name in TOLD}}


class EnterForm(ApplyForm):
    """The same for a resident of `village` who has no phone: of which household, who, and their word."""

    PAYS = _l("住户")

    number = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)],
                          description=_l("登记表上的户号，比如 101"))
    name = TrimmedField(_l("他叫什么"), [required(_l("请填姓名")), short_text(40)])
    unlisted = BooleanField(_l("登记里没有他，我看过户口本，是这一户的"))
    consent = WordsField(_l("他怎么同意的"), [required(_l("请写他哪天、怎么同意的")), short_text(500)],
                         render_kw={"rows": 2},
                         description=_l("像“11 月 28 日在家里，我念给她听，她说同意”"))

    def __init__(self, village, uploader, packages, kinds):
        self.village, self.household, self.applicant = village, None, None
        super().__init__(uploader, packages, kinds)

    def validate_number(self, field):
        """A household of the register."""
        self.household = Household.registered_in(self.village).where(
            Household.number == field.data).first()
        if self.household is None:
            raise ValidationError(_l("本村没有这个户号，请对一下登记表"))

    def validate_name(self, field):
        """Somebody of this household, or a word that they are."""
        if self.household is None:
            return
        self.applicant = Person.get_or_none(Person.household == self.household, Person.name == field.data)
        if self.applicant is None and not self.unlisted.data:
            raise ValidationError(_l("这一户没有登记过这个名字。对过户口本，就勾下面一格"))


class AnswerForm(Form):
    """What every answer has: some words."""

    words = WordsField(_l("想说明的（可以不写）"), [short_text(500)], render_kw={"rows": 2})


class PlaceAnswer(AnswerForm, PlacedForm):
    """Where it is."""

    place = _place()


class PhotoAnswer(AnswerForm):
    """What it looks like."""

    photos = PhotosField(_l("现场照片"), least=1, most=6)


class LensAnswer(AnswerForm):
    """What the lens sees."""

    sees = sees_field()
    duty = _duty()


class ProofAnswer(AnswerForm):
    """What proves it."""

    proof = WordsField(_l("证明材料"), [required(_l("请写证明材料")), short_text(500)], render_kw={"rows": 3})


ANSWERS = {"place": PlaceAnswer, "photo": PhotoAnswer, "lens": LensAnswer, "proof": ProofAnswer}
