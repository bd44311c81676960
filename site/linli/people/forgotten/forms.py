"""Forms of a forgotten password."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import EqualTo, Length, Regexp

from linli.people.services import MIN_PASSWORD
from linli.toolkit.fields import PhoneField, TrimmedField
from linli.toolkit.forms import Form, required


class ForgottenForm(Form):
    """Whose password it is."""

    phone = PhoneField(_l("手机号"), [required(_l("请填手机号"))])


class CodeForm(Form):
    """The code that came, and the new password."""

    code = TrimmedField(_l("六位验证码"), [
        required(_l("请填验证码")), Regexp(r"[0-9]{6}\Z", re.ASCII, _l("验证码是六位数字"))],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"})
    new = PasswordField(_l("新密码"), [
        required(_l("请填新密码")), Length(MIN_PASSWORD, 128, _l("新密码要 8 到 128 个字符"))],
        description=_l("至少 8 个字符，用一句自己记得住的话最好"),
        render_kw={"autocomplete": "new-password"}, name="new_password")
    again = PasswordField(_l("再填一次新密码"), [
        required(_l("请再填一次")), EqualTo("new", _l("两次填的不一样"))],
        render_kw={"autocomplete": "new-password"}, name="again_password")
