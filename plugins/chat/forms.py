"""A group that is entered."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, required, short_text


class GroupForm(Form):
    """What staff call the group, and the address of its robot; the name keeps it out of what a lost session
    carries along.
    """

    title = TrimmedField(_l("群叫什么"), [required(_l("请填群的名字")), short_text(40)],
                         description=_l("比如：村委工作群"), render_kw={"autocomplete": "off"})
    address = TrimmedField(_l("群机器人的地址"), [required(_l("请贴上群机器人的地址")), short_text(400)],
                           description=_l("在群里添加机器人，把它给的 Webhook 地址复制到这里"),
                           render_kw={"autocomplete": "off"}, name="robot_password")
