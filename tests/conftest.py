"""Addresses for the tests that walk every rule of the site, and a checkout to write plugins into."""

from datetime import timedelta
from pathlib import Path

import pytest

from linli.audit.revealing import Offer
from linli.database import transaction, utc_now
from linli.delivery.models import FAILED, Delivery
from linli.feeds.services import make, token_of
from linli.people.invitations.models import ASKED, Invitation
from linli.people.invitations.reach import without_account
from linli.people.invitations.services import invite
from linli.people.models import Person
from linli.people.proxies.models import SELF, Proxy
from linli.people.second_factor.models import SecondFactor
from linli.people.second_factor.services import begin
from linli.people.services import give_post
from linli.personal.models import Leaving
from linli.testing.scopes import scope_for
from linli.toolkit.calendar import today
from linli.toolkit.importer.models import DONE, ImportRun
from linli.toolkit.notices import Notice, notify
from plugins.cctv.tests import addresses as cctv
from plugins.chat.tests import addresses as chat
from plugins.leaders.tests import addresses as leaders
from plugins.legal.tests import addresses as legal
from plugins.mediation.tests import addresses as mediation
from plugins.points.tests import addresses as points

ROOT = Path(__file__).parents[1]


def slips(app, place, person):
    """{the end of rules: values of their parts}: a request of the demo, and a slip that nobody has used."""
    clerk, asked = scope_for(app, person("方敏仪"), place), Invitation.get(Invitation.state == ASKED)
    _row, token = invite(clerk, without_account(clerk).get(), "slip", 14)
    tails = ("", "/confirm", "/slip", "/end")
    return {**{f"/invitations/<int:invitation_id>{tail}": {"invitation_id": asked.id} for tail in tails},
            "/invitations/people/<int:person_id>": {"person_id": person("黄美珍").id},
            "/i/<token>": {"token": token}}


def second_steps(app, person):
    """冯少芬 signs in by two steps; 胡月娥 is about to set it up."""
    done, begun = person("冯少芬"), person("胡月娥")
    begin(app.secret_key, done)
    SecondFactor.update(confirmed_at=utc_now()).where(SecondFactor.person == done).execute()
    Person.update(second_factor_at=utc_now()).where(Person.id == done.id).execute()
    begin(app.secret_key, begun)


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
        offer = Offer(person("方敏仪").id, "person 1 phone", "139****0001", None, "legal", "/me/").token
        staying = give_post(person("谢国强"), "grid_worker", place)
        coming = give_post(person("谢国强"), "village_staff", place, today() + timedelta(days=9))
        run = ImportRun.create(sheet="register.households", locality=place, person=person("方敏仪"),
                               file="户.xlsx", rows='[[2, {"number": "1"}, [["name", "请填姓名"]]]]')
        imported = ImportRun.create(sheet="register.households", locality=place, person=person("方敏仪"),
                                    file="户.xlsx", rows="", state=DONE, done_at=utc_now(), imported=3)
        proxy = Proxy.create(principal=resident, agent=person("邓桂香"), locality=place, way=SELF,
                             words="替我约", matters="legal", agreed_on=today(), until=today(),
                             recorded_by=resident)
        old = without_account(scope_for(app, person("方敏仪"), place)).get()
        wish = Leaving.create(person=resident, entered_by=person("方敏仪"), due_at=utc_now(),
                              taken_back_at=utc_now())
    planted["/imports/households/<int:run_id>/undo"] = {"run_id": imported.id}
    planted.update({f"/imports/households/<int:run_id>{tail}": {"run_id": run.id} for tail in ("", "/bad")})
    planted.update(slips(app, place, person))
    second_steps(app, person)
    planted.update({f"/of/<int:person_id>{tail}": {"person_id": old.id} for tail in ("", "/office", "/door")})
    planted["/retention/<key>"] = {"key": "core.notice"}
    planted["<int:post_id>/take-back"] = {"post_id": coming.id}
    planted[""].update(locality=place.code, module="legal", notice_id=notice.id, token=token,
                       delivery_id=delivery.id, household_id=resident.household_id, offer=offer,
                       post_id=staying.id, leaving_id=wish.id, proxy_id=proxy.id)
    return planted


@pytest.fixture
def checkout(tmp_path):
    """A checkout of this site with a plugins folder of its own."""
    folder = tmp_path / "checkout"
    (folder / "plugins").mkdir(parents=True)
    for name in ("site", "templates", "static", "migrations", "plugins/legal"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("setup.cfg", "conftest.py", "plugins/__init__.py"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder
