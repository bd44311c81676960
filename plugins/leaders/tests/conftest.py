"""The clerks of two villages, and the blocks of the first."""

import pytest

from linli.localities.models import Locality


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


@pytest.fixture
def clerk_next_door(client_as):
    """张远, village staff of 强亚村 only."""
    return client_as("张远")


@pytest.fixture
def block(village):
    """`block("1 号楼")`: a block of 宅群村 by its name."""
    def find(name):
        return Locality.get(Locality.parent == village("宅群村"), Locality.name == name)
    return find
