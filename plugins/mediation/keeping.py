"""How long this module keeps what."""

from flask_babel import lazy_gettext as _l

from linli.personal.retention import Retention
from plugins.mediation.cases.models import Case

RETENTIONS = (
    Retention("mediation.case", _l("调解卷宗"), _l("人民调解法第二十七条：立卷归档"), Case, Case.applied_at,
              _l("一直保存")),
)
