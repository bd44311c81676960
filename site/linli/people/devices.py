"""A device, in a few words by which a person knows theirs again."""

from flask import request
from flask_babel import gettext as _

SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "鸿蒙手机"),
           ("Android", "安卓手机"), ("Windows", "Windows 电脑"), ("Macintosh", "苹果电脑"),
           ("Linux", "Linux 电脑"))


def device():
    """What this request comes from."""
    agent = request.headers.get("User-Agent", "")
    system = next((words for mark, words in SYSTEMS if mark in agent), _("其他设备"))
    return f"{system} · {_('微信') if 'MicroMessenger' in agent else _('浏览器')}"
