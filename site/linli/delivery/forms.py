"""How a person wants to be told that there is a notice."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Length, Optional, Regexp, StopValidation

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options
from linli.toolkit.phones import masked

NOT_AT_ALL = "none"  # a radio button without a value would look like one that was not chosen


def _wanted(form, field):
    """An address where e-mail is chosen; without one nobody is asked what an address looks like."""
    if not field.data and form.told_by.data in form.by_mail:
        raise StopValidation(_l("选了邮件，请填邮箱"))
    Optional()(form, field)


class TellingForm(Form):
    """By which way, and the e-mail address, which is kept for the way that needs it."""

    told_by = RadioField(_l("选一种"))
    email = TrimmedField(_l("邮箱"), [
        _wanted, Length(max=120, message=_l("邮箱太长了")),
        Regexp(r"[\w.%+-]+@([a-z0-9-]+\.)+[a-z]{2,}\Z", re.ASCII | re.IGNORECASE,
               message=_l("邮箱要写成 name@example.com 的样子"))],
        description=_l("选了邮件才要填"), render_kw={"inputmode": "email", "autocomplete": "email"})

    def offer(self, ways, person):
        """Offer these ways ({key: Way}) to a person, and not to be told at all."""
        self.by_mail = [key for key, way in ways.items() if way.address == "email"]
        words = {key: _("%(way)s（发到 %(phone)s）", way=way.title, phone=masked(person.phone))
                 if way.address == "phone" else way.title for key, way in ways.items()}
        self.told_by.choices = options({**words, NOT_AT_ALL: _l("不用，我自己上来看")})
        if not self.is_submitted():
            self.told_by.data = person.told_by if person.told_by in ways else NOT_AT_ALL

    @property
    def way(self):
        """The key of the way that was chosen, "" for none."""
        return "" if self.told_by.data == NOT_AT_ALL else self.told_by.data
