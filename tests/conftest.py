"""Addresses for the tests that walk every rule of the site."""

import pytest

from linli.database import transaction, utc_now
from linli.feeds.services import make, token_of
from linli.toolkit.importer.models import DONE, ImportRun
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
        run = ImportRun.create(sheet="register.households", locality=place, person=person("方敏仪"),
                               file="户.xlsx", rows='[[2, {"number": "1"}, [["name", "请填姓名"]]]]')
        imported = ImportRun.create(sheet="register.households", locality=place, person=person("方敏仪"),
                                    file="户.xlsx", rows="", state=DONE, done_at=utc_now(), imported=3)
    planted["/imports/households/<int:run_id>/undo"] = {"run_id": imported.id}
    planted.update({f"/imports/households/<int:run_id>{tail}": {"run_id": run.id} for tail in ("", "/bad")})
    planted[""].update(locality=place.code, module="legal", notice_id=notice.id, token=token,
                       household_id=resident.household_id)
    return planted
