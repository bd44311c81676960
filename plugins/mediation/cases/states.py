"""The states of a case and the steps between them, as data."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.workflow import Transition

(APPLIED, HELD, DECLINED, ASKING, REFUSED, ACCEPTED, ASSIGNED, LOOKING, SITTING, AGREED, CARRIED_OUT,
 CLOSED, FAILED, WITHDRAWN) = (
    "applied", "held", "declined", "asking", "refused", "accepted", "assigned", "looking", "sitting",
    "agreed", "carried_out", "closed", "failed", "withdrawn")
STATES = {
    APPLIED: (_l("待受理"), "soon"), HELD: (_l("先不通知对方"), "late"), DECLINED: (_l("不予受理"), "quiet"),
    ASKING: (_l("等回话"), "soon"), REFUSED: (_l("不愿意调解"), "quiet"), ACCEPTED: (_l("已受理"), "ok"),
    ASSIGNED: (_l("已分给调解员"), "ok"), LOOKING: (_l("在了解情况"), "ok"), SITTING: (_l("在调解"), "ok"),
    AGREED: (_l("达成协议"), "ok"), CARRIED_OUT: (_l("已履行"), "ok"), CLOSED: (_l("已回访结案"), "quiet"),
    FAILED: (_l("没有调成"), "quiet"), WITHDRAWN: (_l("申请人撤回"), "quiet"),
}
BEFORE_ASKING = (APPLIED, HELD)
IN_HAND = (ASSIGNED, LOOKING, SITTING)  # somebody is at it
UNASSIGNED = (APPLIED, HELD, ASKING, ACCEPTED)
OPEN = (*UNASSIGNED, *IN_HAND, AGREED, CARRIED_OUT)
# Where whoever mediates may leave it to another of the desk, and it stays as it is.
GOES_ON = (AGREED, CARRIED_OUT, CLOSED, FAILED, WITHDRAWN)
_MEDIATE = ("mediation.mediate",)
TRANSITIONS = {  # () where the service asks itself: the applicant, or the other side
    "release": Transition((HELD,), APPLIED, _MEDIATE, _l("可以联系对方")),
    "decline": Transition(BEFORE_ASKING, DECLINED, _MEDIATE, _l("不予受理")),
    "ask": Transition((APPLIED,), ASKING, _MEDIATE, _l("问对方意见")),
    "accept": Transition((ASKING,), ACCEPTED, (), _l("受理")),
    "refuse": Transition((ASKING,), REFUSED, (), _l("不愿意调解")),
    "assign": Transition((ACCEPTED,), ASSIGNED, _MEDIATE, _l("分给调解员")),
    "look": Transition((ASSIGNED,), LOOKING, _MEDIATE, _l("开始了解情况")),
    "sit": Transition((ASSIGNED, LOOKING), SITTING, _MEDIATE, _l("安排调解")),
    "agree": Transition(IN_HAND, AGREED, _MEDIATE, _l("达成协议")),
    "carry_out": Transition((AGREED,), CARRIED_OUT, _MEDIATE, _l("履行完了")),
    "close": Transition((CARRIED_OUT,), CLOSED, _MEDIATE, _l("回访结案")),
    "fail": Transition(IN_HAND, FAILED, _MEDIATE, _l("没有调成")),
    "break": Transition((AGREED,), FAILED, _MEDIATE, _l("协议没有履行")),
    "escalate": Transition((*IN_HAND, FAILED), ACCEPTED, _MEDIATE, _l("转到镇里调解")),
    "give_back": Transition(IN_HAND, ACCEPTED, (), _l("换调解员")),
    "pass_on": Transition((ACCEPTED,), ACCEPTED, (), _l("这里没有能办的调解员，转到别处办")),
    **{f"take_{state}": Transition((state,), state, _MEDIATE, _l("换调解员接着办")) for state in GOES_ON},
    "withdraw": Transition((*UNASSIGNED, *IN_HAND), WITHDRAWN, (), _l("撤回申请")),
}
STEPS = {"begin": _l("申请"), **{name: step.label for name, step in TRANSITIONS.items()}}
