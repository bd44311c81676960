"""Forms about pathfinders. One for a page and one for a row of a table have the same fields."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import date_text, today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import DayField, PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.phones import masked


class Place:
    """The village of a row. It stands first, so that it is the first column."""

    locality = SelectField(_l("村"), validate_choice=False)

    def validate_locality(self, field):
        """One of those that are offered."""
        if field.data not in [choice.value for choice in field.iter_choices()]:
            raise ValidationError(_l("请填是哪个村"))


class Fields:
    """What is known of a pathfinder."""

    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)],
                        render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号"), [Optional()], description=_l("没有可以不填"),
                       render_kw={"inputmode": "tel", "autocomplete": "off"})
    household = TrimmedField(_l("户号"), [short_text(20)],
                             description=_l("本村登记的户号，比如 012；不清楚可以不填"))
    training = TrimmedField(_l("参加的培训"), [required(_l("请填参加了什么培训")), short_text(200)],
                            description=_l("比如：2026 年法律明白人骨干培训"))
    trained_on = DayField(_l("培训日期"), [required(_l("请填哪天培训的"))],
                          description=_l("像 2026-11-25 这样"))
    certificate = TrimmedField(_l("证书编号"), [short_text(60)], description=_l("还没有发证可以不填"))
    valid_until = DayField(_l("证书有效期到"), [Optional()], description=_l("长期有效的不用填"))

    def validate_trained_on(self, field):
        """A training that took place."""
        if field.data and field.data > today():
            raise ValidationError(_l("培训日期不能晚于今天"))

    def validate_valid_until(self, field):
        """After the training."""
        if field.data and self.trained_on.data and field.data <= self.trained_on.data:
            raise ValidationError(_l("有效期要晚于培训日期 %(day)s", day=date_text(self.trained_on.data)))


class PathfinderForm(Fields, Form):
    """Somebody new, on a page."""


class ChangeForm(Fields, EditForm):
    """Somebody known: give `data` without their number, which is not shown whole. Left empty, the
    number stays; whoever saves asks `values(phone)` with the one that is known.
    """

    def hint_at(self, phone):
        """Say of the number that is known enough to recognize it."""
        if phone:
            self.phone.description = _l("登记的是 %(phone)s，不改就空着", phone=masked(phone))

    def values(self, phone=None):
        """What was typed, and this number where none was."""
        values = super().values()
        return {**values, "phone": values["phone"] or phone}


class RowForm(Place, Fields, Form):
    """Somebody new, in a row of a table; of several villages the row has to say which."""

    def __init__(self, villages, **values):
        super().__init__(**values, data={"locality": villages[0].code} if len(villages) == 1 else None)
        self.locality.choices = options((village.code, village.short_name) for village in villages)
        self.locality.flags.required = len(villages) > 1


class LeaveForm(EditForm):
    """The day on which somebody stopped."""

    left_on = DayField(_l("从哪天起不再担任"), [required(_l("请填哪一天"))], default=today)

    def validate_left_on(self, field):
        """Not to come."""
        if field.data and field.data > today():
            raise ValidationError(_l("不能晚于今天"))
