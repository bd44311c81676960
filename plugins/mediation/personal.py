"""What this module keeps about somebody. A file is kept whole by law (人民调解法 27): what it holds of a
party stays, and nobody takes along what it holds of the other side.
"""

from flask_babel import lazy_gettext as _l

from linli.personal.holding import Holding
from linli.toolkit import phones
from linli.toolkit.money import yuan
from plugins.mediation.agreements.models import SIGNED_ON, Agreement, Confirmation, FollowUp, Signature, Term
from plugins.mediation.cases.models import (
    APPLICANT,
    ROLES,
    SIDES,
    STATES,
    Case,
    KeptOut,
    Matter,
    Party,
    Sitter,
)
from plugins.mediation.papers.models import Scan
from plugins.mediation.rooms.models import KINDS, Listed, Room
from plugins.mediation.sessions.models import Record, Seat, Session

FILE = _l("调解卷宗按人民调解法完整保存")


def _party(person):
    """Query: this person as a party, where they know of the case."""
    return Party.select(Party.id).where(Party.person == person.id, Party.told_at.is_null(False))


def _applied(person):
    """Query: the cases that this person applied for."""
    return Party.select(Party.case).where(
        Party.id.in_(_party(person)), Party.side == APPLICANT, Party.stands_for.is_null())


def _scanned(person):
    """Condition: what a party put in; what a mediator did is the file's, not theirs."""
    own = Party.select(Party.case).where(Party.id.in_(_party(person)))
    return (Scan.person == person.id) & Scan.case.in_(own)


def _money(amount):
    return yuan(amount) if amount is not None else ""


HOLDINGS = (
    Holding(Case, _l("您参加的调解"), lambda person: Case.id.in_(Party.knowing(person)),
            {"code": _l("编号"), "number": _l("案号"), "state": (_l("进度"), STATES),
             "applied_at": _l("申请时间"), "accepted_on": _l("受理"), "ended_on": _l("结束")},
            nameless=("mediator",),
            plain=("code", "number", "way", "way_number", "dispute_class", "ministry_kind", "scale", "state",
                   "next_step"), keeps=FILE),
    Holding(Party, _l("卷宗里的您"), lambda person: Party.id.in_(_party(person)),
            {"side": (_l("哪一方"), SIDES), "role": (_l("身份"), ROLES), "name": _l("姓名"),
             "phone": (_l("手机号"), phones.plain), "address": _l("住址"), "answered_at": _l("回话时间")},
            nameless=("person",), plain=("side", "role", "answer"),
            kept={"name": FILE, "phone": FILE, "address": FILE}, keeps=FILE),
    Holding(Matter, _l("您申请时写的"), lambda person: Matter.case.in_(_applied(person)),
            {"summary": _l("什么事"), "wish": _l("想怎么解决")},
            kept=dict.fromkeys(("summary", "wish", "findings", "ended", "extension"), FILE), keeps=FILE),
    Holding(Term, _l("协议里您要做的"), lambda person: Term.party.in_(_party(person)),
            {"text": _l("要做的"), "amount": (_l("金额（元）"), _money), "due_on": _l("到哪天"),
             "done_on": _l("做完")}, photos="proof",
            kept=dict.fromkeys(("text", "note", "proof"), FILE), keeps=FILE),
    Holding(Signature, _l("您的签名"), lambda person: Signature.party.in_(_party(person)),
            {"way": (_l("怎么签的"), SIGNED_ON), "at": _l("时间")}, photos="upload",
            plain=("way",), kept={"upload": FILE}, keeps=FILE),
    Holding(Seat, _l("请您到场的调解"), lambda person: Seat.party.in_(_party(person)),
            {"session.starts_at": _l("时间"), "session.place": _l("地点"), "came": _l("到了没有")},
             keeps=FILE),
    Holding(FollowUp, _l("对您的回访"), lambda person: FollowUp.party.in_(_party(person)),
            {"day": _l("日期"), "kept": _l("协议做到了没有"), "words": _l("您说的")},
            nameless=("person",), kept={"words": FILE}, keeps=FILE),
    Holding(Scan, _l("您放进卷宗的材料"), _scanned,
            {"caption": _l("说明"), "at": _l("时间")}, nameless=("person",), plain=("kind",),
            kept={"caption": FILE, "upload": FILE}, keeps=FILE),
    Holding(KeptOut, _l("您请求回避的"), lambda person: KeptOut.by.in_(_party(person)),
            {"case.code": _l("编号")},
            nameless=("person",), keeps=FILE),
    Holding(Sitter, _l("您列席的调解"), lambda person: Sitter.person == person.id,
            {"kind": (_l("身份"), KINDS), "since": _l("从"), "until": _l("到")},
            nameless=("person",), plain=("kind",), keeps=FILE),
    Holding(Listed, _l("调解名册上的您"), lambda person: Listed.person == person.id,
            {"kind": (_l("身份"), KINDS), "good_at": _l("擅长"), "since": _l("从"), "until": _l("到")},
            emptied=("good_at",), nameless=("person",), plain=("kind",),
            keeps=_l("名册上有过几位要数得出来，名字换成“已注销的村民”")),
    Holding(Agreement, plain=("form",), kept={"facts": FILE, "liability": FILE}),
    Holding(Confirmation, plain=("court", "number", "state")),
    Holding(Session, nameless=("mediator",), plain=("kind", "place", "state", "bodies")),
    Holding(Record, kept={"text": FILE}),
    Holding(Room, plain=("title", "place", "weekdays", "note")),
)
