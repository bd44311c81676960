"""Which backups lie in a folder, which of them are kept, and when the last one was made."""

import re
from datetime import datetime

from linli.toolkit.calendar import SHANGHAI

NAME = re.compile(r"linli-(\d{4}-\d\d-\d\d-\d{6})\.tar(?:\.sealed)?")
MOMENT = "%Y-%m-%d-%H%M%S"  # of Shanghai clocks, which are never set back


def new_name(sealed):
    """The name of a backup that is made now."""
    return f"linli-{datetime.now(SHANGHAI).strftime(MOMENT)}.tar{'.sealed' if sealed else ''}"


def backups(folder):
    """{path: when it was made}, the newest first; whatever else lies there is none."""
    found = {path: datetime.strptime(match[1], MOMENT).replace(tzinfo=SHANGHAI)
             for path in folder.glob("linli-*") if (match := NAME.fullmatch(path.name))}
    return dict(sorted(found.items(), key=lambda each: each[1], reverse=True))


def last(folder):
    """When the last backup there was made, or None."""
    return next(iter(backups(folder).values()), None)


def worth_keeping(moments, newest, daily):
    """Of `moments`, the `newest` last ones, and the last of each of the last `daily` days that have any."""
    ordered = sorted(moments)
    last_of_day = {moment.date(): moment for moment in ordered}
    return {*ordered[-newest:], *list(last_of_day.values())[-daily:]}


def thin(folder, hourly, daily):
    """Remove the backups that are not worth keeping; the newest always is. Returns how many went."""
    there = backups(folder)
    kept = worth_keeping(there.values(), max(hourly, 1), max(daily, 1))
    gone = [path for path, moment in there.items() if moment not in kept]
    for path in gone:
        path.unlink()
    return len(gone)
