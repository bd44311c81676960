"""The figures of cameras: how many, what they cover, how fast they came, filing and repairs."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.expressions import DaysBetween, ShanghaiDay
from linli.toolkit.figures import Figure, Sum
from plugins.cctv.applications.models import Application
from plugins.cctv.cameras.models import FAULT_OPEN, REMOVED, Camera, Fault, Point


def _faults(day, where=None):
    return Sum(Fault, Fault.locality, day, where=where)


def _filing(where):
    return Sum(Camera, Camera.locality, Camera.file_by, where=where)


def _accepted(value=1):
    return Sum(Camera, Camera.locality, Camera.since, value, Camera.application.is_null(False),
               ((Application, Camera.application == Application.id),))


CAMERAS = Sum(Camera, Camera.locality, Camera.since, where=Camera.state != REMOVED)
POINTS = Sum(Point, Point.locality, Point.listed_on)
COVERED = Sum(Point, Point.locality, Point.listed_on, where=Point.camera.in_(Camera.working()))
WAITED = _accepted(DaysBetween(ShanghaiDay(Application.applied_at), Camera.since))
ACCEPTED, REPORTED = _accepted(), _faults(Fault.reported_at)

FIGURES = (
    Figure("cameras", _l("摄像头"), (CAMERAS,), unit=_l("个"), ledger="cameras", ledger_days="since",
           ledger_with={"stands": "stands"},
           note=_l("按开始用那天算，拆除了的不算。各村现在多少、补贴开始那天多少，在“有多少摄像头”。")),
    Figure("coverage", _l("点位覆盖"), (COVERED,), (POINTS,), kind="share",
           words=_l("%(below)s 个点位，%(above)s 个有在用的摄像头"), ledger="points", ledger_days="listed",
           ledger_with={"covered": "yes"}, note=_l("按列入那天算。全部点位的覆盖在“规划点位”。")),
    Figure("to_picture", _l("从申请到有画面"), (WAITED,), (ACCEPTED,), kind="mean", unit=_l("天"),
           words=_l("%(below)s 个一共 %(above)s 天"), ledger="cameras", ledger_days="since",
           note=_l("从申请到住户验收，日历天，按验收那天算。")),
    Figure("faults_open", _l("未修复的报修"), (_faults(Fault.reported_at, Fault.state.in_(FAULT_OPEN)),),
           (REPORTED,), kind="share", words=_l("报了 %(below)s 次，%(above)s 次没有办完"), ledger="faults",
           ledger_days="reported", ledger_with={"now": "open"}, note=_l("按报修那天算。")),
    Figure("repaired", _l("按时修好"), (_faults(Fault.visit_by, Fault.repaired_in_time()),),
           (_faults(Fault.visit_by, Fault.repair_due()),), kind="share",
           words=_l("该修好 %(below)s 次，按时修好 %(above)s 次"), ledger="faults", ledger_days="visit_by",
           ledger_with={"repair": "in_time"}, note=_l("按最晚上门那天算，没有故障的、还没到日子的不算。")),
    Figure("filed", _l("按时备案"), (_filing(Camera.filed_in_time()),), (_filing(Camera.filing_due()),),
           kind="share", words=_l("该备案 %(below)s 个，按时备案 %(above)s 个"), ledger="cameras",
           ledger_days="file_by", ledger_with={"filing": "in_time"},
           note=_l("按最晚备案那天算，没备案就拆除的、还没到日子的不算。")),
)
