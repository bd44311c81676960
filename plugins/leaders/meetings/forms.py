"""Forms of meetings. Days are Shanghai's."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from linli.toolkit.calendar import day_text, today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import CountField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, required, short_text


class RecordForm(EditForm):
    """When and where it was held, how many came, and what was said."""

    held_on = DayField(_l("哪天开的"), [required(_l("请填哪天开的"))])
    place = TrimmedField(_l("在哪里开的"), [required(_l("请填在哪里开的")), short_text(120)])
    attendance = CountField(_l("来了多少人"), [required(_l("请填来了多少人"))], least=1, most=100_000)
    minutes = WordsField(_l("会议记录"), [required(_l("请写几句说了什么")), short_text(4000)],
                         render_kw={"rows": 6},
                         description=_l("楼长、联户长、村委和镇里都看得到；不写谁家的私事"))

    def __init__(self, meeting):
        super().__init__(obj=meeting)
        self.first_day = meeting.first_day

    def validate_held_on(self, field):
        """Within the time it was due in, or later, and not to come."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没到，开过了再记"))
        if field.data and field.data < self.first_day:
            raise ValidationError(_l("这次会从 %(day)s 起开才算，更早的是上一次",
                                     day=day_text(self.first_day)))


class DecisionForm(Form):
    """What was decided, who does it, and by when."""

    text = WordsField(_l("定了什么事"), [required(_l("请写定了什么事")), short_text(500)],
                      render_kw={"rows": 3})
    who = TrimmedField(_l("谁来办"), [required(_l("请填谁来办")), short_text(80)])
    by_day = DayField(_l("哪天前办完"), [required(_l("请填哪天前办完"))])

    def __init__(self, meeting):
        super().__init__()
        self.held_on = meeting.held_on

    def validate_by_day(self, field):
        """Not before it was decided."""
        if field.data and field.data < self.held_on:
            raise ValidationError(_l("不能早于开会那天"))
