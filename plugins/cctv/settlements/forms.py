"""Forms of a batch with the telecom."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.toolkit.calendar import today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import DayField, TrimmedField
from linli.toolkit.forms import options, required, short_text
from linli.toolkit.money import yuan


class PickForm(EditForm):
    """Which of the accepted applications: at first all of them. `rows` come with their quotes."""

    chosen = SelectMultipleField(
        _l("哪些进这一批"), [required(_l("至少要选一份"))], coerce=int, option_widget=CheckboxInput(),
        validate_choice=False, description=_l("先不结的，把勾去掉"))

    def __init__(self, rows, chosen, version=0):
        super().__init__(data={"chosen": chosen, "version": version})
        self.chosen.choices = options([(row.id, _label(row)) for row in rows])

    @property
    def ids(self):
        """The keys of what was chosen."""
        return set(self.chosen.data)


def _label(row):
    return _l("%(number)s · %(village)s · %(place)s · 镇里出 %(town)s 元", number=row.number,
              village=row.locality.short_name, place=row.place, town=yuan(row.quote.town))


class PayForm(EditForm):
    """When it was paid, and the number of the voucher."""

    paid_on = DayField(_l("哪天付的"), [required(_l("请填哪天付的"))], default=today)
    voucher = TrimmedField(_l("付款凭证号"), [required(_l("请填凭证号")), short_text(60)])

    def validate_paid_on(self, field):
        """Not to come."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没到，付了再登记"))
