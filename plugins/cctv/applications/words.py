"""Sentences about applications, for pages."""

from flask_babel import lazy_gettext as _l

from linli.access import ROLES
from plugins.cctv.applications.models import (
    ACCEPTED,
    APPLIED,
    APPROVED,
    INSTALLED,
    LAPSED,
    PAID,
    QUOTED,
    SETTLED,
    SURVEYED,
)

APPLICANT_NEXT = {
    APPLIED: _l("网格员或村委会上门看现场，去之前会跟您约时间。"),
    SURVEYED: _l("现场看过了，村委在算要多少钱。"),
    QUOTED: _l("报价出来了，下面写着您家出多少。批准了会告诉您。"),
    APPROVED: _l("批准了。请到村委交您家出的那一份，交了才安排安装。"),
    PAID: _l("钱收到了，电信会上门安装，去之前会打电话。"),
    INSTALLED: _l("装好了。请看看画面和角度对不对，没问题就验收。"),
    ACCEPTED: _l("验收了。以后坏了在这里报修。"),
    LAPSED: _l("过了交款的日子，留的补贴退回去了。还想装，可以重新申请。"),
    SETTLED: _l("都办完了。以后坏了在这里报修。"),
}
ROLE_TITLES = {role.key: role.title for role in ROLES}


def role_title(role):
    """The word of a role that approves."""
    return ROLE_TITLES.get(role, role)
