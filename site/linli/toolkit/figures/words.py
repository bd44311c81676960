"""A cell of a figure as people read it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Duty
from linli.toolkit.figures.periods import MONTH, QUARTER, YEAR
from linli.toolkit.money import yuan

NOTHING = "—"
HIDDEN = _l("少于5或隐去")
WHY = _l("少于5，或者写出来能算出别处少于5的数，就不写，免得认出是谁")
WORDS = {"share": _l("%(below)s 里有 %(above)s"), "mean": _l("%(below)s 次的平均")}
LENGTHS = {MONTH: _l("月"), QUARTER: _l("季"), YEAR: _l("年")}
BEFORE = {MONTH: _l("上一月"), QUARTER: _l("上一季"), YEAR: _l("上一年")}
AFTER = {MONTH: _l("下一月"), QUARTER: _l("下一季"), YEAR: _l("下一年")}
RUNNING = {MONTH: _l("本月还没过完"), QUARTER: _l("本季度还没过完"), YEAR: _l("今年还没过完")}


def number(figure, cell):
    """The number as text, "—" where there is nothing to divide by; a share with its %."""
    if figure.kind not in ("share", "mean"):
        return _amount(figure, cell.above)
    if not cell.below:
        return NOTHING
    return (f"{_tenths(cell.above * 100, cell.below)}%" if figure.kind == "share"
            else _tenths(cell.above, cell.below))


def unit(figure):
    """What the number counts: 次, 小时, 元; "" for a share."""
    return str({"minutes": _l("小时"), "money": _l("元"), "share": ""}.get(figure.kind, figure.unit))


def denominator(figure, cell):
    """What the number is out of, in words; "" for a plain count."""
    if cell.below is None:
        return ""
    if isinstance(figure.below, Duty):
        return _duty(figure, cell)
    if not cell.below:
        return _("这段时间没有可算的")
    return str(figure.words or WORDS.get(figure.kind, WORDS["share"])) % halves(figure, cell)


def halves(figure, cell):
    """Both halves as texts, for a sentence: {"above": …, "below": …}."""
    return {"above": _amount(figure, cell.above), "below": _amount(figure, cell.below)}


def fraction(figure, cell):
    """What the number is out of, for a narrow column: 2 / 12, 共 12, 应有 8; "" where nothing is."""
    if not cell.below:
        return ""
    both = halves(figure, cell)
    if isinstance(figure.below, Duty):
        return _("应有 %(below)s", **both)
    return _("共 %(below)s", **both) if figure.kind == "mean" else f"{both['above']} / {both['below']}"


def _duty(figure, cell):
    if not cell.below:
        return _("这里没有定应有多少")
    return _("应有 %(below)s %(unit)s，做到 %(share)s%%", unit=unit(figure),
             below=_amount(figure, cell.below), share=_tenths(cell.above * 100, cell.below))


def _amount(figure, value):
    if figure.kind == "minutes":
        return _tenths(value, 60)
    if figure.kind == "money":
        return yuan(value)
    return f"{value:,}"


def _tenths(above, below):
    """A quotient rounded half up to one decimal, without a final .0."""
    tenths = (above * 20 + below) // (below * 2)
    return f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")
