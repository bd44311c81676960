"""What the plugin declares: its words, roles, permissions and local settings."""

from flask_babel import lazy_gettext as _l

from linli.access import EVERYONE, RESIDENT, SIGNED_IN, Role
from linli.plugins import Errand, Module, Setting

module = Module(
    "legal", title=_l("法律顾问"), summary=_l("预约律师、驻村法官、检察官"), icon="scale", order=10,
    roles=(Role("adviser", _l("法律顾问"), steps="legal.advisers", second_factor=True),
           Role("labour_officer", _l("人社专员"), desk=True, township=True)),
    permissions={
        "legal.see": (EVERYONE,),
        "legal.book": (RESIDENT,),
        "legal.record": (SIGNED_IN,),
        "legal.advise": ("adviser",),
        "legal.manage": ("village_staff",),
        "legal.activities": ("adviser", "village_staff"),
        "legal.pathfinders": ("township_staff", "village_staff"),
        "legal.report_lead": (SIGNED_IN,),
        "legal.leads": ("labour_officer",),
        "legal.figures": ("labour_officer", "township_staff", "village_staff"),
    },
    errand=Errand(_l("预约法律顾问、驻村法官"), ("legal.book", "legal.record"),
                  confided=_l("法律顾问：看本人要谈的事和顾问的意见")),
    settings=(
        Setting("slot_minutes", 30, _l("每次咨询多久"), unit=_l("分钟"), least=5, most=240),
        Setting("capacity", 1, _l("同一时间接待几位"), unit=_l("位"), least=1, most=50),
        Setting("buffer_minutes", 0, _l("两次咨询之间空多久"), unit=_l("分钟"), most=120),
        Setting("lead_minutes", 60, _l("最晚提前多久预约"), unit=_l("分钟"), most=20160),
        Setting("horizon_days", 14, _l("可以预约多少天以内的"), unit=_l("天"), least=1, most=90),
        Setting("cutoff_minutes", 120, _l("开始前多久还能改时间或取消"), unit=_l("分钟"), most=10080),
        Setting("open_bookings", 2, _l("一个人最多同时有几个预约"), unit=_l("个"), least=1, most=20),
        Setting("hold_minutes", 60, _l("排到的空位替他留多久"), unit=_l("分钟"), least=10, most=1440),
        Setting("duty_hours", 8, _l("法律顾问每月在本村服务几小时"), source=_l("广东省村居法律顾问"),
                unit=_l("小时"), most=200),
        Setting("duty_days", 1, _l("驻村法官每月来几天"), source=_l("驻村法官联络工作"), unit=_l("天"),
                most=31),
        Setting("verify_days", 3, _l("欠薪线索几个工作日内核实"), unit=_l("天"), least=1, most=60),
        Setting("send_days", 2, _l("核实后几个工作日内转人社"), unit=_l("天"), least=1, most=60),
        Setting("pay_days", 30, _l("转人社后几个工作日内付清"), unit=_l("天"), least=1, most=250),
        Setting("phone", "", _l("村委电话（印在改不了的预约上）")),
        Setting("bring", _l("身份证，和这件事有关的合同、收据、照片"), _l("请居民带什么")),
    ))
