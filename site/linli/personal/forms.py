"""Forms over one's own data. The names of the fields keep passwords out of what a lost session carries."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from linli.toolkit.forms import Form, required


class ProofForm(Form):
    """The password once more: a phone that lies about must not give everything away."""

    proof = PasswordField(_l("您的密码"), [required(_l("请填密码"))],
                          render_kw={"autocomplete": "current-password"}, name="proof_password")
