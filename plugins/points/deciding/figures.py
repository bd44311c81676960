"""The figures of deciding: what the committee decided, and what it let pass."""

from flask_babel import lazy_gettext as _l
from peewee import Value

from linli.toolkit.figures import Figure, Sum
from linli.toolkit.workflow import History
from plugins.points.book.models import PLUS
from plugins.points.deeds.models import Deed

_OF_DEED = ((Deed, History.record == Value("points_deed:").concat(Deed.id.cast("text"))),)


def _decided(*steps):
    """Plus deeds by the day on which the committee took one of these steps. Minuses are counted
    nowhere: less what was given, the rest would tell of them.
    """
    return Sum(History, Deed.locality, History.at,
               where=History.name.in_(steps) & (Deed.points > 0), joins=_OF_DEED)


DECIDED = _decided("approve", "refuse")
FIGURES = (
    Figure("decided", _l("评议了"), (DECIDED,), unit=_l("条"), note=_l("按定下来那天算，只算加分。")),
    Figure("approved", _l("评议通过"), (_decided("approve"),), (DECIDED,), kind="share",
           words=_l("评议 %(below)s 条，通过 %(above)s 条"), note=_l("按定下来那天算，只算加分。"),
           ledger="deeds", ledger_days="notice", ledger_with={"sign": PLUS}),
)
