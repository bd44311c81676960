"""The ledgers of cameras (摄像头台账), of points (点位台账) and of faults (报修台账)."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.cctv.applications.lens import ARTICLES
from plugins.cctv.cameras.models import (
    FAULT_OPEN,
    FAULT_STATES,
    REMOVED,
    STATES,
    Camera,
    Fault,
    Point,
)

_Owner, _Reporter, _Covers = Person.alias(), Person.alias(), Camera.alias()
_stands = peewee.Case(None, [(Camera.state == REMOVED, "removed")], "stands")
_filing = peewee.Case(None, [
    (Camera.filed_in_time(), "in_time"), (Camera.filing_due(), "late"),
    (Camera.file_by.is_null(False) & (Camera.state != REMOVED), "running")], "none")
_now = peewee.Case(None, [(Fault.state.in_(FAULT_OPEN), "open")], "over")
_repair = peewee.Case(None, [(Fault.repaired_in_time(), "in_time"), (Fault.repair_due(), "late"),
                             (Fault.state.in_(FAULT_OPEN), "running")], "none")
_covered = peewee.Case(None, [(Point.camera.in_(Camera.working()), "yes")], "no")
SIGN = {True: _l("挂好了"), False: _l("没有挂")}
FILING = {"in_time": _l("按时备案"), "late": _l("超期"), "running": _l("在期限内"), "none": _l("不用备案")}
REPAIR = {"in_time": _l("按时修好"), "late": _l("超期"), "running": _l("在期限内"), "none": _l("没有故障")}
COVERED = {"yes": (_l("有摄像头"), "ok"), "no": (_l("没有"), "late")}

CAMERAS = Ledger(
    "cameras", title=_l("摄像头台账"), permission="cctv.register", model=Camera,
    joins=(Join(_Owner, Camera.person == _Owner.id),),
    columns=(
        Column("number", _l("编号"), Camera.number, "code"),
        Column("place", _l("装在哪里"), Camera.place),
        Column("village", _l("村"), Locality.short_name),
        Column("owner", _l("谁负责（空的是村里）"), _Owner.name),
        Column("state", _l("状态"), Camera.state, "choice", STATES),
        Column("since", _l("哪天开始用"), Camera.since, "day"),
        Column("serial", _l("设备序列号"), Camera.serial, "code"),
        Column("article", _l("什么地方"), Camera.article.cast("TEXT"), "choice",
               {str(key): word for key, word in ARTICLES.items()}),
        Column("sign", _l("提示牌"), Camera.sign, "choice", SIGN),
        Column("retention", _l("录像保存（天）"), Camera.retention, "number"),
        Column("file_by", _l("最晚哪天备案"), Camera.file_by, "day"),
        Column("filed_on", _l("哪天备案"), Camera.filed_on, "day"),
        Column("filing_number", _l("备案号"), Camera.filing_number, "code"),
        Column("removed_on", _l("哪天拆的"), Camera.removed_on, "day"),
    ),
    filters=(Filter("state", _l("状态"), Camera.state, words=STATES),
             Filter("stands", _l("在不在"), _stands,
                    words={"stands": _l("没有拆"), "removed": _l("拆除了")}),
             Filter("filing", _l("公安备案"), _filing, words=FILING),
             Filter("since", _l("哪天开始用"), Camera.since, "days"),
             Filter("file_by", _l("最晚哪天备案"), Camera.file_by, "days")),
    search=(Camera.number, Camera.place, Camera.serial, _Owner.name),
    order=(Camera.since.desc(), Camera.id.desc()),
    opens="cctv.camera", opens_with={"number": Camera.number},
    new=(("cctv.new_camera", _l("登记已有的")),),
    empty=_l("还没有摄像头。住户验收以后会自己进来，已有的可以登记。"))

POINTS = Ledger(
    "points", title=_l("点位台账"), permission="cctv.register", model=Point,
    joins=(Join(_Covers, Point.camera == _Covers.id),),
    columns=(
        Column("title", _l("点位"), Point.title),
        Column("village", _l("村"), Locality.short_name),
        Column("covered", _l("覆盖"), _covered, "choice", COVERED),
        Column("camera", _l("摄像头"), _Covers.number, "code"),
        Column("listed_on", _l("哪天列入"), Point.listed_on, "day"),
    ),
    filters=(Filter("covered", _l("覆盖"), _covered, words=COVERED),
             Filter("listed", _l("哪天列入"), Point.listed_on, "days")),
    search=(Point.title, _Covers.number),
    order=(Point.listed_on.desc(), Point.id.desc()),
    new=(("cctv.new_point", _l("加一个点位")),),
    empty=_l("还没有列点位。先把村里该看到的地方一个个加上。"))

FAULTS = Ledger(
    "faults", title=_l("报修台账"), permission="cctv.record", model=Fault,
    joins=(Join(Camera, Fault.camera == Camera.id), Join(_Reporter, Fault.reported_by == _Reporter.id)),
    columns=(
        Column("number", _l("编号"), Fault.number, "code"),
        Column("camera", _l("摄像头"), Camera.number, "code"),
        Column("place", _l("在哪里"), Camera.place),
        Column("village", _l("村"), Locality.short_name),
        Column("text", _l("哪里不好"), Fault.text, "long"),
        Column("reporter", _l("谁报的"), _Reporter.name),
        Column("reported_at", _l("哪天报的"), Fault.reported_at, "moment"),
        Column("visit_by", _l("最晚哪天上门"), Fault.visit_by, "day"),
        Column("state", _l("结果"), Fault.state, "choice", FAULT_STATES),
        Column("done_on", _l("哪天办完"), Fault.done_on, "day"),
        Column("words", _l("说明"), Fault.words, "long"),
    ),
    filters=(Filter("state", _l("结果"), Fault.state, words=FAULT_STATES),
             Filter("now", _l("现在"), _now, words={"open": _l("没有办完"), "over": _l("办完了")}),
             Filter("repair", _l("按不按时"), _repair, words=REPAIR),
             Filter("reported", _l("哪天报的"), Fault.reported_at, "days"),
             Filter("visit_by", _l("最晚哪天上门"), Fault.visit_by, "days")),
    search=(Fault.number, Camera.number, Camera.place, _Reporter.name),
    order=(Fault.reported_at.desc(), Fault.id.desc()),
    opens="cctv.fault", opens_with={"number": Fault.number},
    empty=_l("还没有报修。摄像头不好用了，在它的页面报修。"))

LEDGERS = (CAMERAS, POINTS, FAULTS)
