"""Scans are put into a file and taken out; what leaves the site is written down."""

from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import guard, transaction, utc_now
from linli.toolkit import once
from plugins.mediation.cases.models import Case
from plugins.mediation.cases.reading import CASE
from plugins.mediation.cases.services import must_mediate
from plugins.mediation.papers.models import Scan


class Doubled(Exception):
    """All of these photos lie in the file already."""


def add_scans(scope, case, kind, uploads, caption, nonce):
    """Put photos of a paper into the file. Raises NotAllowed for anybody but its mediator, Doubled,
    once.AlreadyDone.
    """
    must_mediate(scope, case)
    with transaction():
        guard(Case, case.id)
        once.refuse_repeat(nonce)
        before = _count(case)
        for upload in uploads:
            Scan.insert(case=case.id, kind=kind, upload=upload, caption=caption, person=scope.person,
                        at=utc_now()).on_conflict_ignore().execute()
        if _count(case) == before:
            raise Doubled
        once.keep(nonce, kind)


def remove_scan(scope, scan):
    """Take a scan out of the file, with an audit line; one that is gone is as good as taken out.
    Raises NotAllowed for anybody but the mediator of its case.
    """
    must_mediate(scope, scan.case)
    with transaction():
        if Scan.delete().where(Scan.id == scan.id).execute():
            audit.write(scope, "remove", CASE, _l("从卷宗里拿掉"), 1, f"{scan.case.code} {scan.kind}")


def tell_audit(scope, case, what):
    """Papers of this case leave the site as a PDF: all of them, or one kind."""
    with transaction():
        audit.write(scope, "export", CASE, _l("打印卷宗"), 1, f"{case.code} {what}")


def _count(case):
    return Scan.select().where(Scan.case == case.id).count()
