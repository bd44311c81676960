"""Forms of claims: handing in, the verdict, reasons, and the certificate's period."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from linli.toolkit.fields import CountField, WordsField
from linli.toolkit.forms import Form, required, short_text
from linli.toolkit.photos import PhotosField
from plugins.leaders.claims.reviewing import ACCEPT, VERDICTS

MOST_PHOTOS, DAY = 9, 24 * 60


class HandInForm(Form):
    """What was done, how long it took, and the photos that the task asks for.

    What was handed in before stands in it: the words, the minutes and the photos.
    """

    words = WordsField(_l("做了什么"), [required(_l("请写一句做了什么")), short_text(1000)],
                       description=_l("一两句就好。别写别人的名字和家里的事"), render_kw={"rows": 3})
    minutes = CountField(_l("一共用了多少分钟"), [required(_l("请填用了多少分钟"))], least=1, most=DAY,
                         description=_l("一个人的时间，记进您的服务时间"))
    photos = PhotosField(_l("照片"), most=MOST_PHOTOS)

    def __init__(self, uploader, claim, photos):
        self.uploader = uploader
        super().__init__(data={"words": claim.words, "minutes": claim.minutes, "photos": photos})
        self.photos.least = claim.task.photos
        self.photos.description = (
            _l("至少 %(count)d 张。照片里的位置信息会去掉", count=claim.task.photos) if claim.task.photos
            else _l("可以不拍。照片里的位置信息会去掉"))


class VerdictForm(Form):
    """One of the three verdicts, sent by its button; what sends it back or rejects it says why."""

    seen = HiddenField()
    verdict = StringField()
    comment = WordsField(_l("说一句"), [short_text(500)], render_kw={"rows": 2},
                         description=_l("退回、不通过要写原因，做的人会看到"))

    def validate_verdict(self, field):
        """One of the buttons."""
        if field.data not in VERDICTS:
            raise ValidationError(_l("请点下面的一个按钮"))

    def validate_comment(self, field):
        """Whoever did the work reads why it is not accepted."""
        if self.verdict.data != ACCEPT and not field.data:
            raise ValidationError(_l("退回、不通过要写一句原因"))


class ReasonForm(Form):
    """Why."""

    reason = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(500)], render_kw={"rows": 3})


class CertificateForm(Form):
    """A certificate is issued for the period that stands on the page."""
