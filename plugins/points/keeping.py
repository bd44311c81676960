"""How long this module keeps what."""

from flask_babel import lazy_gettext as _l

from linli.personal.retention import Retention
from plugins.points.accounts.models import Entry

RETENTIONS = (
    Retention("points.entry", _l("存折上的每一笔"), _l("流水账只增不改"), Entry, Entry.at, _l("一直保存")),
)
