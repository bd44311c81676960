"""Groups of staff: entering one, trying it, taking it out."""

from flask_babel import lazy_gettext as _l

from linli.database import transaction
from linli.localities.models import Locality
from linli.toolkit import once
from linli.toolkit.sealing import seal, unseal
from plugins.chat.models import Group
from plugins.chat.robots import robot_at, say

SEALED_FOR = "chat.group"
SHOWN = 4


def allowed_kinds(config):
    """The schemas that the operator lets staff enter."""
    return {kind.strip() for kind in config["CHAT_KINDS"].split(",") if kind.strip()}


def enter(scope, name, address, config, nonce):
    """Enter a group of the place of `scope`; returns it. Raises NoRobot, once.AlreadyDone."""
    robot = robot_at(address, allowed_kinds(config))
    with transaction():
        once.refuse_repeat(nonce)
        group = Group.create(
            locality=scope.locality, name=name, kind=robot.schema, entered_by=scope.person,
            sealed=seal(config["SECRET_KEY"], SEALED_FOR, address), ending=address.strip()[-SHOWN:])
        once.keep(nonce, str(group.id))
    return group


def robot_of(group, config):
    """The Apprise service of a group. Raises toolkit.sealing.Unreadable where the secret key is another
    than when it was entered, NoRobot where its kind may not be entered any more.
    """
    return robot_at(unseal(config["SECRET_KEY"], SEALED_FOR, group.sealed), allowed_kinds(config))


def try_out(group, config):
    """Write one line into the group, now; returns whether the provider took it."""
    return say(robot_of(group, config), str(_l("工作台提醒试发")),
               str(_l("这是工作台提醒的试发，看到这一条就说明设好了。")))


def remove(group):
    """Take a group out with its address: nothing goes there any more."""
    with transaction():
        Group.delete().where(Group.id == group.id).execute()


def open_matters(locality):
    """What switching off means, for whoever does it."""
    below = Locality.select(Locality.code).where(Locality.within(locality.path))
    count = Group.select().where(Group.locality.in_(below)).count()
    return [_l("有 %(count)d 个群登记着，关闭以后不再往群里发", count=count)] if count else []
