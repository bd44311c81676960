"""Taking a copy of a ledger out of the site: made first, then told to the audit, then handed over."""

import io
import tempfile

from flask_babel import gettext as _

from linli.audit import services as audit
from linli.database import transaction, utc_now
from linli.toolkit.ledger import export, reading

MOST = {"xlsx": 100_000, "csv": 100_000, "paper": 2_000}  # rows of one copy


class TooMany(Exception):
    """More rows than this form of copy takes; the message says what to do."""


def may_be_whole(scope, ledger):
    """Whether this scope may take a copy of it with phones whole."""
    return ledger.masks and scope.can("people.phones")


def sheet_of(scope, asked, reason, whole=False):
    """What stands around the rows of a copy that this scope takes; `whole` where they may and want to."""
    whose = [scope.person.name] if asked.ledger.rows == "own" else []
    about = " · ".join([*whose, scope.locality.name, *asked.words])
    return export.Sheet(asked.ledger, about, scope.person.name, utc_now(), reason,
                        whole and may_be_whole(scope, asked.ledger))


def file_of(scope, module, asked, sheet, kind):
    """A copy as a temporary binary file, "xlsx" or "csv", at its beginning. Raises TooMany."""
    rows = _rows(asked, kind)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    if kind == "xlsx":
        count = export.write_xlsx(file, sheet, rows)
    else:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        count = export.write_csv(text, sheet, rows)
        text.detach()
    _tell(scope, module, asked, sheet, kind, count)
    file.seek(0)
    return file


def rows_for_paper(scope, module, asked, sheet):
    """The rows of a copy on paper, and their sums ({place of a column: sum}). Raises TooMany."""
    sums = {}
    rows = list(reading.adding(asked.ledger, _rows(asked, "paper"), sums))
    _tell(scope, module, asked, sheet, "paper", len(rows))
    return rows, sums


def _rows(asked, kind):
    most = MOST[kind]
    if reading.count(asked, most) > most:
        raise TooMany(_("这样一次最多 %(most)d 条，请回到台账按日期筛一筛，分几次拿", most=most))
    return reading.every(asked, most)


def _tell(scope, module, asked, sheet, kind, count):
    """The audit line, once the number of rows is known and before any of them leaves."""
    said = [each.words for each in asked.narrowed if each.words]
    said += [_("含完整电话")] if sheet.whole else []
    said += [_("搜索过")] if asked.search else []  # not for what: it may be a name
    details = _("；").join([kind, *said])
    with transaction():
        audit.write(scope, "export", f"{module}.{asked.ledger.name}", sheet.reason, count, details)
