"""The access register (调阅登记) that the law asks for: reason, content, unit, name (art. 16)."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.cctv.cameras.models import Camera
from plugins.cctv.footage.models import HOW, WHO, Access, FootageRequest

_MASKED = {True: _l("遮了"), False: _l("没有遮")}

ACCESSES = Ledger(
    "accesses", title=_l("录像调阅登记"), permission="cctv.record", model=Access,
    joins=(Join(FootageRequest, Access.request == FootageRequest.id),
           Join(Camera, FootageRequest.camera == Camera.id)),
    columns=(
        Column("day", _l("哪天"), Access.day, "day"),
        Column("number", _l("申请编号"), FootageRequest.number, "code"),
        Column("camera", _l("摄像头"), Camera.number, "code"),
        Column("name", _l("谁看的"), Access.name),
        Column("unit", _l("单位"), Access.unit),
        Column("who", _l("身份"), FootageRequest.who, "choice", WHO),
        Column("paper", _l("通知书编号"), FootageRequest.paper),
        Column("reason", _l("为什么"), FootageRequest.reason, "long"),
        Column("content", _l("看了哪一段"), Access.content, "long"),
        Column("how", _l("怎么给的"), Access.how, "choice", HOW),
        Column("masked", _l("脸和车牌"), Access.masked, "choice", _MASKED),
    ),
    filters=(Filter("day", _l("哪天"), Access.day, "days"),
             Filter("who", _l("身份"), FootageRequest.who, words=WHO),
             Filter("camera", _l("摄像头"), FootageRequest.camera, "pick", label=Camera.number)),
    search=(Access.name, Access.unit, FootageRequest.number, FootageRequest.paper),
    order=(Access.day.desc(), Access.id.desc()), locality=FootageRequest.locality,
    opens="cctv.show_request", opens_with={"request_id": FootageRequest.id},
    empty=_l("还没有人看过录像。同意的调阅申请，看过以后登记一次，这里就有了。"))

LEDGERS = (ACCESSES,)
