"""What the staff of a village still have to do about talks and meetings."""

from collections import defaultdict
from datetime import time
from itertools import starmap

from flask import url_for
from flask_babel import gettext as _

from linli.localities.models import VILLAGE_KINDS, Locality
from linli.plugins import Todo
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.figures.periods import QUARTER, Period
from plugins.legal.gatherings.lists import open_or_this_quarter
from plugins.legal.gatherings.models import TALK, TO_RECORD, Gathering
from plugins.legal.gatherings.words import held_text


def todo(scope):
    """For village staff, of each village: what was held and is not recorded; and in a quarter's
    last month, that no talk is in sight.
    """
    if not scope.holding("legal.manage"):
        return []
    rows = list(open_or_this_quarter(Gathering.visible_to(scope).where(
        scope.holds("legal.manage", Gathering.locality), scope.here(Gathering.locality))))
    late = defaultdict(list)
    for row in rows:
        if row.to_record:
            late[row.locality].append(row)
    return [*starmap(_to_record, late.items()), *map(_quarter, _without_talk(scope, rows))]


def _without_talk(scope, rows):
    """The villages to remind: near the end of a quarter those with no talk in it among `rows`."""
    quarter = Period.around(today(), QUARTER)
    if today().month != quarter.last.month:
        return []
    have = {row.locality_id for row in rows if row.kind == TALK and row.day >= quarter.first}
    return Locality.select().where(
        Locality.kind.in_(VILLAGE_KINDS), Locality.code.not_in(have),
        scope.holds("legal.manage", Locality.code), scope.here(Locality.code))


def _to_record(village, rows):
    return Todo(
        href=url_for("legal.gatherings", locality=village.code, state=TO_RECORD),
        title=_("%(count)d 场活动要补登记", count=len(rows)), headline=rows[0].theme,
        text=f"{rows[0].kind_name} · {held_text(rows[0])}", status=_("要补登记"), tone="soon",
        at=to_utc(rows[0].day, time.min), place=village)


def _quarter(village):
    return Todo(
        href=url_for("legal.new_gathering", locality=village.code, kind=TALK), title=_("法治讲座"),
        headline=_("这个季度还没有讲座"), text=_("每个季度至少讲一场，请和顾问定个日子"),
        status=_("每季一场"), tone="soon",
        at=to_utc(Period.around(today(), QUARTER).last, time.min), place=village)
