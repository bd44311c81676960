"""Whom a village may enter into a household: somebody of its own, or who is of no place and no office.

Anybody else is refused in one sentence, the same for every phone and every name, so that the register tells
nobody who is known elsewhere.
"""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, db
from linli.localities.models import Locality
from linli.people.models import Household, Person, Post
from linli.people.services import ELSEWHERE
from linli.toolkit.notices import notify

ANOTHER = _l("这个手机号登记的是另一位，请核对")
OTHER_HOME = _l("这位登记在别的户，请先在那一户办迁出")


class Joining:
    """What may be done with these people (Persons) in a village; two queries for however many."""

    def __init__(self, village, people):
        self.village = village
        self.homes = {home.id: home for home in _in_pieces(
            Household.select(), Household.id, {each.household_id for each in people} - {None})}
        self.officers = {post.person_id for post in _in_pieces(
            Post.select().join(Locality).where(~Locality.within(village.path)),
            Post.person, {each.id for each in people})}

    def why_not(self, person, name, home):
        """Why this person can't be entered under this name in this household (None: a new one); None
        where they can, or are in it already.
        """
        lives_in = self.homes.get(person.household_id)
        at_home = lives_in is not None and lives_in.closed_on is None
        if person.disabled_at or not self._is_known(person, lives_in if at_home else None):
            free = not (person.disabled_at or person.locality_id or at_home or person.id in self.officers)
            return None if free and person.name == name else ELSEWHERE
        if person.name != name:
            return ANOTHER
        if at_home and (home is None or home.id != lives_in.id):
            return OTHER_HOME
        return ELSEWHERE if not at_home and person.id in self.officers else None

    def _is_known(self, person, lives_in):
        """Whether they live in this village, as its register has it."""
        place = lives_in.locality_id if lives_in else person.locality_id
        return place == self.village.code


def enter(person, household, **also):
    """A person whom `Joining` let pass belongs to this household from now on; `also` are other columns of
    theirs. Who has an account is told. Raises LostRace where they changed place, or took office,
    meanwhile.
    """
    assert db.in_transaction(), "people join with the line that tells it"
    held = Person.update(version=Person.version + 1).where(Person.id == person.id).execute()
    now = Person.get_or_none(Person.id == person.id) if held else None
    if now is None or Joining(household.locality, [now]).why_not(now, person.name, household):
        raise LostRace
    Person.update(household=household, locality=household.locality_id, **also).where(
        Person.id == person.id).execute()
    if now.password_hash:
        notify(now, _l("村里把您登记到一户里了"), _l("不是您家的话，请告诉村委会。"),
               f"/{household.locality_id}/")


def _in_pieces(query, field, values, size=500):
    values = sorted(values)
    for at in range(0, len(values), size):
        yield from query.where(field.in_(values[at:at + size]))
