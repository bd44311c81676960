"""Forms of signing in and of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField
from wtforms.validators import EqualTo, Length

from linli.people.services import MIN_PASSWORD
from linli.toolkit.fields import PhoneField
from linli.toolkit.forms import Form, options, required
from linli.toolkit.zones import PLACES


class SignInForm(Form):
    """Phone and password; `next` is where the reader was going, `typed` what they had written."""

    phone = PhoneField(_l("手机号"), [required(_l("请填手机号"))])
    password = PasswordField(_l("密码"), [required(_l("请填密码"))],
                             render_kw={"autocomplete": "current-password"})
    next = HiddenField()
    typed = HiddenField()


class WhereForm(Form):
    """Where I live, for the times beside Beijing's."""

    zone = SelectField(_l("我在哪里"), choices=options({"": _l("跟着手机走"), **PLACES}))


class PasswordForm(Form):
    """A new password, twice. The names keep them out of what a lost session carries along."""

    old = PasswordField(_l("现在的密码"), [required(_l("请填现在的密码"))],
                        render_kw={"autocomplete": "current-password"}, name="old_password")
    new = PasswordField(_l("新密码"), [
        required(_l("请填新密码")),
        Length(MIN_PASSWORD, 128, _l("新密码要 8 到 128 个字符"))],
        description=_l("至少 8 个字符，用一句自己记得住的话最好"),
        render_kw={"autocomplete": "new-password"}, name="new_password")
    again = PasswordField(_l("再填一次新密码"), [
        required(_l("请再填一次")), EqualTo("new", _l("两次填的不一样"))],
        render_kw={"autocomplete": "new-password"}, name="again_password")
