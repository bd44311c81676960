"""Forms of the journal. There is no field for what a leader thinks of a household."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import day_text, today
from linli.toolkit.fields import DayField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.leaders.journal.models import DOOR, KINDS, WAYS

LONGEST_AGO = timedelta(days=31)
MOST_ASKED = 5  # appeals of one visit
LENGTH = 500


def _kind(number):
    return SelectField(_l("第 %(number)d 件是哪一类", number=number), default="",
                       choices=options({"": _l("没有提什么") if number == 1 else _l("没有了"), **KINDS}))


def _words(number):
    return WordsField(_l("第 %(number)d 件，他们要什么", number=number), [short_text(LENGTH)],
                      default="", render_kw={"rows": 3})


class VisitForm(Form):
    """A visit on a day, and up to five things that the household asked for."""

    day = DayField(_l("哪天去的"), [required(_l("请填哪天去的"))], default=today)
    way = RadioField(_l("怎么走访的"), [required(_l("请选怎么走访的"))], choices=options(WAYS), default=DOOR)
    kind_1, text_1 = _kind(1), _words(1)
    kind_2, text_2 = _kind(2), _words(2)
    kind_3, text_3 = _kind(3), _words(3)
    kind_4, text_4 = _kind(4), _words(4)
    kind_5, text_5 = _kind(5), _words(5)

    @property
    def slots(self):
        """[(kind, text, whether something stands in it)], a pair of fields for each appeal."""
        pairs = [(self[f"kind_{at}"], self[f"text_{at}"]) for at in range(1, MOST_ASKED + 1)]
        return [(kind, text, bool(kind.data or text.data)) for kind, text in pairs]

    @property
    def asked(self):
        """What was asked for, as (kind, text)."""
        return [(kind.data, text.data) for kind, text, filled in self.slots if filled]

    def validate(self, extra_validators=None):
        """As ever, and each appeal has both its kind and its words."""
        valid = super().validate(extra_validators)
        for kind, text, filled in self.slots:
            if filled and not kind.data:
                kind.errors = [*kind.errors, _l("请选这件事是哪一类")]
            if filled and not text.data:
                text.errors = [*text.errors, _l("请写一两句，他们要什么")]
        return valid and not self.errors

    def validate_day(self, field):
        """Not to come, and not long ago."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没到，去过了再记"))
        if field.data and field.data < today() - LONGEST_AGO:
            raise ValidationError(_l("只能补记一个月以内的，最早 %(day)s",
                                     day=day_text(today() - LONGEST_AGO)))


class AskForm(Form):
    """What a resident asks of their leader."""

    kind = RadioField(_l("什么事"), [required(_l("请选一类"))], choices=options(KINDS))
    text = WordsField(_l("说说是怎么回事"), [required(_l("请写几句")), short_text(LENGTH)],
                      render_kw={"rows": 4}, description=_l("在哪里、要怎么帮，写清楚就行"))


class AnswerForm(Form):
    """The answer to an appeal."""

    text = WordsField(_l("怎么答复"), [required(_l("请写几句答复")), short_text(LENGTH)],
                      render_kw={"rows": 4}, description=_l("办得怎样了，或者接下来怎么办；提的人会看到"))
