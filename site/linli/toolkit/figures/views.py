"""The page of figures: /<locality>/<module>/figures, for each plugin that declares a report."""

from functools import partial

from flask import abort, current_app, request, url_for

from linli.access import current_scope as scope
from linli.access import permission
from linli.plugins import DeskLink
from linli.toolkit.calendar import today
from linli.toolkit.figures import Duty, words
from linli.toolkit.figures.counting import count
from linli.toolkit.figures.hiding import TOTAL
from linli.toolkit.figures.periods import EARLIEST, MONTH, QUARTER, YEAR, Period, asked_for
from linli.toolkit.figures.showing import Shown
from linli.web import page

TREND = {MONTH: 12, QUARTER: 8, YEAR: 5}


def mount(app, registry):
    """Give each plugin with a report its page, opened by the report's permission.

    The endpoint is <module>.figures, so that the gate asks whether the module is on.
    """
    reports = app.extensions["linli.figures"] = {}
    for implementation in registry.manager.hook.linli_figures.get_hookimpls():
        name = implementation.plugin_name
        report, ledgers = implementation.function(), registry.ledgers.get(name, {})
        refuse_unknown(registry.modules[name], report, ledgers)
        reports[name] = report
        view = partial(_figures, registry.modules[name], report, ledgers)
        app.add_url_rule(f"/<locality:locality>/{name}/figures", f"{name}.figures",
                         permission(report.permission)(view))


def links(module):
    """The link to a module's figures of this place, for the side of the desk of whoever may."""
    report = current_app.extensions["linli.figures"].get(module)
    if report is None or not _is_counted(scope.locality) or not scope.can(report.permission):
        return []
    return [DeskLink(url_for(f"{module}.figures"), report.title)]


def refuse_unknown(module, report, ledgers):
    """A report speaks of what its own plugin declares; raises ValueError where it does not."""
    settings = {setting.name for setting in module.settings}
    unknown = [report.permission] if report.permission not in module.permissions else []
    for figure in report.figures:
        if figure.ledger and figure.ledger not in ledgers:
            unknown.append(figure.ledger)
        if isinstance(figure.below, Duty) and figure.below.setting not in settings:
            unknown.append(figure.below.setting)
    if unknown:
        raise ValueError(f"the figures of plugin {module.name} ask for {unknown}, which it does not declare")


def _figures(module, report, ledgers):
    """The figures of a village; of a township with a table of its villages."""
    place = scope.locality if _is_counted(scope.locality) else abort(404)
    period = asked_for(request.args.get("period"), today())
    periods = [period.shifted(-back) for back in reversed(range(TREND[period.months]))]
    whole = _whole(place, report)
    counted = count(report, module, whole, [month for each in periods for month in each.split])
    known = {name: {row.code for row in counted.rows if scope.can(ledger.permission, row)}
             for name, ledger in ledgers.items()}

    def link(figure, code):
        """Where the rows of a figure are, for whoever may open them there."""
        if figure.ledger and (code in known[figure.ledger]
                              or scope.can(ledgers[figure.ledger].permission)):
            return _rows(module, figure, code or place.code, period)
        return ""

    shown = Shown(report, counted, periods, known, link)
    rows = [] if place.is_village else counted.rows
    return page("figures/figures.html", report=report, period=period, **_around(period),
                cards=shown.cards(TOTAL if whole == place else place.code),
                hidden=words.HIDDEN, why_hidden=words.WHY, columns=shown.columns(),
                rows=[(row, shown.fields(row.code)) for row in rows],
                totals=shown.fields(TOTAL) if rows else [])


def _is_counted(place):
    return place.is_village or place.kind == "township"


def _whole(place, report):
    """The township, where the reader may see this village in its table too: what is hidden there
    must be hidden here. Else the place itself.
    """
    above = place.parent if place.is_village else None
    return above if above and _is_counted(above) and scope.can(report.permission, above) else place


def _rows(module, figure, code, period):
    """The address of the ledger with a figure's rows."""
    days = {f"{figure.ledger_days}_first": period.first, f"{figure.ledger_days}_last": period.last}
    return url_for(f"{module.name}.ledger_{figure.ledger}", locality=code, **days,
                   **figure.ledger_with)


def _around(period):
    """What the page says of its period, and the others that it leads to."""
    months, day = period.months, min(period.last, today())
    before, after = period.shifted(-1), period.shifted(1)
    return {
        "running": words.RUNNING[months] if period.last >= today() else "",
        "lengths": [(word, Period.around(day, each)) for each, word in words.LENGTHS.items()],
        "before": (words.BEFORE[months], before) if before.first >= EARLIEST else None,
        "after": (words.AFTER[months], after) if after.first <= today() else None}
