"""The register: new households, people who move from one to another, and the end of both."""

from datetime import timedelta

import pytest

from linli.access import BY_CLOCK
from linli.database import LostRace, transaction
from linli.people.households import NumberTaken, close, found, move
from linli.people.leaving import die
from linli.people.models import Household, Person, Post
from linli.people.services import give_post, holders, posts_of
from linli.toolkit.calendar import today


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


def test_an_empty_household_leaves_the_register_and_its_number_stays_its_own(app, village, person):
    place, resident = village("宅群村"), person("黄美珍")
    new, before = found(place, "900", "9组"), Household.registered_in(place).count()
    with transaction():
        close(new)
    assert Household.registered_in(place).count() == before - 1
    assert Household.get_by_id(new.id).closed_on == today()
    for again in (new, resident.household_id):  # closed before; somebody lives in it
        with pytest.raises(LostRace), transaction():
            close(again)
    with pytest.raises(NumberTaken), transaction():
        found(place, "900", "别处")


def test_with_a_death_account_sessions_posts_and_household_end_at_once(app, village, person, client_as):
    place, clerk = village("宅群村"), person("方敏仪")
    home, page, later = found(place, "900", "9组"), client_as("方敏仪"), today() + timedelta(days=40)
    with transaction():
        move([clerk.id], clerk.household_id, home)
    give_post(clerk, "grid_worker", place, later)
    assert page.get(f"/{place.code}/desk").status_code == 200
    with pytest.raises(LostRace), transaction():
        die(BY_CLOCK, clerk.id, person("黄美珍").household_id)
    assert clerk in holders("village_staff", place)
    with transaction():
        die(BY_CLOCK, clerk.id, home)
    gone = Person.get_by_id(clerk.id)
    assert gone.household is None and gone.disabled_at and clerk.id in {each.id for each in Person.gone()}
    assert page.get(f"/{place.code}/desk").status_code != 200
    assert clerk not in holders("village_staff", place)
    assert not Post.select().where(Post.person == gone, Post.held_on(today() + timedelta(days=1))).exists()
    assert not Post.select().where(Post.person == gone, Post.held_on(later)).exists()
    assert {post.ends_on for post in posts_of(gone)} == {today()}
    assert gone.phone is None
