"""What matters is done by a fresh proof alone, and what was typed outlives the proof."""

import pytest
import time_machine

from linli.audit.models import AuditLine
from linli.database import transaction, utc_now
from linli.people.models import Person
from linli.people.second_factor.services import FRESH
from linli.personal.models import Leaving
from linli.testing import post
from linli.testing.pages import PageReader
from plugins.mediation.cases.states import SITTING
from plugins.mediation.tests.making import make_case

V, TOWN = "/440783108226", "/440783108000"
PASSWORD = "tangkou-demo"
# Every view that asks, but for the door of each ledger. Whoever adds one says why in docs/security.md.
ASKING = {
    "audit.reveal", "delivery.telling", "feeds.calendar", "invitations.confirm",
    "invitations.households", "invitations.new", "invitations.person", "invitations.slip",
    "legal.end_adviser", "legal.new_adviser", "mediation.enlist", "mediation.file_pdf",
    "mediation.paper_pdf", "mediation.strike", "personal.data", "personal.leave", "personal.leave_for",
    "points.letter", "points.print_account", "posts.end", "posts.give", "posts.take_back",
    "proxies.give", "proxies.office", "register.death", "second_factor.codes", "second_factor.mine"}


@pytest.fixture
def strict(app, monkeypatch):
    """No demo, which spares whoever has no second factor."""
    monkeypatch.setitem(app.config, "DEMO", False)


def stale():
    """The clock, when what was shown at the sign-in counts no more."""
    return time_machine.travel(utc_now() + FRESH * 1.1)


def form_to(path, html):
    """The hidden fields of the form to `path` on this page."""
    return next(form for form in PageReader(html).forms if form.action == path).fields


def prove(client, asked, url):
    """Answer the page that asks; the fields that the form to `url` will show again."""
    hidden = form_to("/confirm-again", asked.text)
    return form_to(url, client.post("/confirm-again", data={**hidden, "password": PASSWORD}).text)


def test_who_asks_is_declared(app):
    asking = {name for name, view in app.view_functions.items() if getattr(view, "confirm_again", False)}
    doors = {name for name in app.view_functions if ".ledger_" in name and name.endswith("_export")}
    assert doors and asking == ASKING | doors


@pytest.mark.parametrize("name, url, typed", [
    ("黄美珍", "/me/data", {}), ("陈玉莲", "/me/leave", {}), ("黄美珍", "/me/calendar", {"act": "make"}),
    ("黄美珍", "/me/telling", {"way": "mail", "email": "x@example.com"}),
    ("黄美珍", "/me/proxies/new", {"words": "请替我约"}),
    ("方敏仪", f"{V}/desk/leave", {"household": "1", "name": "甲", "wished_on": "2026-11-01"}),
    ("方敏仪", f"{V}/invitations/new", {"name": "新来的"}), ("方敏仪", f"{V}/invitations/households", {}),
    ("方敏仪", f"{V}/points/accounts/1/print", {"purpose": "archive"}),
    ("方敏仪", f"{V}/legal/advisers/new", {"name": "某某"}),
    ("方敏仪", f"{V}/mediation/roster/new", {"name": "某某"})])
def test_an_old_session_does_none_of_it(strict, client_as, name, url, typed):
    client = client_as(name)
    with stale():
        answer = post(client, url, typed)
    assert answer.status_code == 401 and 'type="password"' in answer.text
    assert not Leaving.select().exists()


def test_taking_along_goes_on_after_the_proof(strict, client_as):
    client = client_as("黄美珍")
    with stale():
        back = prove(client, post(client, "/me/data"), "/me/data")
        assert client.post("/me/data", data=back).status_code == 422, "the reader sees it again"
        assert post(client, "/me/data").mimetype == "application/zip"


def test_a_demo_spares_who_has_no_second_factor(client_as):
    client = client_as("黄美珍")
    with stale():
        assert post(client, "/me/data").mimetype == "application/zip"


def test_who_has_nothing_to_show_it_by_is_not_locked_out(strict, client_as, person):
    client = client_as("黄美珍")
    with transaction():
        Person.update(password_hash=None).where(Person.id == person("黄美珍").id).execute()
    with stale():
        assert post(client, "/me/data").mimetype == "application/zip"


def test_the_reason_for_a_number_outlives_the_proof(strict, client_as, values):
    clerk = client_as("方敏仪")
    record = f"{V}/legal/pathfinders/1"
    offer = clerk.get(record).text.split('class="chip" href="')[1].split('"')[0]
    with stale():
        asked = post(clerk, offer, {"purpose": "other", "words": "补发证书要核对"})
        assert asked.status_code == 401 and not AuditLine.select().where(AuditLine.act == "reveal").exists()
        again = clerk.post(offer, data=prove(clerk, asked, offer))
        assert again.status_code == 422 and "补发证书要核对" in again.text
        assert post(clerk, offer, {"purpose": "other", "words": "补发证书要核对"}).location == record
    assert AuditLine.get(AuditLine.act == "reveal").reason.endswith("补发证书要核对")


def test_a_file_leaves_by_a_fresh_proof(strict, client_as, village, person):
    case = make_case(village("宅群村"), person("黄美珍"), person("谢国强"), SITTING, person("吴国安"))
    mediator, url = client_as("吴国安"), f"{V}/mediation/cases/{case.code}/file"
    with stale():
        assert mediator.get(url).mimetype == "text/html", "looking at the page takes nothing"
        assert post(mediator, url).status_code == 401
    assert not AuditLine.select().where(AuditLine.act == "export").exists()


def test_a_death_is_entered_by_a_fresh_proof(strict, client_as, person):
    url = f"{V}/register/households/{person('黄美珍').household_id}/death"
    clerk = client_as("方敏仪")
    with stale():
        assert post(clerk, url, {"person": str(person("黄美珍").id)}).status_code == 401
    assert Person.get_by_id(person("黄美珍").id).disabled_at is None
