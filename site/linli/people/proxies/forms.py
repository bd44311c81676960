"""Forms about consents: one's own, one that staff write down in the office, one given at the door."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput

from linli.people.models import Person
from linli.people.proxies import services
from linli.people.proxies.models import AGREED, DOOR, GROUNDS, OFFICE, SELF
from linli.toolkit.calendar import today
from linli.toolkit.fields import DayField, PhoneField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text

HALF_A_YEAR = timedelta(days=182)


class Boxes(SelectMultipleField):
    """Several of the choices, as check boxes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, option_widget=CheckboxInput(), **kwargs)


class ConsentForm(Form):
    """What every consent says: the matters, what may be read, its words."""

    matters = Boxes(_l("替办哪些事"), [required(_l("请至少选一件事"))])
    words = WordsField(_l("怎么说的"), [required(_l("请写下本人是怎么说的")), short_text(300)],
                       description=_l("照本人的原话写，比如：我眼睛不好，让女儿替我约律师"),
                       render_kw={"rows": 3})
    way = DOOR

    def __init__(self, errands):
        super().__init__()
        self.errands = errands
        self.matters.choices = options((name, errand.title) for name, errand in errands.items())

    def consent(self):
        """What `services.give` takes."""
        return {"words": self.words.data, "matters": self.matters.data, "confided": [], "until": today(),
                "agreed_on": today()}


class LastingForm(ConsentForm):
    """One that lasts until a day, in which the agent is chosen of a household or told by name and phone.
    `agent` is the Person, once validated.
    """

    agent = None
    person = RadioField(_l("托付谁"), [Optional()], coerce=str)
    name = TrimmedField(_l("姓名"), [short_text(40)], render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号"), render_kw={"inputmode": "tel", "autocomplete": "off"})
    confided = Boxes(_l("私下谈的内容，也给他看吗"))
    until = DayField(_l("到哪一天为止"), [required(_l("请填到哪一天"))],
                     default=lambda: today() + HALF_A_YEAR)

    def __init__(self, errands, housemates):
        super().__init__(errands)
        self.housemates = {str(each.id): each for each in housemates}
        self.person.choices = options([*((key, each.name) for key, each in self.housemates.items()),
                                       ("", _l("别的人，填姓名和手机号"))])
        if not housemates:
            del self.person
        private = [(name, errand.confided) for name, errand in errands.items() if errand.confided]
        self.confided.choices = options(private)
        if not private:
            del self.confided

    def validate_phone(self, field):
        """Name and phone have to be those of one account, unless somebody was chosen."""
        self.agent = self.housemates.get(self.person.data) if "person" in self else None
        if self.agent is None:
            self.agent = Person.get_or_none(Person.phone == field.data, Person.name == self.name.data) \
                if field.data else None
        if self.agent is None:
            raise ValidationError(_l("没有找到这一位，请核对姓名和手机号。对方要先有这个网站的账号"))

    def validate_until(self, field):
        """From today on, and not for longer than a consent lasts."""
        longest = services.longest(self.way, self.ground_key)
        if field.data and not today() <= field.data <= longest:
            raise ValidationError(_l("请填今天到 %(day)s 之间的一天，到期可以再托付", day=longest))

    def validate_confided(self, field):
        """Only of matters that are entrusted at all."""
        if set(field.data) - set(self.matters.data or ()):
            raise ValidationError(_l("没有托付的事，不能只给看"))

    @property
    def ground_key(self):
        """Why it may be (models.GROUNDS)."""
        return AGREED

    def consent(self):
        """What `services.give` takes."""
        return {**super().consent(), "until": self.until.data, "ground": self.ground_key,
                "confided": self.confided.data if "confided" in self else []}


class OwnForm(LastingForm):
    """One's own consent, in one's own words."""

    way = SELF
    words = WordsField(_l("写一句您的意思"), [required(_l("请写一句您的意思")), short_text(300)],
                       description=_l("比如：我眼睛不好，让女儿替我约律师"), render_kw={"rows": 3})


class OfficeForm(LastingForm):
    """A consent that somebody gave in person at the village office, or as guardian of a child."""

    way = OFFICE
    ground = RadioField(_l("凭什么代办"), choices=options(GROUNDS), default=AGREED)
    agreed_on = DayField(_l("哪一天说的"), [required(_l("请填日期"))], default=today)

    def __init__(self, errands, housemates, has_account):
        """Whoever has an account is no child, and says online what may be read."""
        super().__init__(errands, housemates)
        if has_account:
            del self.ground
            if "confided" in self:
                del self.confided

    @property
    def ground_key(self):
        """As the clerk says."""
        return self.ground.data if "ground" in self else AGREED

    def validate_agreed_on(self, field):
        """In the last month: what was said longer ago is asked again."""
        if field.data and not timedelta(0) <= today() - field.data <= timedelta(days=31):
            raise ValidationError(_l("请填最近一个月里的一天；更早说的，请再问一次本人"))

    def consent(self):
        """What `services.give` takes."""
        return {**super().consent(), "agreed_on": self.agreed_on.data}
