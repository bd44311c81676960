"""Forms about advisers."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from linli.toolkit.fields import PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.legal.advisers.models import DIALECTS, KINDS, MATTERS


class ProfileForm(Form):
    """What an adviser is, takes and speaks; the same in every village they serve."""

    kind = RadioField(_l("哪一种顾问"), [required(_l("请选一种"))], choices=options(KINDS))
    matters = SelectMultipleField(_l("受理哪些事"), [required(_l("请至少选一项"))],
                                  option_widget=CheckboxInput(), choices=options(MATTERS))
    dialects = SelectMultipleField(_l("会说什么话"), [required(_l("请至少选一种"))],
                                   option_widget=CheckboxInput(), choices=options(DIALECTS))


class AdviserForm(ProfileForm):
    """An adviser who is new to this village."""

    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)],
                        render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号"), [required(_l("请填手机号"))],
                       description=_l("他要登录的话，请系统管理员开通账号"),
                       render_kw={"inputmode": "tel", "autocomplete": "off"})
