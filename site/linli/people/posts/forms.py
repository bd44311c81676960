"""Forms about posts."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import parse_day, today
from linli.toolkit.fields import DayField, PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.phones import masked


class GiveForm(Form):
    """A role, somebody whom a search found or by phone and name, from a day to a day."""

    role = SelectField(_l("什么岗位"), [required(_l("请选一个岗位"))])
    person = RadioField(_l("是哪一位"), validators=[Optional()], coerce=str)
    name = TrimmedField(_l("姓名"), [short_text(40)], render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号"), render_kw={"inputmode": "tel", "autocomplete": "off"})
    starts_on = DayField(_l("从哪一天起"), [required(_l("请填从哪一天起"))], default=today)
    ends_on = DayField(_l("到哪一天（没有就不填）"), [Optional()])
    reason = TrimmedField(_l("依据"), [required(_l("请写依据")), short_text(120)],
                          description=_l("比如：村委会 11 月 20 日会议决定。会记在操作记录里"))

    def offer(self, roles, people):
        """Take the roles ({key: Role}) and the people that were found; without any, only phone and name are
        asked.
        """
        words = [(key, role.title) for key, role in roles.items()]
        self.role.choices = options([("", _l("请选一个")), *words])
        self.person.choices = options((str(each.id), _of(each)) for each in people)
        if not people:
            del self.person

    def chosen_of(self, people):
        """The Person who was chosen of those offered, or None."""
        chosen = self.person.data if "person" in self else None
        return next((each for each in people if str(each.id) == chosen), None)

    def _is_chosen(self):
        return "person" in self and self.person.data in {choice.value for choice in self.person.choices}

    def validate_name(self, field):
        """A name, unless somebody was chosen."""
        if not self._is_chosen() and not field.data:
            raise ValidationError(_l("请填姓名，或者先按名字找一找"))

    def validate_phone(self, field):
        """A phone, unless somebody was chosen."""
        if not self._is_chosen() and not field.data:
            raise ValidationError(_l("请填手机号"))

    def validate_ends_on(self, field):
        """Not before it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("最后一天不能早于第一天"))


class EndForm(Form):
    """The last day of a post; `seen` is the end that it had when the page was opened."""

    last_day = DayField(_l("最后一天"), [required(_l("请填最后一天"))], default=today)
    seen = HiddenField()
    reason = TrimmedField(_l("原因"), [required(_l("请写原因")), short_text(120)],
                          description=_l("会记在操作记录里"))

    @property
    def seen_day(self):
        """The end that the page showed, None for none."""
        return parse_day(self.seen.data)


class TakeBackForm(Form):
    """Why a post does not begin."""

    reason = TrimmedField(_l("原因"), [required(_l("请写原因")), short_text(120)],
                          description=_l("会记在操作记录里"))


def _of(person):
    """Who it is, for a clerk who knows the village: name, household, the end of the phone."""
    about = [person.household.address if person.household else "", masked(person.phone)]
    return " · ".join([person.name, *(each for each in about if each)])
