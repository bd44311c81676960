"""The acts that a line may tell, by their keys, in the words of whoever reads the audit."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "export": _l("导出、打印"), "read": _l("查看"), "reveal": _l("显示电话"), "remove": _l("拿掉材料"),
    "sign_in": _l("登录"), "sign_in_refused": _l("登录没有通过"), "sign_out": _l("退出其他设备"),
    "password": _l("改密码"), "password_by_code": _l("凭验证码重设密码"), "close": _l("停用账号"),
    "invite": _l("发密码条"), "invitation_used": _l("用了密码条"), "invitation_ended": _l("作废密码条"),
    "reset_asked": _l("提出重设密码"), "reset_confirmed": _l("同意重设密码"),
    "reset_made": _l("发重设密码条"), "second_factor_on": _l("开通第二步验证"),
    "second_factor_off": _l("关掉第二步验证"), "second_factor_sign_in": _l("通过第二步验证"),
    "recovery_codes": _l("换一批备用码"),
    "recovery_code_used": _l("用掉一个备用码"), "give_post": _l("任职"), "end_post": _l("离任"),
    "take_back_post": _l("取消任职"),
    "proxy_given": _l("托付代办"), "proxy_ended": _l("结束代办"), "proxy_begun": _l("开始代办"),
    "by_proxy": _l("代办"), "own_data": _l("带走自己的资料"), "leave": _l("登记注销"), "stay": _l("撤回注销"),
    "rename": _l("改地名"), "merge": _l("村居合并"),
    "import": _l("表格导入"), "import_elsewhere": _l("表格里有别处登记的手机号"),
    "import_undone": _l("撤销导入"),
    "switch_on": _l("开通服务"), "switch_off": _l("关闭服务"), "settings": _l("改服务设置"),
}

LOOKING = ("export", "read", "reveal", "proxy_begun", "by_proxy")  # somebody saw data that is not theirs


def matters(registry):
    """{what a line may be about: the word for it}: ledgers, modules, roles, and what modules name."""
    words = {**{name: module.title for name, module in registry.modules.items()}, **registry.roles,
             "register": _l("户和人"), "personal": _l("我的资料"),
             "retention": _l("保存期限"), "people.invitation": _l("账号和密码条"),
             "people.reset_code": _l("忘记密码"),
             "people.second_factor": _l("第二步验证"), "people.proxy": _l("代办")}
    for name, ledgers in registry.ledgers.items():
        words.update((f"{name}.{ledger.name}", ledger.title) for ledger in ledgers.values())
    for name, module in registry.modules.items():
        words.update((f"{name}.{what}", word) for what, word in module.audited.items())
    return words
