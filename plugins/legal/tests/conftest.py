"""The clerks of two villages that share an adviser."""

import pytest

from linli.people.services import give_post


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


@pytest.fixture
def clerk_next_door(client_as, person, village):
    """Somebody who is village staff of 强亚村 only."""
    give_post(person("谢国强"), "village_staff", village("强亚村"))
    return client_as("谢国强")
