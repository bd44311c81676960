"""Forms of the second step."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, required, short_text


class CodeForm(Form):
    """A code from the phone; where it says so, one from paper will do."""

    code = TrimmedField(_l("动态码"), [required(_l("请填动态码")), short_text(40)],
                        description=_l("打开手机上的验证器，抄下六位数字"),
                        render_kw={"autocomplete": "one-time-code", "autocapitalize": "off",
                                   "spellcheck": "false"})


class StepForm(CodeForm):
    """The second step after the password; `next` is where the reader was going, `typed` what they had
    written.
    """

    next = HiddenField()
    typed = HiddenField()


class AgainForm(Form):
    """A proof before something that matters: the code of who has a second factor, else the password."""

    code = TrimmedField(_l("动态码"), [required(_l("请填动态码")), short_text(40)],
                        description=_l("手机验证器上的六位数字，或者一个备用码"),
                        render_kw={"autocomplete": "one-time-code", "autocapitalize": "off",
                                   "spellcheck": "false"})
    password = PasswordField(_l("密码"), [required(_l("请填密码"))],
                             render_kw={"autocomplete": "current-password"})
    next = HiddenField()
    typed = HiddenField()

    def __init__(self, person, **values):
        super().__init__(**values)
        if person.second_factor_at:
            del self.password
        else:
            del self.code
