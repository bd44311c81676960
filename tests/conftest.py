"""Addresses for the tests that walk every rule of the site."""

from datetime import timedelta

import pytest

from linli.database import transaction
from linli.delivery.models import FAILED, Delivery
from linli.feeds.services import make, token_of
from linli.people.services import give_post
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice, notify
from plugins.cctv.tests import addresses as cctv
from plugins.chat.tests import addresses as chat
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
        for plugin in (legal, leaders, points, mediation, cctv, chat):
            for end, parts in plugin.plant(app, place, person).items():
                planted.setdefault(end, {}).update(parts)
        notify(resident, "预约成功", "明天上午", f"/{place.code}/legal/")
        token = token_of(make(resident, "values"), app.secret_key)
        notice = Notice.get(Notice.person == resident)
        delivery = Delivery.create(person=resident, notice=notice, way="mail", state=FAILED, reason="tries")
        staying = give_post(person("谢国强"), "grid_worker", place)
        coming = give_post(person("谢国强"), "village_staff", place, today() + timedelta(days=9))
    planted["<int:post_id>/take-back"] = {"post_id": coming.id}
    planted[""].update(locality=place.code, module="legal", notice_id=notice.id, token=token,
                       delivery_id=delivery.id, post_id=staying.id)
    return planted
