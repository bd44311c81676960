"""The form that stands before a number is shown."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import StopValidation

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options, required, short_text

OTHER = "other"
PURPOSES = {"ring": _l("打电话联系本人"), "check": _l("核对资料"), "urgent": _l("有急事"), OTHER: _l("其他")}


class RevealForm(Form):
    """What somebody's number is wanted for."""

    purpose = RadioField(_l("做什么用"), [required(_l("请选一项，说明做什么用"))], choices=options(PURPOSES))
    words = TrimmedField(_l("补充一句"), [short_text(60)], description=_l("选“其他”的，请写清楚"))

    def validate_words(self, field):
        """“其他” alone says nothing."""
        if self.purpose.data == OTHER and not field.data:
            raise StopValidation(_l("选了“其他”，请写一句做什么用"))

    @property
    def reason(self):
        """What it is for, in one line."""
        purpose = PURPOSES[self.purpose.data]
        return f"{purpose}：{self.words.data}" if self.words.data else str(purpose)
