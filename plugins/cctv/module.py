"""What the plugin declares: its words, role, permissions and local settings."""

from flask_babel import lazy_gettext as _l

from linli.access import EVERYONE, RESIDENT, SIGNED_IN, Role
from linli.plugins import Errand, Module, Setting

APPROVERS = {  # the roles in their order; one that stands there twice is two people
    "village_staff township_staff": _l("先村委，后镇综治办"),
    "village_staff township_staff township_staff": _l("先村委，后镇综治办两个人"),
    "township_staff": _l("只由镇综治办"),
    "village_staff": _l("只由村委"),
}
module = Module(
    "cctv", title=_l("视频监控共建"), summary=_l("装摄像头，镇里补一点、电信减一点"), icon="video", order=50,
    audited={"footage": _l("调阅申请"), "settlement": _l("补贴结算单")},
    roles=(Role("camera_police", _l("民警（视频备案）"), desk=True, township=True, second_factor=True),),
    permissions={
        "cctv.see": (EVERYONE,),
        "cctv.apply": (RESIDENT, "village_staff"),
        "cctv.enter": ("grid_worker", "village_staff"),
        "cctv.survey": ("grid_worker", "village_staff"),
        "cctv.record": ("village_staff", "township_staff"),
        "cctv.approve": ("village_staff", "township_staff"),
        "cctv.manage": ("township_staff",),
        "cctv.file": ("camera_police", "village_staff", "township_staff"),
        "cctv.register": ("camera_police", "village_staff", "township_staff"),
        "cctv.ask_footage": (SIGNED_IN,),
        "cctv.figures": ("camera_police", "village_staff", "township_staff"),
    },
    errand=Errand(_l("申请装摄像头，一直跟到装好"), ("cctv.apply",)),
    settings=(
        Setting("approvers", "village_staff township_staff", _l("谁依次审批"), words=APPROVERS,
                source=_l("谁出钱谁定：镇里设的算数")),
        Setting("pay_days", 30, _l("批准后多少天内交款"), unit=_l("天"), least=7, most=365,
                source=_l("补贴替他留多久，镇里设的算数")),
        Setting("filing_days", 30, _l("装好后多少天内到公安备案"), source=_l("公共安全视频条例第十四条"),
                unit=_l("天"), least=1, most=90),
        Setting("retention_days", 30, _l("录像保存多少天"), source=_l("公共安全视频条例第十七条"),
                unit=_l("天"), least=1, most=365),
        Setting("repair_days", 3, _l("报修后几个工作日内上门"), unit=_l("天"), least=1, most=30),
        Setting("footage_days", 3, _l("调阅申请几个工作日内答复"), unit=_l("天"), least=1, most=30),
        Setting("sign_text", _l("您已进入公共视频图像采集区域"), _l("提示牌上写什么")),
    ))
