"""A village whose mediator is 吴国安; 关淑贞 mediates for the township."""

import pytest

from linli.people.services import give_post
from plugins.mediation.cases.models import Case


@pytest.fixture
def place(village):
    """宅群村, where the demo has the module on."""
    return village("宅群村")


@pytest.fixture
def mediators(person, place):
    """(吴国安 of the village, 关淑贞 of the township), with their posts."""
    give_post(person("吴国安"), "mediator", place)
    give_post(person("关淑贞"), "mediator", place.parent)
    return person("吴国安"), person("关淑贞")


@pytest.fixture
def fresh(app):
    """`fresh(case)`: the case as it stands in the database now."""
    return lambda case: Case.get_by_id(case.id)
