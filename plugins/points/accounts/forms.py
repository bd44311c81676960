"""Forms around a passbook."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import StopValidation

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.ledger.forms import ExportForm
from plugins.points.accounts import lists

ON, OFF = "on", "off"
LISTS = {ON: _l("可以写上我家"), OFF: _l("不要写我家")}


class EnterForm(Form):
    """A household joins on its own word, given to staff."""

    number = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)],
                          description=_l("登记表上的户号，比如 101"))
    words = TrimmedField(_l("是谁说要参加的"), [required(_l("请写一下是户里谁说的")), short_text(60)],
                         description=_l("比如：户主黄美珍到村委说的"))
    household = None

    def __init__(self, locality):
        super().__init__()
        self.locality = locality

    def validate_number(self, field):
        """Find the household."""
        self.household = lists.household_here(self.locality, field.data)
        if self.household is None:
            raise StopValidation(_l("本村没有这个户号，请对一下登记表"))


class LeaveForm(Form):
    """The household leaves on its own word, given to staff."""

    words = TrimmedField(_l("是谁说要退出的"), [required(_l("请写一下是户里谁说的")), short_text(60)])


class ListsForm(Form):
    """Whether the household stands on lists that others read."""

    listed = RadioField(_l("公示和流动红旗的名单上"), [required(_l("请选一项"))], choices=options(LISTS))


class PrintForm(ExportForm):
    """What a copy of somebody else's passbook is for; it leaves on paper only."""

    format = None
