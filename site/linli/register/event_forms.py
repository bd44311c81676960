"""Forms of what happens to a household."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

from linli.people.models import Household
from linli.register.events import where_to
from linli.register.forms import BlockForm
from linli.toolkit.calendar import today
from linli.toolkit.fields import DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text


def _reason():
    return WordsField(_l("说明"), [required(_l("请写几句说明")), short_text(300)], render_kw={"rows": 3},
                      description=_l("依据什么、户里谁说的；户里的人看得到"))


def _members(title):
    return SelectMultipleField(title, [required(_l("请至少选一位"))], coerce=int,
                               option_widget=CheckboxInput())


class SplitForm(BlockForm, Form):
    """分户."""

    number = TrimmedField(_l("新户的户号"), [required(_l("请填新户的户号")), short_text(20)])
    address = TrimmedField(_l("新户的住址"), [required(_l("请填新户的住址")), short_text(100)])
    block = SelectField(_l("新户住哪一处"), description=_l("没有换地方的，还是老户那一处"))
    members = _members(_l("谁去新户"))
    reason = _reason()

    def __init__(self, household, people):
        super().__init__(data={"block": household.block_id or ""})
        self.household, self.people = household, people
        self.members.choices = options((each.id, each.name) for each in people)
        self.offer_blocks(household.locality_id)

    def validate_number(self, field):
        """Nobody's in the village, nor of a household that left the register."""
        if Household.select().where(Household.locality == self.household.locality_id,
                                    Household.number == field.data).exists():
            raise StopValidation(_l("已经有这个户号了，请换一个"))

    def validate_members(self, field):
        """Somebody stays."""
        if field.data and len(field.data) >= len(self.people):
            raise StopValidation(_l("老户至少要留一位；全家都走的，请用“并户”或“迁走”"))


class MergeForm(Form):
    """并户."""

    number = TrimmedField(_l("并到哪一户，户号"), [required(_l("请填户号")), short_text(20)])
    reason = _reason()
    other = None

    def __init__(self, household, people, scope):
        super().__init__()
        self.household, self.people, self.scope = household, people, scope

    def validate_number(self, field):
        """Another household of the village, and not one's own."""
        self.other = Household.registered_in(self.household.locality_id).where(
            Household.number == field.data).first()
        if self.other is None:
            raise StopValidation(_l("本村没有这个户号，请对一下登记表"))
        if self.other.id == self.household.id:
            raise StopValidation(_l("这就是要并走的那一户"))
        if self.other.id == self.scope.person.household_id:
            raise StopValidation(_l("这是您自己家，请别的村干部来办"))


class MoveForm(BlockForm, Form):
    """村内搬家."""

    day = DayField(_l("哪天搬的"), [required(_l("请填哪天搬的"))])
    address = TrimmedField(_l("搬到哪里"), [required(_l("请填新的住址")), short_text(100)])
    block = SelectField(_l("现在住哪一处"), description=_l("楼栋、楼道或微网格"))
    reason = _reason()

    def __init__(self, household, people):
        super().__init__(data={"day": today(), "block": household.block_id or ""})
        self.household, self.people = household, people
        self.offer_blocks(household.locality_id)

    def validate_day(self, field):
        """It has happened."""
        if field.data and field.data > today():
            raise StopValidation(_l("还没到这一天，搬了以后再登记"))

    def validate_address(self, field):
        """Another place than now."""
        home = self.household
        if (field.data, self.chosen_block) == (home.address, home.block_id):
            raise StopValidation(_l("和现在登记的一样，请填新的住址"))


class LeaveForm(Form):
    """迁走."""

    members = _members(_l("谁搬走了"))
    to = SelectField(_l("搬到哪里"))
    reason = _reason()

    def __init__(self, household, people):
        super().__init__()
        self.people, self.villages = people, {each.code: each for each in where_to(household.locality)}
        self.members.choices = options((each.id, each.name) for each in people)
        self.to.choices = options([("", _l("外地，或者不清楚")), *(
            (code, place.name) for code, place in self.villages.items())])


class DeathForm(Form):
    """过世."""

    person = RadioField(_l("哪一位"), [required(_l("请选是哪一位"))], coerce=int)
    reason = _reason()

    def __init__(self, household, people):
        super().__init__()
        self.people = people
        self.person.choices = options((each.id, each.name) for each in people)
