"""Forms of the register."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional, StopValidation

from linli.localities.services import LETTERS, places_below
from linli.people.models import Household
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text


def _words():
    return TrimmedField(_l("说明"), [short_text(200)],
                        description=_l("可以不填，比如：户主到村委说的；记在这一户的经过里"))


def _address():
    return TrimmedField(_l("住址"), [required(_l("请填住址")), short_text(100)])


def _block_field():
    return SelectField(_l("住哪一处"), description=_l("楼栋、楼道或微网格"))


class BlockForm:
    """What a form with a `block` of a village does: offers its blocks, and no field where it has none."""

    def offer_blocks(self, village):
        """Take the choices."""
        blocks = places_below(village, LETTERS)
        self.block.choices = options([("", _l("不归哪一处")), *((each.code, each.name) for each in blocks)])
        if self.block.data is None:
            self.block.data = ""
        if not blocks:
            del self.block

    @property
    def chosen_block(self):
        """A code, or None."""
        return ("block" in self and self.block.data) or None


class HouseholdForm(BlockForm, Form):
    """A new household of `village`."""

    number = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)],
                          description=_l("村里登记册上的号，每户一个"))
    address = _address()
    block = _block_field()
    words = _words()

    def __init__(self, village):
        super().__init__()
        self.village = village
        self.offer_blocks(village)

    def validate_number(self, field):
        """Nobody's in the village, nor of a household that left the register."""
        if Household.select().where(Household.locality == self.village,
                                    Household.number == field.data).exists():
            raise StopValidation(_l("已经有这个户号了，请换一个"))


class PersonForm(Form):
    """Somebody of a household."""

    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)])
    phone = PhoneField(_l("手机号"), [Optional()], description=_l("没有手机的可以不填"))
    is_head = BooleanField(_l("是户主"))
    words = _words()


class AddressForm(BlockForm, EditForm):
    """Another address of a household."""

    address = _address()
    block = _block_field()
    words = _words()

    def __init__(self, household):
        super().__init__(data={"address": household.address, "block": household.block_id or "",
                               "version": household.version})
        self.offer_blocks(household.locality_id)


class RowForm(Form):
    """One row of the table: one person, and the household that they belong to."""

    number = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)],
                          description=_l("村里登记册上的号。一户几个人就写几行，户号一样"))
    address = TrimmedField(_l("地址"), [short_text(100)], description=_l("每户第一行要填，后面几行可以空着"))
    block = TrimmedField(_l("楼栋/微网格"), [short_text(40)],
                         description=_l("可以不填；要填就填网站上已有的名字"))
    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)])
    phone = PhoneField(_l("手机号"), [Optional()], description=_l("可以不填；一个号只能是一个人的"))
    is_head = RadioField(_l("户主"), [Optional()], choices=options({"yes": _l("是"), "no": _l("否")}),
                         default="no", description=_l("是户主的填“是”，一户最多一位"))
