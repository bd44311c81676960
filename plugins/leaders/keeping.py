"""How long this module keeps what."""

from flask_babel import lazy_gettext as _l

from linli.personal.retention import Retention
from plugins.leaders.journal.models import Appeal, Visit
from plugins.leaders.tenure.models import Assessment

_LOCAL = _l("村里自己定（1 到 12 个月），到了就清空")

RETENTIONS = (
    Retention("leaders.appeal", _l("走访记下的诉求"), _l("只为把事办好，不是记人"), Appeal, Appeal.at, _LOCAL,
              where=Appeal.forgotten_at.is_null()),
    Retention("leaders.assessment", _l("面谈和评议的话"), _l("聘不聘定了，话就没有用了"), Assessment,
              Assessment.at, _LOCAL, where=Assessment.notes != ""),
    Retention("leaders.visit", _l("哪天走访过哪一户"), _l("走访的次数从这里来"), Visit, Visit.at,
              _l("一直保存")),
)
