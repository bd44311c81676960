"""What the core shows of cameras: faults to see to, filings that run out, links, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc, today
from plugins.cctv.cameras import lists

MOST = 20


def links(scope):
    """One's own cameras, how many there are, and for staff what is to be seen to."""
    found = []
    if scope.person is not None:
        found.append(Card(url_for("cctv.my_cameras"), "camera", _("我的摄像头"), _("坏了在这里报修")))
    if scope.can("cctv.record"):
        found.append(Card(url_for("cctv.faults"), "warning", _("等修的摄像头"), _("谁报的，最晚哪天上门")))
    if scope.can("cctv.file"):
        found.append(Card(url_for("cctv.filing"), "report", _("公安备案"), _("还没备案的，还有几天")))
    if scope.can("cctv.register"):
        found += [Card(url_for("cctv.camera_map"), "place", _("分布图"), _("摄像头都装在哪里")),
                  Card(url_for("cctv.points_list"), "check", _("规划点位"), _("哪里有了，哪里还缺"))]
    return [*found, Card(url_for("cctv.camera_counts"), "video", _("有多少摄像头"), _("各村的数目"))]


def todo(scope):
    """Faults that somebody has to see to, and filings that run out in a week; two queries for staff."""
    found = []
    if scope.holding("cctv.record"):
        found += [_fault(row) for row in lists.open_faults(scope).limit(MOST)]
    if scope.holding("cctv.file"):
        found += [_filing(row) for row in lists.filing_soon(scope).limit(MOST)]
    return found


def desk(scope):
    """Faults, filings, the map and the points. What is late awaits its reader on the desk itself."""
    found = []
    if scope.can("cctv.record"):
        found.append(DeskLink(url_for("cctv.faults"), _("报修"), lists.open_faults(scope)))
    if scope.can("cctv.file"):
        found.append(DeskLink(url_for("cctv.filing"), _("公安备案")))
    if scope.can("cctv.register"):
        found += [DeskLink(url_for("cctv.camera_map"), _("分布图")),
                  DeskLink(url_for("cctv.points_list"), _("规划点位"))]
    return found


def open_matters(locality):
    """For whoever switches the module off: what is reported and not repaired; one query."""
    count = lists.open_in(locality).count()
    return [_l("还有 %(count)d 次摄像头报修没有办完。关闭以后网上看不到，请先办完",
               count=count)] if count else []


def _fault(row):
    late = row.visit_by < today()
    return Todo(
        href=url_for("cctv.fault", locality=row.locality_id, number=row.number), title=_("摄像头报修"),
        headline=row.camera.place, text=row.number,
        status=_("超期") if late else _("%(day)s 前上门", day=day_text(row.visit_by)),
        tone="late" if late else "soon", at=to_utc(row.visit_by, time.max), place=row.locality)


def _filing(row):
    left = (row.file_by - today()).days
    return Todo(
        href=url_for("cctv.file_camera", locality=row.locality_id, number=row.number),
        title=_("摄像头要到公安备案"), headline=row.place, text=row.number,
        status=_("还有 %(count)d 天", count=left) if left >= 0 else _("超期 %(count)d 天", count=-left),
        tone="soon" if left >= 0 else "late", at=to_utc(row.file_by, time.max), place=row.locality)
