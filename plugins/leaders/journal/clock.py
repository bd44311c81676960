"""What falls due in the journal: each week's rounds, and words that are older than they may be."""

import peewee
from peewee import JOIN

from linli.database import transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import on_in, places_with, settings_of_each
from linli.toolkit.calendar import local, months_later
from plugins.leaders.journal.lists import monday
from plugins.leaders.journal.models import Appeal, Round
from plugins.leaders.journal.services import village_code
from plugins.leaders.module import module
from plugins.leaders.tenure.models import SERVING, Tenure
from plugins.leaders.tenure.terms import SHORTEST


def tick(now):
    """Do what is due at `now` (UTC), as `linli_clock` wants it."""
    owe_rounds(monday(local(now).date()))
    forget_words(now)


def owe_rounds(week):
    """Write what each leader who has served since this Monday owes their block in its week, once.

    Who begins later in the week owes from the next on; where the module is off, or no visits are
    wanted, nothing is written.
    """
    known = Round.select().where(Round.block == Tenure.locality, Round.person == Tenure.person,
                                 Round.first_day == week)
    rows = list(Tenure.select(Tenure, Locality).join(Locality).where(
        Tenure.state.in_(SERVING), Tenure.starts_on <= week, ~peewee.fn.EXISTS(known)))
    if not rows:
        return
    said = places_with(module.name)
    wanted = settings_of_each(module, [row.locality for row in rows])
    due = [{"block": row.locality_id, "locality": village_code(row.locality), "person": row.person_id,
            "first_day": week, "due": wanted[row.locality_id].weekly_visits}
           for row in rows if on_in(row.locality, said) and wanted[row.locality_id].weekly_visits]
    if due:
        with transaction():
            Round.insert_many(due).on_conflict_ignore().execute()


def forget_words(now):
    """Empty the words of appeals that are older than their village keeps them; the kind stays."""
    oldest = peewee.fn.MIN(Appeal.at)
    rows = list(Locality.select(Locality, oldest.alias("oldest")).join(Appeal, JOIN.INNER)
                .where(Appeal.forgotten_at.is_null(), Appeal.at < months_later(local(now), -SHORTEST))
                .group_by(*Locality._meta.sorted_fields).objects())
    kept = settings_of_each(module, rows) if rows else {}
    for place in rows:
        until = months_later(local(now), -kept[place.code].note_months)
        if _moment(place.oldest) < until:
            with transaction():
                Appeal.update(text="", answer="", forgotten_at=utc_now()).where(
                    Appeal.locality == place, Appeal.forgotten_at.is_null(), Appeal.at < until).execute()


def _moment(value):
    return Appeal.at.python_value(value)
