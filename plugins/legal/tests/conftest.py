"""The clerks of two villages that share an adviser, and a town where nothing was booked yet."""

import pytest

from linli.people.services import give_post
from plugins.legal.booking.models import Booking, Former, Matter, Reader
from plugins.legal.consultation.models import Advice, Consultation, Opinion, Rating


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


@pytest.fixture
def clerk_next_door(client_as, person, village):
    """Somebody who is village staff of 强亚村 only."""
    give_post(person("谢国强"), "village_staff", village("强亚村"))
    return client_as("谢国强")


@pytest.fixture
def nothing_booked(app):
    """The demo town before anybody booked, came or was advised."""
    for model in (Rating, Opinion, Reader, Advice, Consultation, Former, Matter, Booking):
        model.delete().execute()
