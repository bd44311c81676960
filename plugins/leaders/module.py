"""What the plugin declares: its words, roles, permissions and local settings."""

from flask_babel import lazy_gettext as _l

from linli.access import EVERYONE, RESIDENT, Role
from linli.plugins import Module, Setting

module = Module(
    "leaders", title=_l("楼长和联户长"), summary=_l("我们这栋楼找谁，领任务，走访"), icon="people", order=20,
    audited={"certificate": _l("志愿服务证明")},
    roles=(Role("building_steward", _l("楼长"), steps="leaders.name_leader"),
           Role("household_liaison", _l("联户长"), steps="leaders.name_leader")),
    permissions={
        "leaders.see": (EVERYONE,),
        "leaders.apply": (RESIDENT,),
        "leaders.serve": ("building_steward", "household_liaison"),
        "leaders.visit": ("building_steward", "household_liaison"),
        "leaders.answer": ("building_steward", "household_liaison", "village_staff"),
        "leaders.manage": ("village_staff",),
        "leaders.publish": ("village_staff", "township_staff"),
        "leaders.review": ("village_staff", "township_staff"),
        "leaders.read": ("village_staff", "township_staff"),
        "leaders.meet": ("building_steward", "household_liaison", "village_staff", "township_staff"),
        "leaders.record": ("village_staff", "township_staff"),
        "leaders.figures": ("village_staff", "township_staff"),
    },
    settings=(
        Setting("steward_title", _l("志愿楼长"), _l("楼长在本地叫什么")),
        Setting("liaison_title", _l("联户长"), _l("联户长在本地叫什么")),
        Setting("keeper_title", _l("乡村管家"), _l("服务全村的在本地叫什么")),
        Setting("probation_days", 30, _l("试用多少天"), unit=_l("天"), most=365),
        Setting("term_months", 12, _l("一任几个月"), unit=_l("个月"), least=1, most=60),
        Setting("open_claims", 3, _l("一个人手上最多几项任务"), unit=_l("项"), least=1, most=50),
        Setting("claim_hours", 48, _l("领了任务几小时内要做完"), unit=_l("小时"), least=1, most=2160),
        Setting("leave_minutes", 120, _l("到期前多久还能退出"), unit=_l("分钟"), most=10080),
        Setting("review_days", 3, _l("交回后几个工作日内验收"), unit=_l("天"), least=1, most=30),
        Setting("weekly_visits", 2, _l("每周要走访几户"), source=_l("四会一访：周走访"), unit=_l("户"),
                most=100),
        Setting("note_months", 12, _l("诉求的原话和面谈记录留几个月"), unit=_l("个月"), least=1, most=12),
        Setting("meeting_day", 25, _l("月例会最晚每月几号开"), source=_l("四会一访：月例会"), unit=_l("号"),
                least=1, most=31),
    ))
