"""A device, in a few words by which a person knows theirs again."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", _l("鸿蒙手机")),
           ("Android", _l("安卓手机")), ("Windows", _l("Windows 电脑")), ("Macintosh", _l("苹果电脑")),
           ("Linux", _l("Linux 电脑")))


def device():
    """What this request comes from."""
    agent = request.headers.get("User-Agent", "")
    system = next((words for mark, words in SYSTEMS if mark in agent), _("其他设备"))
    return f"{system} · {_('微信') if 'MicroMessenger' in agent else _('浏览器')}"
