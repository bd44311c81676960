"""What the plugin declares: its words, roles, permissions and local settings."""

from flask_babel import lazy_gettext as _l

from linli.access import EVERYONE, RESIDENT, Role
from linli.plugins import Module, Setting

module = Module(
    "points", title=_l("积分存折"), summary=_l("做好事攒积分，换肥皂换米"), icon="passbook", order=30,
    rewards=_l("积分"), audited={"passbook": _l("积分存折"), "letter": _l("扣分前的书面通知")},
    roles=(Role("points_committee", _l("积分管委会")), Role("points_keeper", _l("兑换点值守"))),
    permissions={
        "points.see": (EVERYONE,),
        "points.own": (RESIDENT,),
        "points.notices": (RESIDENT, "village_staff", "supervision_committee", "points_committee"),
        # Leaders propose where a village has them: roles of another plugin, by their DOMAIN names.
        "points.propose": ("village_staff", "grid_worker", "points_committee", "building_steward",
                           "household_liaison"),
        "points.decide": ("points_committee",),
        "points.manage": ("village_staff",),
        "points.counter": ("points_keeper", "village_staff"),
        "points.stock": ("points_keeper", "village_staff", "supervision_committee"),
        "points.read": ("village_staff", "points_committee", "supervision_committee"),
        "points.figures": ("village_staff", "township_staff", "points_committee",
                           "supervision_committee"),
    },
    settings=(
        Setting("quorum", 3, _l("评议至少几位委员表态"), unit=_l("位"), least=1, most=50),
        Setting("majority", 50, _l("同意的要超过百分之几"), unit="%", least=1, most=99),
        Setting("decide_days", 7, _l("收集后几个工作日内评议"), unit=_l("天"), least=1, most=60),
        Setting("oldest_days", 92, _l("多少天以内的事还能收集"), unit=_l("天"), least=1, most=366),
        Setting("hear_days", 5, _l("扣分前给这户几个工作日说明"), unit=_l("天"), least=1, most=30),
        Setting("notice_days", 7, _l("公示几天"), source=_l("村规民约；常用 7 天"), unit=_l("天"), least=1,
                most=60),
        Setting("notice_names", "masked", _l("公示怎么写户名"), words={
            "masked": _l("写姓，名字打星"), "full": _l("写全名"), "number": _l("只写户号")}),
        Setting("answer_days", 5, _l("异议几个工作日内答复"), unit=_l("天"), least=1, most=60),
        Setting("hold_days", 14, _l("兑换的东西留几天"), unit=_l("天"), least=1, most=90),
        Setting("counter", _l("党群服务中心，工作日 9:00 到 17:00"), _l("兑换点在哪里，什么时候开")),
        Setting("honour", True, _l("每季度评流动红旗")),
        Setting("honour_count", 5, _l("红旗给前几户"), source=_l("道德文明户"), unit=_l("户"), least=1,
                most=50),
        Setting("leaving_days", 90, _l("迁出后还能兑换几天"), unit=_l("天"), most=366),
    ))
