"""What this module keeps about somebody, and why most of it stays: it is public money, and a register."""

from flask_babel import lazy_gettext as _l

from linli.personal.holding import ALBUM, Holding
from linli.toolkit.money import yuan
from plugins.cctv.applications.models import (
    SEEN,
    STATES,
    TOPICS,
    Application,
    Approval,
    Question,
    Quote,
    Survey,
)
from plugins.cctv.cameras.models import FAULT_STATES, HANDED, Camera, CameraChange, Fault, Point
from plugins.cctv.cameras.models import STATES as CAMERA_STATES
from plugins.cctv.footage.models import STATES as REQUEST_STATES
from plugins.cctv.footage.models import WHO, Access, FootageRequest
from plugins.cctv.programmes.models import APPLICANTS, BudgetLine, Package, Programme
from plugins.cctv.settlements.models import Settlement
from plugins.cctv.works.models import WAYS, Installation, Payment

MONEY = _l("补贴是公家的钱，申请和收付款一直保存")
REGISTER = _l("查看录像的登记按公共安全视频条例至少保存三年")


def _own(person):
    return Application.select(Application.id).where(Application.person == person.id)


HOLDINGS = (
    Holding(Application, _l("您的申请"), lambda person: Application.person == person.id,
            {"number": _l("编号"), "kind": (_l("为谁装"), APPLICANTS), "title": _l("店名"),
             "place": _l("装在哪里"),
             "sees": (_l("会拍到"), SEEN), "proof": _l("证明材料"), "consent": _l("委托的话"),
             "reason": _l("没通过的理由"), "state": (_l("进度"), STATES), "applied_at": _l("申请时间")},
            photos=ALBUM, nameless=("person", "entered_by"),
            plain=("number", "kind", "sees", "state", "turn"),
            kept=dict.fromkeys(("title", "place", "proof", "consent", "reason"), MONEY), keeps=MONEY),
    Holding(Question, _l("补充的材料"), lambda person: Question.application.in_(_own(person)),
            {"topic": (_l("哪一项"), TOPICS), "text": _l("问"), "answer": _l("答")},
            nameless=("asked_by", "answered_by"), plain=("topic",),
            kept={"text": MONEY, "answer": MONEY}, keeps=MONEY),
    Holding(Payment, _l("您交的款"), lambda person: Payment.application.in_(_own(person)),
            {"paid_on": _l("日期"), "amount": (_l("金额（元）"), yuan), "way": (_l("怎么交的"), WAYS),
             "receipt": _l("收据号")}, nameless=("person",), plain=("way", "receipt"),
            kept={"note": MONEY}, keeps=MONEY),
    Holding(Camera, _l("您负责的摄像头"), lambda person: Camera.person == person.id,
            {"number": _l("编号"), "place": _l("装在哪里"), "serial": _l("设备号"), "sees": (_l("会拍到"),
             SEEN),
             "duty": _l("安全责任"), "since": _l("从"), "removed_on": _l("拆除"),
             "state": (_l("状态"), CAMERA_STATES)}, nameless=("person",),
            plain=("number", "serial", "sees", "lens", "filing_number", "state"),
            kept={"place": MONEY, "duty": MONEY}, keeps=_l("拆掉以后登记还在，名字换成“已注销的村民”")),
    Holding(CameraChange, mine=lambda person: (CameraChange.kind == HANDED)
            & (CameraChange.before == person.name), nameless=("person",), plain=("kind", "words"),
            renamed=("before",)),
    Holding(Fault, _l("您报的故障"), lambda person: Fault.reported_by == person.id,
            {"number": _l("编号"), "text": _l("写的话"), "reported_at": _l("时间"),
             "state": (_l("进度"), FAULT_STATES)}, emptied=("text",), nameless=("reported_by",),
            plain=("number", "words", "state"), keeps=_l("哪台坏过、多久修好要数得出来，名字换掉")),
    Holding(FootageRequest, _l("您申请看的录像"), lambda person: FootageRequest.person == person.id,
            {"number": _l("编号"), "who": (_l("为谁看"), WHO), "reason": _l("理由"), "starts_at": _l("从"),
             "ends_at": _l("到"), "state": (_l("进度"), REQUEST_STATES), "decision": _l("答复")},
            nameless=("person", "decided_by"), plain=("number", "who", "paper", "state"),
            kept={"reason": REGISTER, "decision": REGISTER}, keeps=REGISTER),
    Holding(Access, _l("您看过录像的登记"), lambda person: Access.request.in_(
        FootageRequest.select(FootageRequest.id).where(FootageRequest.person == person.id))
        & (Access.name == person.name), {"day": _l("日期"), "name": _l("姓名"), "content": _l("看了什么")},
            nameless=("person",), plain=("unit", "how"), kept={"name": REGISTER, "content": REGISTER},
            keeps=REGISTER),
    Holding(Survey, nameless=("person",), plain=("sees", "lens", "words")),
    Holding(Quote, nameless=("person",), plain=("extra_for", "approvers")),
    Holding(Approval, nameless=("person",), plain=("role", "words")),
    Holding(Installation, nameless=("person",), plain=("by", "serial", "words")),
    Holding(Settlement, nameless=("made_by",), plain=("number", "state", "voucher")),
    Holding(BudgetLine, nameless=("person",), plain=("kind", "record", "note")),
    Holding(Programme, plain=("number", "title", "text", "applicants", "state")),
    Holding(Package, plain=("key", "title", "camera", "storage", "network", "applicants")),
    Holding(Point, plain=("title",)),
)
