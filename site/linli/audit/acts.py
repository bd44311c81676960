"""The acts that a line may tell, by their keys, in the words of whoever reads the audit."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "export": _l("导出、打印"), "read": _l("查看"), "reveal": _l("显示电话"), "remove": _l("拿掉材料"),
    "sign_in": _l("登录"), "sign_in_refused": _l("登录没有通过"), "sign_out": _l("退出其他设备"),
    "password": _l("改密码"), "close": _l("停用账号"),
    "give_post": _l("任职"), "end_post": _l("离任"),
    "switch_on": _l("开通服务"), "switch_off": _l("关闭服务"), "settings": _l("改服务设置"),
}
