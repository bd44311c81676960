"""What a village calls its leaders, and what each step says on its page and on its button."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from plugins.leaders.tenure.models import (
    APPOINTED,
    ENDED,
    PROBATION,
    PUT_FORWARD,
    RESTING,
    STEWARD,
)


def title(settings, role, place):
    """What a leader of this role is called here; `settings` are those of the village."""
    if place.is_village:
        return settings.keeper_title
    return settings.steward_title if role == STEWARD else settings.liaison_title


@dataclass(frozen=True)
class Words:
    """A page of a step: the states in which it is offered, to the leader (`own`) or the village
    (`village`). `kind` is primary, plain or danger.
    """

    states: tuple
    endpoint: str
    own: bool
    village: bool
    link: str
    title: str
    intro: str
    button: str
    done: str
    kind: str = "primary"


WORDS = {
    "interview": Words(
        (PUT_FORWARD,), "leaders.interview", False, True, _l("登记面谈"), _l("和%(name)s聊得怎么样？"),
        _l("见过面再填。结果会马上告诉本人，面谈记录只有村里工作人员看得到。"), _l("登记结果"),
        _l("登记好了，已经告诉本人")),
    "review": Words(
        (PROBATION,), "leaders.review_tenure", False, True, _l("试用考核"), _l("%(name)s试用得怎么样？"),
        _l("可以聘任，可以再试一段时间，也可以就到这里。结果会马上告诉本人。"), _l("登记结果"),
        _l("登记好了，已经告诉本人")),
    "renew": Words(
        (APPOINTED, RESTING), "leaders.renew_tenure", False, True, _l("续聘"), _l("续聘%(name)s？"),
        _l("续到哪一天，由村里定。续聘会马上告诉本人。"), _l("续聘"), _l("续聘好了，已经告诉本人")),
    "come_back": Words(
        (RESTING,), "leaders.come_back", True, True, _l("回来继续"), _l("%(name)s回来继续？"),
        _l("从现在起又能领任务，公开的页面上也会有名字。"), _l("回来继续"), _l("欢迎回来")),
    "rest": Words(
        (APPOINTED,), "leaders.rest_tenure", True, True, _l("歇一阵"), _l("%(name)s歇一阵？"),
        _l("歇着的时候不领任务，公开的页面上没有名字。手上还没交的任务请先交或退出。随时可以回来。"),
        _l("先歇一阵"),
        _l("已经记下，随时可以回来"), "plain"),
    "withdraw": Words(
        (PUT_FORWARD,), "leaders.withdraw_tenure", True, False, _l("不报了，撤回"), _l("撤回报名？"),
        _l("撤回以后，村里就不约您面谈了。以后想做可以再报。"), _l("撤回"), _l("已经撤回"), "danger"),
    "resign": Words(
        (PROBATION, APPOINTED, RESTING), "leaders.resign_tenure", True, False, _l("不做了，辞任"),
        _l("辞任？"),
        _l("从现在起就不再是了。手上还没交的任务请先交或退出。"), _l("辞任"),
        _l("已经辞任，辛苦了"), "danger"),
    "end": Words(
        (APPOINTED, RESTING), "leaders.end_tenure", False, True, _l("提前结束聘任"),
        _l("提前结束%(name)s的聘任？"), _l("马上生效。原因会告诉本人。"), _l("结束聘任"),
        _l("已经结束，原因告诉本人了"), "danger"),
    "thank": Words(
        (ENDED,), "leaders.thank", False, True, _l("写几句感谢"), _l("谢谢%(name)s"),
        _l("做了这么久，说几句感谢的话，本人会收到。"), _l("送出感谢"), _l("已经送到")),
}


def offered(tenure, own, manages):
    """The names of the pages that this reader may take now, the main one first."""
    return [name for name, said in WORDS.items()
            if tenure.state in said.states and ((own and said.own) or (manages and not own and said.village))
            and (name != "thank" or (tenure.starts_on and not tenure.thanks))]
