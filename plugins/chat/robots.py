"""The robot of a chat group: what its address looks like, and writing a line through it."""

import logging
import re

from flask_babel import lazy_gettext as _l

KINDS = {"wecombot": _l("企业微信群"), "dingtalk": _l("钉钉群"), "feishu": _l("飞书群")}
# As the apps show them beside "copy"; Apprise itself knows that of 企业微信.
COPIED = ((r"https://oapi\.dingtalk\.com/robot/send\?access_token=([\w-]+)", "dingtalk://{}/"),
          (r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?", "feishu://{}/"))

logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it writes addresses into what it logs


class NoRobot(Exception):
    """This is no address of a kind that may be entered here."""


def robot_at(address, allowed):
    """The Apprise service behind an address, as copied from the app or as Apprise writes it; `allowed` are
    the schemas that may be entered: others would let the server call whatever somebody names. Raises
    NoRobot.
    """
    import apprise  # it brings a hundred services: only where one is asked for
    robot = apprise.Apprise.instantiate(_as_apprise(address.strip()), suppress_exceptions=True)
    if robot is None or robot.schema not in allowed:
        raise NoRobot
    return robot


def say(robot, title, text):
    """Write into the group; returns whether the provider took it."""
    return robot.notify(body=text, title=title)


def _as_apprise(address):
    for pattern, written in COPIED:
        if copied := re.fullmatch(pattern, address):
            return written.format(copied[1])
    return address
