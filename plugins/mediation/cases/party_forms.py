"""Forms about parties, and about who sits in."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from linli.toolkit.fields import PhoneField, TrimmedField
from linli.toolkit.forms import options, required, short_text
from plugins.mediation.cases.forms import StepForm
from plugins.mediation.cases.models import APPLICANT, PARTY, ROLES, SIDES
from plugins.mediation.rooms.models import KINDS


class PartyForm(StepForm):
    """Who somebody is."""

    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)],
                        render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号（可以不填）"), render_kw={"inputmode": "tel", "autocomplete": "off"},
                       description=_l("和网站上登记的姓名、手机号都对得上，才会在网上通知这个人"))
    address = TrimmedField(_l("住址（可以不填）"), [short_text(120)], render_kw={"autocomplete": "off"})
    minor = BooleanField(_l("未满 18 岁"))


class NewPartyForm(PartyForm):
    """One more: a party, or for whom they stand."""

    side = RadioField(_l("哪一方"), [required(_l("请选一项"))], choices=options(SIDES))
    role = RadioField(_l("是什么人"), [required(_l("请选一项"))], choices=options(ROLES))
    stands_for = SelectField(_l("监护谁、代理谁"), coerce=str, description=_l("监护人、代理人才选"))

    def offer(self, parties):
        """Take the parties that somebody may stand for."""
        self.stands_for.choices = options([("", _l("不用选")), *(
            (str(each.id), each.name) for each in parties if each.role == PARTY)])

    def chosen(self, parties):
        """The party that this one stands for, or None; says what is wrong beside the field."""
        found = next((each for each in parties if str(each.id) == self.stands_for.data), None)
        if (self.role.data == PARTY) == (found is None):
            return found
        self.stands_for.errors = [_l("监护人、代理人要选替的是谁，当事人自己不用选")]
        return None

    @property
    def applicant(self):
        """Whether this one is of the applicant's side."""
        return self.side.data == APPLICANT


class SeatForm(StepForm):
    """Whom to ask in."""

    listed = RadioField(_l("请谁来"), [required(_l("请选一位"))])

    def offer(self, listed):
        """Take those of the roster."""
        self.listed.choices = options((str(each.id), f"{each.person.name} · {KINDS[each.kind]}")
                                      for each in listed)
