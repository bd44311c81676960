"""What awaits adviser and client around consultations, and what a client may read again."""

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Todo
from linli.toolkit import zones
from linli.toolkit.calendar import day_text, local, today
from plugins.legal.booking.models import Booking
from plugins.legal.consultation.lists import asked_of, of_client, to_record
from plugins.legal.consultation.models import Consultation

FRESH = timedelta(days=14)  # so long an advice stands among what awaits its reader


def todo(scope):
    """For an adviser: what to record and whom to answer; for a client: the advice they got."""
    advising = [*_to_record(scope), *_asked(scope)] if scope.holding("legal.advise") else []
    return advising + _advice(scope)


def _to_record(scope):
    rows = list(to_record(scope).where(scope.here(Booking.locality)).limit(50))
    if not rows:
        return []
    first = rows[0]
    return [Todo(
        href=url_for("legal.day", locality=first.locality_id, day=local(first.starts_at).date()),
        title=_("有 %(count)d 次咨询等您登记结果", count=len(rows)), headline=zones.when(first.starts_at),
        text=_("来了没有、谈得怎样、花了多久"), status=_("要登记"), tone="soon", at=first.starts_at,
        place=first.locality)]


def _asked(scope):
    return [Todo(
        href=url_for("legal.opinion", locality=opinion.consultation.locality_id,
                     number=opinion.consultation.number),
        title=_("同事请您看一件事"), headline=day_text(local(opinion.asked_at).date()),
        text=opinion.consultation.number, status=_("等您的意见"), tone="soon", at=opinion.asked_at,
        place=opinion.consultation.locality)
        for opinion in asked_of(scope).where(scope.here(Consultation.locality))]


def _advice(scope):
    return [Todo(
        href=url_for("legal.consultation", locality=row.locality_id, number=row.number),
        title=_("法律咨询"), headline=day_text(row.day),
        text=_("%(name)s的意见 · %(number)s", name=row.adviser.person.name, number=row.number),
        status=_("意见写好了") if _fresh(row) else _("可以再看"),
        tone="ok" if _fresh(row) else "quiet", at=row.made_at,
        place=row.locality, done=not _fresh(row))
        for row in of_client(scope).where(scope.here(Consultation.locality))]


def _fresh(row):
    return not row.stars and row.day > today() - FRESH
