"""Addresses for the tests that walk every rule of the site."""

import pytest

from linli.database import transaction, utc_now
from linli.feeds.services import make, token_of
from linli.personal.models import Leaving
from linli.toolkit.notices import Notice, notify
from plugins.cctv.tests import addresses as cctv
from plugins.leaders.tests import addresses as leaders
from plugins.legal.tests import addresses as legal
from plugins.mediation.tests import addresses as mediation
from plugins.points.tests import addresses as points


@pytest.fixture
def values(app, person, village):
    """What `linli.testing.addresses.fill` puts into every rule of this site: rows of 宅群村 and
    of the cast, for which some of the cast can open the page.
    """
    place, resident = village("宅群村"), person("黄美珍")
    with app.test_request_context(), transaction():
        planted = {}
        for plugin in (legal, leaders, points, mediation, cctv):
            for end, parts in plugin.plant(app, place, person).items():
                planted.setdefault(end, {}).update(parts)
        notify(resident, "预约成功", "明天上午", f"/{place.code}/legal/")
        token = token_of(make(resident, "values"), app.secret_key)
        notice = Notice.get(Notice.person == resident)
        wish = Leaving.create(person=resident, entered_by=person("方敏仪"), due_at=utc_now(),
                              taken_back_at=utc_now())
    planted[""].update(locality=place.code, module="legal", notice_id=notice.id, token=token,
                       leaving_id=wish.id)
    return planted
