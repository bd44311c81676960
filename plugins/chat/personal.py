"""What this module keeps about somebody, and what of it is erased when they leave."""

from flask_babel import lazy_gettext as _l

from linli.personal.holding import Holding
from plugins.chat.models import Group

HOLDINGS = (
    Holding(Group, _l("登记过的工作群"), lambda person: Group.entered_by == person.id,
            {"name": _l("群叫什么"), "entered_at": _l("时间")}, nameless=("entered_by",),
            plain=("name", "kind", "sealed", "ending"), keeps=_l("群是村里的，登记的人换成“已注销的村民”")),
)
