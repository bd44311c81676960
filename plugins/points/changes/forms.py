"""Forms of a household's changes. Each is shown twice: to fill in, and to be sure (`sure`) with
what it changes; `seen` are the balances that were shown then.
"""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

from linli.localities.services import LETTERS, places_below
from linli.people.models import Household
from linli.toolkit.fields import CountField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.numbers import read
from plugins.points.changes import lists


class ChangeForm(Form):
    """What every change has."""

    sure = HiddenField(default="")
    seen = HiddenField(default="")
    reason = WordsField(_l("说明"), [required(_l("请写几句说明")), short_text(300)], render_kw={"rows": 3},
                        description=_l("依据什么、户里谁说的；户里的人看得到"))

    def __init__(self, account, people):
        super().__init__()
        self.account, self.people = account, people

    @property
    def seen_balances(self):
        """The balances that were shown, as numbers; whatever is odd is none."""
        return [read(each, -1) for each in (self.seen.data or "").split()] or [-1]


class SplitForm(ChangeForm):
    """分户."""

    number = TrimmedField(_l("新户的户号"), [required(_l("请填新户的户号")), short_text(20)])
    address = TrimmedField(_l("新户的住址"), [required(_l("请填新户的住址")), short_text(100)])
    block = SelectField(_l("新户住哪一处"), description=_l("没有换地方的，还是老户那一处"))
    members = SelectMultipleField(_l("谁去新户"), [required(_l("请至少选一位"))], coerce=int,
                                  option_widget=CheckboxInput())
    points = CountField(_l("分给新户多少积分"),
                        description=_l("户里自己商量；没说法的，一家一半，单数留在老户"))

    def __init__(self, account, people):
        super().__init__(account, people)
        self.members.choices = options((each.id, each.name) for each in people)
        self._offer_blocks()
        if not self.is_submitted():
            self.points.data = account.balance // 2

    def _offer_blocks(self):
        """Those of the village, beginning with that of the old household; nothing where it has none."""
        blocks = places_below(self.account.locality, LETTERS)
        self.block.choices = options([("", _l("不归哪一处")), *((each.code, each.name) for each in blocks)])
        if self.block.data is None:
            self.block.data = self.account.household.block_id or ""
        if not blocks:
            del self.block

    def validate_number(self, field):
        """Nobody's in the register of the village, nor of a household that left it."""
        if Household.select().where(Household.locality == self.account.locality,
                                    Household.number == field.data).exists():
            raise StopValidation(_l("已经有这个户号了，请换一个"))

    def validate_members(self, field):
        """Somebody stays."""
        if field.data and len(field.data) >= len(self.people):
            raise StopValidation(_l("老户至少要留一位；全家都走的，请用“并户”或“迁出”"))

    def validate_points(self, field):
        """No more than there is."""
        if field.data is None:
            raise StopValidation(_l("请填分多少，可以填 0"))
        if field.data > self.account.balance:
            raise StopValidation(_l("存折里只有 %(points)d 分", points=self.account.balance))


class MergeForm(ChangeForm):
    """并户."""

    number = TrimmedField(_l("并到哪一户，户号"), [required(_l("请填户号")), short_text(20)])
    other = None

    def __init__(self, account, people, scope):
        super().__init__(account, people)
        self.scope = scope

    def validate_number(self, field):
        """Another household of the village that takes part, and not one's own."""
        self.other = lists.in_use(self.scope, field.data)
        if self.other is None:
            raise StopValidation(_l("这一户没有在用的存折；要先参加，才能并进去"))
        if self.other.id == self.account.id:
            raise StopValidation(_l("这就是要并走的那一户"))
        if self.other.household_id == self.scope.person.household_id:
            raise StopValidation(_l("这是您自己家，请别的村干部来办"))


class DeathForm(ChangeForm):
    """过世."""

    person = RadioField(_l("哪一位"), [required(_l("请选是哪一位"))], coerce=int)

    def __init__(self, account, people):
        super().__init__(account, people)
        self.person.choices = options((each.id, each.name) for each in people)
