"""Forms of the steps of a case, one a page."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from linli.toolkit.editing import EditForm
from linli.toolkit.fields import CountField, WordsField
from linli.toolkit.forms import options, required, short_text
from plugins.mediation.cases.kinds import CLASSES, CLASSES_BELOW, MINISTRY, SCALES
from plugins.mediation.cases.models import NEXT


@dataclass(frozen=True)
class Action:
    """A step as its button and its page say it: `label`, `title`, `text`, and `done` when it is taken.
    `tone` of the button: "", plain or danger.
    """

    label: str
    title: str
    text: str
    done: str
    tone: str = "plain"


ACTIONS = {
    "release": Action(_l("可以联系对方了"), _l("可以联系对方了？"),
        _l("先和申请人单独谈过，问清楚现在安不安全，申请人愿意了再放开。放开以后还不会通知对方，要等您点“问对方意见”。"),
        _l("放开了，接着可以问对方意见"), ""),
    "ask": Action(_l("问对方意见"), _l("问对方愿不愿意调解"),
        _l("点了以后，对方会知道有这件事，也看得到申请里写的。对方没有账号的，请您当面或打电话问，再替他记下来。"),
        _l("已经告诉对方，等对方回话"), ""),
    "assign": Action(_l("分给调解员"), _l("交给哪一位调解员"),
        _l("当事人和当事人的家里人不能调解自己的事。"), _l("分好了，已经告诉调解员和当事人"), ""),
    "look": Action(_l("开始了解情况"), _l("开始了解情况"), _l("分头听双方说，也可以到现场看看。"),
        _l("记下了"), ""),
    "findings": Action(_l("写调查记录"), _l("了解到什么"),
        _l("写看到的、听到的、双方怎么说。只有调解员和一起坐的人看得到。"), _l("保存好了")),
    "session": Action(_l("公开还是不公开调解"), _l("调解公开还是不公开"),
        _l("公开的话，村里人可以来听。每一方都愿意公开才公开，不选就是不公开。"), _l("记下了")),
    "extend": Action(_l("延长期限"), _l("延长调解期限"), _l("双方都同意才能延长，只能延长一次。"),
        _l("期限延长了")),
    "correct": Action(_l("改类别、规模"), _l("类别、规模和人数"), _l("台账和上报用的。"), _l("保存好了")),
    "fail": Action(_l("没有调成"), _l("没有调成"),
        _l("写下为什么没有调成，并告诉双方接下来可以走哪条路。"), _l("记下了，已经告诉双方"), "danger"),
    "escalate": Action(_l("转到镇里调解"), _l("转到镇里调解"), _l("编号不变，由镇里的调解员接着办。"),
        _l("转上去了")),
    "hand_back": Action(_l("我不适合，退回去"), _l("退回去，换一位调解员"),
        _l("写一句原因，调解室会看到。退回去以后，这件事不会再分给您。"), _l("退回去了")),
    "object": Action(_l("换一位调解员"), _l("想换一位调解员"),
        _l("比如调解员和对方是亲戚。写一句原因，只有调解室看得到。换了以后，这一位不会再办这件事。"),
        _l("知道了，会换一位调解员")),
    "accept_again": Action(_l("原来的调解员也可以"), _l("还是可以请原来的调解员"),
        _l("您说过想换人。收回以后，调解室又可以请这一位来。"), _l("收回了")),
    "explain": Action(_l("写情况说明"), _l("写情况说明"),
        _l("写清楚怎么撤回的、后来怎么样。放进卷宗，当事人看得到。"), _l("保存好了")),
    "decline": Action(_l("不予受理"), _l("不予受理"), _l("写明原因，并告诉申请人该找哪里。"),
        _l("已经答复申请人"), "danger"),
    "withdraw": Action(_l("撤回申请"), _l("撤回申请"), _l("撤回以后这次调解就结束了。以后还可以再申请。"),
        _l("撤回了"), "danger"),
}


class StepForm(EditForm):
    """A step of a case that was read as `version`."""

    @property
    def sent(self):
        """What a service wants of every form: (version, nonce)."""
        return self.version.data, self.nonce.data


class SureForm(StepForm):
    """A step that needs no word."""


class WordsForm(StepForm):
    """A step with a word, if any."""

    words = WordsField(_l("想说的话（可以不写）"), [short_text(500)], render_kw={"rows": 3})


class ReasonForm(StepForm):
    """A step with its reason."""

    words = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(1000)], render_kw={"rows": 4})


class EndForm(ReasonForm):
    """An end without an agreement: why, and where to go."""

    next_step = RadioField(_l("接下来可以走哪条路"), [required(_l("请选一项"))], choices=options(NEXT))


class AssignForm(StepForm):
    """To whom."""

    mediator = RadioField(_l("调解员"), [required(_l("请选一位"))])

    def offer(self, people):
        """Take the mediators to choose from."""
        self.mediator.choices = options((str(each.id), each.name) for each in people)


class AgainForm(StepForm):
    """Whom one had objected to."""

    person = RadioField(_l("哪一位"), [required(_l("请选一位"))])

    def offer(self, people):
        """Take the people to choose from."""
        self.person.choices = options((str(each.id), each.name) for each in people)


class FindingsForm(StepForm):
    """What was looked into."""

    findings = WordsField(_l("调查记录"), [required(_l("请写几句")), short_text(5000)],
                          render_kw={"rows": 10})


class ExtendForm(StepForm):
    """More days, with the parties' consent."""

    days = CountField(_l("延长几天"), [required(_l("请填天数"))], least=1, most=180)
    words = WordsField(_l("双方是怎么同意的"), [required(_l("请写一句")), short_text(500)],
                       render_kw={"rows": 3}, description=_l("比如哪天、当面还是电话里说的"))
    agreed = BooleanField(_l("双方都同意延长"), [required(_l("双方都同意才能延长"))])


class CorrectForm(StepForm):
    """The lists that a case stands in."""

    dispute_class = SelectField(_l("国家标准的类别"), choices=options(
        [*((code, f"{CLASSES[code[:2]]} · {words}") for code, words in CLASSES_BELOW.items()),
         ("99", CLASSES["99"])]))
    ministry_kind = SelectField(_l("司法行政的类别"), choices=options(
        {"": _l("按上面的自动对应"), **MINISTRY}))
    scale = SelectField(_l("规模"), choices=options(SCALES))
    people = CountField(_l("涉及几个人"), [required(_l("请填人数"))], least=2, most=100_000)


class SessionForm(StepForm):
    """Open or closed."""

    wants = RadioField(_l("您的意思"), [required(_l("请选一项"))], choices=options(
        {"closed": _l("不公开"), "open": _l("可以公开")}))


class AnswerForm(StepForm):
    """Yes or no to mediation."""

    answer = RadioField(_l("愿不愿意调解"), [required(_l("请选一项"))], choices=options(
        {"yes": _l("愿意，坐下来说说"), "no": _l("不愿意")}))
