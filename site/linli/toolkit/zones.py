"""Times for readers in another time zone: Beijing time first, and beside it their own.

For pages alone: what is stored, sent, exported or printed on a paper says Beijing time (toolkit.calendar).
A reader's zone is the one they chose (`Person.zone`), else the one that their phone told
(static/js/linli.js writes the cookie `zone`, only outside of +08:00).
"""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import g, has_request_context, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.toolkit.calendar import SHANGHAI, local, stamp_text, time_text, when_text

COOKIE = "zone"
PLACES = {  # where villagers live
    "Asia/Shanghai": _l("中国内地、香港、澳门、台湾"), "Asia/Kuala_Lumpur": _l("马来西亚、新加坡"),
    "Asia/Bangkok": _l("泰国、越南、柬埔寨"), "Asia/Jakarta": _l("印度尼西亚（雅加达）"),
    "Asia/Tokyo": _l("日本、韩国"), "Asia/Dubai": _l("阿联酋（迪拜）"),
    "Australia/Perth": _l("澳大利亚：珀斯"), "Australia/Brisbane": _l("澳大利亚：布里斯班"),
    "Australia/Sydney": _l("澳大利亚：悉尼、墨尔本"), "Pacific/Auckland": _l("新西兰"),
    "Europe/London": _l("英国、爱尔兰"), "Europe/Paris": _l("法国、荷兰、德国、意大利、西班牙"),
    "Africa/Johannesburg": _l("南非"), "America/Vancouver": _l("加拿大：温哥华"),
    "America/Edmonton": _l("加拿大：卡尔加里、埃德蒙顿"), "America/Toronto": _l("加拿大：多伦多、蒙特利尔"),
    "America/Los_Angeles": _l("美国：旧金山、洛杉矶、西雅图"), "America/Chicago": _l("美国：芝加哥、休斯敦"),
    "America/New_York": _l("美国：纽约、波士顿"), "Pacific/Honolulu": _l("美国：夏威夷"),
    "America/Panama": _l("巴拿马"), "America/Lima": _l("秘鲁"), "America/Sao_Paulo": _l("巴西"),
}


def known(name):
    """The time zone of this name, or None: nothing that a cookie may hold is an error."""
    return ZoneInfo(name) if name in _names() else None


def reader_zone():
    """The zone of whoever reads this page, found once a request; None where nobody said, or it is ours."""
    if not has_request_context():
        return None
    if "reader_zone" not in g:
        person = g.scope.actor if g.get("scope") else None
        said = (person.zone if person else "") or request.cookies.get(COOKIE, "")
        g.reader_zone = known(said) if said and said != SHANGHAI.key else None
    return g.reader_zone


def when(at, both=True):
    """11 月 25 日 周三 上午 9:30（您那里是前一天 下午 5:30）; without `both` Beijing time alone."""
    return when_text(at) + (beside(at) if both else "")


def clock(at, both=True):
    """上午 9:30（您那里是前一天 下午 5:30）"""
    return time_text(at) + (beside(at) if both else "")


def stamp(at, both=True):
    """2026-11-25 09:30（您那里是前一天 下午 5:30）"""
    return stamp_text(at) + (beside(at) if both else "")


def beside(at):
    """What clocks show where the reader is, in brackets, with the day where it is another; "" where they
    show the same.
    """
    zone = reader_zone()
    here = local(at)
    if zone is None or here.utcoffset() == here.astimezone(zone).utcoffset():
        return ""
    there = here.astimezone(zone)
    shift = {-1: _("前一天 "), 1: _("后一天 ")}.get((there.date() - here.date()).days, "")
    return _("（您那里是%(shift)s%(clock)s）", shift=shift, clock=time_text(at, zone))


@cache
def _names():
    return frozenset(available_timezones())
