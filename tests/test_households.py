"""The register: new households, and people who move from one to another."""

import pytest

from linli.database import LostRace, transaction
from linli.people.households import NumberTaken, found, move
from linli.people.models import Household, Person


def test_a_number_stands_once_in_a_village(app, village):
    new = found(village("宅群村"), "900", "9组900号")
    assert (new.number, new.address, list(new.people)) == ("900", "9组900号", [])
    with pytest.raises(NumberTaken), transaction():
        found(village("宅群村"), "900", "别处")
    assert found(village("强亚村"), "900", "9组").id != new.id


def test_people_move_together_or_not_at_all(app, village, person):
    new, resident, other = found(village("宅群村"), "900", "9组"), person("黄美珍"), person("谢国强")
    with pytest.raises(LostRace), transaction():
        move([resident.id, other.id], resident.household, new)
    assert not Person.select().where(Person.household == new).exists()
    with transaction():
        move([resident.id], resident.household, new)
        move([other.id], other.household_id, None)
    assert Person.get_by_id(resident.id).household == new
    assert Person.get_by_id(other.id).household is None
    assert Household.get_by_id(new.id).people.count() == 1
