"""The way into a chat group: the words are the core's, and go to whoever sits in it."""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.delivery.ways import Refused, Way
from linli.toolkit.numbers import read
from linli.toolkit.sealing import Unreadable
from plugins.chat.groups import allowed_kinds, robot_of
from plugins.chat.models import Group
from plugins.chat.robots import NoRobot, say


class NotTaken(Exception):
    """The provider did not take it this time; Apprise does not say why."""


@contextmanager
def _opened(config):
    yield lambda message: _send(config, message)


def _send(config, message):
    group = Group.get_or_none(Group.id == read(message.to))
    try:
        robot = robot_of(group, config) if group else None
    except (NoRobot, Unreadable) as error:
        raise Refused from error
    if robot is None:
        raise Refused
    if not say(robot, message.subject, message.text):
        raise NotTaken


CHAT = Way("chat", _l("工作群"), "", lambda config: bool(allowed_kinds(config)), _opened)
