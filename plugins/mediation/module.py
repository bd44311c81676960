"""What the plugin declares: its words, role, permissions and local settings."""

from flask_babel import lazy_gettext as _l

from linli.access import EVERYONE, RESIDENT, Role
from linli.plugins import Module, Setting

module = Module(
    "mediation", title=_l("乡情调解室"), summary=_l("邻里有争执，请调解员来说说"), icon="talk", order=40,
    audited={"case": _l("调解案件")},
    roles=(Role("mediator", _l("调解员"), desk=True, steps="mediation.roster", second_factor=True),),
    permissions={
        "mediation.see": (EVERYONE,),
        "mediation.apply": (RESIDENT, "grid_worker", "village_staff", "township_staff"),
        "mediation.mediate": ("mediator",),
        "mediation.manage": ("village_staff", "township_staff"),
        "mediation.figures": ("mediator", "village_staff", "township_staff"),
    },
    settings=(
        Setting("room_title", _l("乡情调解室"), _l("调解室在本地叫什么")),
        Setting("committee", "", _l("人民调解委员会全称（空着就用村名）")),
        Setting("days", 30, _l("受理后多少天内调解完"), source=_l("人民调解工作：一般一个月"), unit=_l("天"),
                least=7, most=180),
        Setting("extension_days", 30, _l("当事人同意后最多延长多少天"), unit=_l("天"), least=1, most=180),
        Setting("confirm_days", 30, _l("协议生效后多少天内可以申请司法确认"),
                source=_l("人民调解法第三十三条"), unit=_l("天"), least=1, most=30),
        Setting("follow_up_days", 30, _l("协议签了以后多少天内回访"), unit=_l("天"), least=1, most=365),
        Setting("session_minutes", 90, _l("一次调解排多少分钟"), unit=_l("分钟"), least=15, most=480),
    ))
