"""The form of leave. Days and hours are Shanghai's."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import date_text, today
from linli.toolkit.fields import ClockField, DayField
from linli.toolkit.forms import Form, options, required
from plugins.legal.roster.forms import refuse_past, refuse_reversed_hours


class LeaveForm(Form):
    """From which day to which an adviser is away, all day or in certain hours."""

    adviser = SelectField(_l("哪位顾问"), coerce=int)
    first_day = DayField(_l("从哪天"), [required(_l("请填从哪天"))], default=today)
    last_day = DayField(_l("到哪天（含这一天）"), [required(_l("请填到哪天"))], default=today)
    starts = ClockField(_l("每天几点起（可以不填）"), [Optional()],
                        description=_l("不填就是从早上起"))
    ends = ClockField(_l("每天到几点（可以不填）"), [Optional()],
                      description=_l("不填就是到晚上"))
    where = RadioField(_l("哪里请假"), [required(_l("请选一项"))], default="here",
                       choices=options({"here": _l("只是本村"),
                                        "everywhere": _l("他服务的各村都不来")}))

    def __init__(self, advisers, chosen=None):
        super().__init__(data={"adviser": chosen})
        self.adviser.choices = options((each.id, each.person.name) for each in advisers)

    def validate_first_day(self, field):
        """Leave is entered beforehand, or on the day."""
        refuse_past(field)

    def validate_last_day(self, field):
        """Not before the first day."""
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise ValidationError(_l("不能早于第一天 %(day)s", day=date_text(self.first_day.data)))

    def validate_ends(self, field):
        """After the start, where both are given."""
        refuse_reversed_hours(self)
