"""The figures of deeds: points given and taken by aspect, of what stands in passbooks."""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.toolkit.figures import Figure, Sum
from plugins.points.book.models import ASPECTS, MINUS, PLUS, SIGNS, Rule
from plugins.points.deeds.models import POSTED, Deed

_BY_RULE = ((Rule, Deed.rule == Rule.id),)
_SIGN = {PLUS: Deed.points > 0, MINUS: Deed.points < 0}
WORDS = {PLUS: _l("%(below)s 件"), MINUS: _l("%(below)s 件，都先听了说明")}


def _posted(aspect, sign, value=1):
    """Deeds by the day on which they came into the passbook; what was reversed since is not counted."""
    return Sum(Deed, Deed.locality, Deed.posted_on, value,
               (Deed.state == POSTED) & (Rule.aspect == aspect) & _SIGN[sign], _BY_RULE)


def _figure(aspect, sign):
    """Few minuses would tell of a household: they hide from whoever may not open the rows."""
    counted = (_posted(aspect, sign),)
    private = {"private": "deeds", "behind": counted} if sign == MINUS else {}
    return Figure(
        f"{sign}_{aspect}", _l("%(aspect)s%(sign)s", aspect=ASPECTS[aspect], sign=SIGNS[sign]),
        (_posted(aspect, sign, fn.ABS(Deed.points)),), counted, unit=_l("分"), words=WORDS[sign],
        note=_l("按记进存折那天算，冲正了的不算。"), ledger="deeds", ledger_days="posted",
        ledger_with={"aspect": aspect, "sign": sign, "state": POSTED}, **private)


FIGURES = tuple(_figure(aspect, sign) for sign in (PLUS, MINUS) for aspect in ASPECTS)
