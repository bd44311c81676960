"""What the plugin declares: its words, permission and settings."""

from flask_babel import lazy_gettext as _l

from linli.plugins import Module, Setting

module = Module(
    "chat", title=_l("群提醒"), summary=_l("工作台有事时，在村委的工作群里说一声"), icon="bell", order=80,
    permissions={"chat.manage": ("village_staff", "township_staff")},
    settings=(Setting("hour", 9, _l("工作日几点在群里说"), unit=_l("点"), least=6, most=20),),
    environment={"CHAT_KINDS": ("wecombot,dingtalk,feishu",
                                "kinds of groups that may be entered, by their Apprise schema")})
