"""What the core shows of payment and installation: what awaits the applicant, and the office."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import DeskLink, Todo
from plugins.cctv.applications.models import APPROVED, INSTALLED, PAID
from plugins.cctv.works import lists

MOST = 20


def links(scope):
    """None: each application's own page leads on."""
    return []


def todo(scope):
    """What the applicant has to do: bring the money, look at what was put up; one query."""
    return [_own(row) for row in lists.own_waiting(scope).limit(MOST)]


def desk(scope):
    """What waits for its payment, and what for its camera; the ledger says how many."""
    if not scope.can("cctv.record"):
        return []
    return [DeskLink(url_for("cctv.ledger_applications", state=state), title)
            for state, title in ((APPROVED, _("等交款")), (PAID, _("等安装")))]


def _own(row):
    installed = row.state == INSTALLED
    return Todo(
        href=url_for("cctv.accept" if installed else "cctv.application", locality=row.locality_id,
                     number=row.number),
        title=_("摄像头装好了，请您看看") if installed else _("装摄像头批准了，请去交钱"),
        headline=row.place, text=row.number, status=_("等您验收") if installed else _("等您交款"),
        tone="soon", at=row.approved_at or row.applied_at, place=row.locality)
