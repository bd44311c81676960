"""Forms of booking, moving and cancelling."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from linli.toolkit.fields import WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.photos import PhotoField
from plugins.legal.advisers.models import MATTERS


class MatterForm(Form):
    """What the resident wants to talk about."""

    kind = RadioField(_l("哪方面的事"), [required(_l("请选一项，拿不准就选“其他”"))],
                      choices=options(MATTERS))
    text = WordsField(_l("简单说几句"), [required(_l("请说几句，让律师有个准备")), short_text(500)],
                         description=_l("只有您和这位顾问看得到"), render_kw={"rows": 4})
    photo = PhotoField(_l("拍张照片（可以不拍）"),
                       description=_l("合同、借条、现场都可以；照片里的位置信息会去掉"))

    def __init__(self, uploader):
        super().__init__()
        self.uploader = uploader


class MoveForm(Form):
    """A move is one tap on a time."""

    slot = HiddenField()


class CancelForm(Form):
    """Why it is cancelled; the resident and the adviser read it."""

    reason = WordsField(_l("为什么取消（可以不写）"), [short_text(200)],
                           description=_l("预约的人和顾问看得到"), render_kw={"rows": 2})
