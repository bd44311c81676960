"""Forms about slips: staff's, and the one by which a person sets their password."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectMultipleField
from wtforms.validators import EqualTo, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput

from linli.people.models import Household
from linli.people.services import MIN_PASSWORD
from linli.toolkit.fields import PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text


class ResidentForm(Form):
    """Somebody who is not in the register yet. `home` is their Household once validated, or None."""

    home = None
    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)])
    phone = PhoneField(_l("手机号"), [required(_l("请填手机号"))], description=_l("以后用它登录"))
    household = TrimmedField(_l("户号（不知道可以不填）"), [Optional(), short_text(20)])

    def __init__(self, village):
        super().__init__()
        self.village = village

    def validate_household(self, field):
        """It has to stand in the village's register."""
        if field.data:
            self.home = Household.registered_in(self.village).where(Household.number == field.data).first()
            if self.home is None:
                raise StopValidation(_l("村里没有这个户号，请核对，或者先空着"))


class AskForm(Form):
    """Why somebody's password has to be set anew."""

    reason = TrimmedField(_l("为什么要重设"), [required(_l("请写一句为什么要重设")), short_text(100)],
                          description=_l("比如：本人带身份证来村委，说密码忘了"))
    ends_second_factor = BooleanField(_l("动态码的手机和备用码也都丢了，一起停用"))


class EndForm(Form):
    """Why a slip or a request ends."""

    reason = TrimmedField(_l("为什么作废"), [required(_l("请写一句为什么作废")), short_text(100)])


class HouseholdsForm(Form):
    """Which households get slips; `homes` are [(id, words)], all of which are chosen where `whole`."""

    chosen = SelectMultipleField(_l("给哪些户印"), [required(_l("请至少选一户"))], coerce=int,
                                 option_widget=CheckboxInput(), validate_choice=False)

    def __init__(self, homes, whole=False):
        super().__init__()
        self.chosen.choices = options(homes)
        if whole:
            self.chosen.data = self.chosen.raw_data = [key for key, _words in homes]


class NewPasswordForm(Form):
    """The password that a person sets by a slip, twice; `phone` only where none is known of them."""

    phone = PhoneField(_l("您的手机号"), [required(_l("请填手机号"))], description=_l("以后用它登录"))
    new = PasswordField(_l("设一个密码"), [
        required(_l("请填密码")), Length(MIN_PASSWORD, 128, _l("密码要 8 到 128 个字符"))],
        description=_l("至少 8 个字符，用一句自己记得住的话最好"),
        render_kw={"autocomplete": "new-password"}, name="new_password")
    again = PasswordField(_l("再填一次密码"), [
        required(_l("请再填一次")), EqualTo("new", _l("两次填的不一样"))],
        render_kw={"autocomplete": "new-password"}, name="again_password")

    def __init__(self, person):
        super().__init__()
        if person.phone:
            del self.phone
