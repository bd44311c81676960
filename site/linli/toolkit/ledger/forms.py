"""The form that stands before every copy of a ledger."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import StopValidation

from linli.languages import house
from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options, required, short_text

FORMATS = {"xlsx": _l("Excel 表格"), "paper": _l("打印在纸上"), "csv": _l("CSV（给别的系统用）")}
OTHER = "other"
PURPOSES = {"inspection": _l("季度检查"), "archive": _l("归档"), "superior": _l("上级要求"),
            OTHER: _l("其他")}


class ExportForm(Form):
    """What a copy is for, and in which form it leaves the site."""

    purpose = RadioField(_l("做什么用"), [required(_l("请选一项，说明拿去做什么用"))],
                         choices=options(PURPOSES))
    words = TrimmedField(_l("补充一句"), [short_text(60)], description=_l("选“其他”的，请写清楚用在哪里"))
    format = RadioField(_l("要哪一种"), [required(_l("请选一种"))], choices=options(FORMATS),
                        default="xlsx")
    whole = BooleanField(_l("含完整电话"), description=_l("不勾，电话只显示前三位和后四位"))

    def validate_words(self, field):
        """“其他” alone says nothing."""
        if self.purpose.data == OTHER and not field.data:
            raise StopValidation(_l("选了“其他”，请写一句用在哪里"))

    @property
    def reason(self):
        """What it is for, in one line, in words of the house: it goes into the audit."""
        purpose, said = PURPOSES[self.purpose.data], self.words.data
        with house():
            return str(_l("%(what)s：%(said)s", what=purpose, said=said) if said else purpose)
