"""The roster: who mediates, who may sit in, and what the law would have of a committee."""

from datetime import timedelta

import pytest

from linli.people.models import Person, Post
from linli.people.services import posts_of
from linli.testing import post
from linli.toolkit.calendar import today
from plugins.mediation.rooms.models import Listed

V = "/440783108226/mediation"
SAID = {"kind": "mediator", "name": "林婉仪", "phone": "14000000020", "good_at": "邻里"}


@pytest.fixture
def clerk(client_as):
    """方敏仪, staff of 宅群村."""
    return client_as("方敏仪")


def roles(name):
    return {each.role for each in posts_of(Person.get(Person.name == name, Person.phone.is_null(False)))}


@pytest.fixture
def said(person):
    """林婉仪 with her own number, as a mediator."""
    return {**SAID, "phone": person("林婉仪").phone}


def test_a_mediator_on_the_roster_may_mediate_from_that_day(clerk, client_as, said):
    assert client_as("林婉仪").get(f"{V}/cases").status_code == 403
    assert post(clerk, f"{V}/roster/new", said).status_code == 303
    assert "mediator" in roles("林婉仪")
    assert client_as("林婉仪").get(f"{V}/cases").status_code == 200
    assert "林婉仪" in client_as().get(f"{V}/roster").text


def test_off_the_roster_the_post_ends_at_once(clerk, client_as, said):
    post(clerk, f"{V}/roster/new", said)
    person = Person.get(Person.phone == said["phone"])
    listed = Listed.get(Listed.person == person, Listed.until.is_null())
    assert post(clerk, f"{V}/roster/{listed.id}/end").status_code == 303
    assert client_as("林婉仪").get(f"{V}/cases").status_code == 403
    assert "林婉仪" not in client_as().get(f"{V}/roster").text
    assert Listed.get_by_id(listed.id).until == today() - timedelta(days=1)


def test_who_only_sits_in_gets_no_post(clerk, said):
    posts = Post.select().count()
    post(clerk, f"{V}/roster/new", {**said, "kind": "elder"})
    assert Post.select().count() == posts


def test_nobody_stands_twice_and_a_phone_of_another_name_is_refused(clerk, said):
    post(clerk, f"{V}/roster/new", said)
    again = post(clerk, f"{V}/roster/new", said)
    assert again.status_code == 422
    assert "已经在名册上" in again.text
    other = post(clerk, f"{V}/roster/new", {**said, "name": "林大"})
    assert other.status_code == 422
    assert "核对姓名" in other.text


def test_the_committee_is_warned_of_and_not_blocked(clerk, client_as):
    page = clerk.get(f"{V}/roster").text
    assert "现在 1 人" in page
    assert "要有女委员" in page
    assert "女委员" not in client_as().get(f"{V}/roster").text
    for number in range(2):
        post(clerk, f"{V}/roster/new", {"kind": "mediator", "name": f"新人{number}", "woman": "y",
                                         "phone": f"1400000090{number}"})
    page = clerk.get(f"{V}/roster").text
    assert "调解委员会一般" not in page
    assert "女委员" not in page


def test_a_committee_of_ten_is_too_large(clerk):
    for number in range(9):
        post(clerk, f"{V}/roster/new", {"kind": "mediator", "name": f"新人{number}", "woman": "y",
                                         "phone": f"1400000090{number}"})
    assert "现在 10 人" in clerk.get(f"{V}/roster").text


def test_only_staff_keep_it_and_only_of_their_place(client_as, place):
    listed = Listed.get(Listed.locality == place)
    for name in ("黄美珍", "吴国安", "张远"):
        for tail in ("new", listed.id, f"{listed.id}/end"):
            assert client_as(name).get(f"{V}/roster/{tail}").status_code == 403, name
    assert client_as("张远").get(f"/440783108227/mediation/roster/{listed.id}").status_code == 404


def test_phones_are_not_on_the_wall(client_as, person):
    assert person("吴国安").phone[-8:] not in client_as("方敏仪").get(f"{V}/roster").text
