"""Forms around the notice: objecting, answering, reversing."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from linli.toolkit.fields import WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.points.notice.models import DISMISSED, UPHELD


class ObjectForm(Form):
    """What does not hold."""

    text = WordsField(_l("哪里不对"), [required(_l("请写一句哪里不对")), short_text(500)],
                      description=_l("这户会看到您写的话，看不到是谁写的。"), render_kw={"rows": 4})


class AnswerForm(Form):
    """Whether it holds, and why."""

    verdict = RadioField(_l("查下来怎么样"), [required(_l("请选一项"))], choices=options({
        UPHELD: _l("异议成立，这一条不记分"), DISMISSED: _l("异议不成立，继续公示")}))
    words = WordsField(_l("答复"), [required(_l("请写一句答复")), short_text(500)], render_kw={"rows": 4},
                       description=_l("提异议的人和这户都会看到。请不要写是谁提的。"))


class ReverseForm(Form):
    """Why a posted deed is taken back."""

    reason = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(500)], render_kw={"rows": 3},
                        description=_l("这户会看到"))
