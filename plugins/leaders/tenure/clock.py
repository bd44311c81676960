"""What falls due in tenures: those of people who are gone and terms that are over end, notes older than
they may be are emptied.
"""

import peewee

from linli.database import transaction
from linli.localities.models import Locality
from linli.modules.services import settings_of_each
from linli.people.models import Person
from linli.toolkit.calendar import local, months_later
from linli.toolkit.rounds import each
from plugins.leaders.module import module
from plugins.leaders.tenure.lists import with_people
from plugins.leaders.tenure.models import APPOINTED, OPEN, RESTING, Assessment, Tenure
from plugins.leaders.tenure.services import end_of_gone, run_out
from plugins.leaders.tenure.terms import SHORTEST

AT_ONCE = 200


def tick(now):
    """Do what is due at `now` (UTC), as `linli_clock` wants it."""
    end_those_gone()
    end_terms(now)
    forget_notes(now)


def end_those_gone():
    """End whatever is open of people who are no longer here."""
    each(with_people(Tenure.select()).where(Tenure.state.in_(OPEN), Tenure.person.in_(Person.gone())),
         end_of_gone)


def end_terms(now):
    """End the terms whose last day lies before that of `now` (UTC), each in its own transaction."""
    over = (with_people(Tenure.select())
            .where(Tenure.state.in_((APPOINTED, RESTING)), Tenure.ends_on < local(now).date())
            .order_by(Tenure.id).limit(AT_ONCE))
    each(over, run_out)


def forget_notes(now):
    """Empty the notes of interviews and reviews that are older than their village keeps them; kind,
    day and result stay.
    """
    oldest = peewee.fn.MIN(Assessment.day)
    rows = list(Locality.select(Locality, oldest.alias("oldest")).join(Tenure).join(Assessment)
                .where(Assessment.notes != "", Assessment.day <= months_later(local(now), -SHORTEST).date())
                .group_by(*Locality._meta.sorted_fields).objects())
    kept = settings_of_each(module, rows) if rows else {}
    for place in rows:
        until = months_later(local(now), -kept[place.code].note_months).date()
        if Assessment.day.python_value(place.oldest) <= until:
            with transaction():
                Assessment.update(notes="").where(
                    Assessment.tenure.in_(Tenure.select(Tenure.id).where(Tenure.locality == place)),
                    Assessment.notes != "", Assessment.day <= until).execute()
