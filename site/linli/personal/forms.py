"""The form of somebody else's wish to leave."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.fields import CountField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, required, short_text


class LeaveForForm(Form):
    """Who wrote a paper that they want to leave: named as the register of households has them."""

    household = TrimmedField(_l("户号"), [required(_l("请填户号")), short_text(20)])
    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)])
    wished_on = DayField(_l("字条是哪天写的"), [required(_l("请填日期"))])
    reason = WordsField(_l("为什么不能自己办"), [required(_l("请写一句")), short_text(200)])

    def validate_wished_on(self, field):
        """No paper is of tomorrow."""
        if field.data and field.data > today():
            raise ValidationError(_l("还没到这一天"))


def term_form(rule, term):
    """The form of how long a `retention.Retention` holds, with the bounds of the rule; shows `term`."""
    label = _l("保存几个月") if rule.months else _l("保存几天")
    bounds = _l("%(least)d 到 %(most)d 之间；原来定的是 %(default)d。依据：%(why)s", least=rule.least,
                most=rule.most, default=rule.default, why=rule.why)
    field = CountField(label, [required(_l("请填一个数"))], least=rule.least, most=rule.most,
                       description=bounds)
    return type("TermForm", (Form,), {"term": field})(data={"term": term})
