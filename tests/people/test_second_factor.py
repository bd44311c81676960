"""The second step: nobody gets in without it, no code works twice, and what matters is asked again."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine

from linli.access import Role, Scope
from linli.audit.models import AuditLine
from linli.database import utc_now
from linli.delivery.models import Delivery
from linli.delivery.words import SEALED_FOR
from linli.people.forgotten import services as forgotten
from linli.people.invitations.models import Invitation
from linli.people.models import Person, Session
from linli.people.second_factor import services
from linli.people.second_factor.models import RecoveryCode, SecondFactor
from linli.people.services import give_post, tell_by
from linli.testing import post
from linli.testing.pages import PageReader
from linli.toolkit.notices import Notice
from linli.toolkit.sealing import unseal

V, TOWN = "/440783108226", "/440783108000"
PASSWORD = "tangkou-demo"
STAFF = "14000000007"  # 梁书宁's
SECRET = re.compile(r"<b>((?:[A-Z2-7]{4} ?)+)</b>")
CODE = re.compile(r"<li><b>([a-z0-9-]+)</b></li>")


def code_at(secret, minutes=0.0):
    """What the phone shows so many minutes from now."""
    return pyotp.TOTP(secret).at(utc_now() + timedelta(minutes=minutes))


def enrol(client):
    """Set the second step up; returns (secret, the codes for paper)."""
    assert post(client, "/me/second-step").status_code == 303
    secret = SECRET.search(client.get("/me/second-step/set-up").text)[1].replace(" ", "")
    sheet = post(client, "/me/second-step/set-up", {"code": code_at(secret)})
    assert sheet.status_code == 200, sheet.text
    return secret, CODE.findall(sheet.text)


@pytest.fixture
def enrolled(client_as):
    """(secret, codes for paper) of 梁书宁."""
    return enrol(client_as("梁书宁"))


def password(client, phone=STAFF, **more):
    """Phone and password: the answer is the second step, for who has one."""
    return post(client, "/sign-in", {"phone": phone, "password": PASSWORD, **more})


def form_to(path, html):
    """The hidden fields of the form to `path` on this page."""
    return next(form for form in PageReader(html).forms if form.action == path).fields


def second(client, answer, code):
    """Send a code with the form of the second step on this page."""
    fields = form_to("/sign-in/second-step", answer.text)
    return client.post("/sign-in/second-step", data={**fields, "code": code})


def inside(client):
    return client.get("/me/").status_code == 200


def later(minutes):
    """The clock, so many minutes on."""
    return time_machine.travel(utc_now() + timedelta(minutes=minutes))


def test_who_has_a_second_factor_is_not_in_before_the_code(client_as, enrolled):
    secret, _codes = enrolled
    client = client_as()
    answer = password(client)
    assert answer.status_code == 200 and 'name="code"' in answer.text
    assert not inside(client) and client.get(f"{TOWN}/desk").status_code == 302
    with later(1):
        assert second(client, answer, code_at(secret)).status_code == 303
        assert inside(client)


def test_a_resident_without_one_signs_in_as_before(client_as):
    client = client_as()
    assert password(client, "14000000001").status_code == 303 and inside(client)


def test_a_code_does_not_work_twice(client_as, enrolled):
    secret, _codes = enrolled
    with later(1):
        code = code_at(secret)
        for expected in (303, 422):
            client = client_as()
            assert second(client, password(client), code).status_code == expected
        assert not inside(client)


def test_the_code_that_set_it_up_does_not_sign_in(client_as):
    with time_machine.travel(utc_now(), tick=False):
        secret, _codes = enrol(client_as("梁书宁"))
        client = client_as()
        assert second(client, password(client), code_at(secret)).status_code == 422


@pytest.mark.parametrize(("minutes", "status"), [(-0.5, 303), (0, 303), (0.5, 303), (-2, 422), (2, 422)])
def test_the_clock_of_a_phone_may_be_half_a_minute_off(client_as, enrolled, minutes, status):
    secret, _codes = enrolled
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=False):
        client = client_as()
        assert second(client, password(client), code_at(secret, minutes)).status_code == status


def test_a_code_from_paper_works_once_and_its_owner_is_told(client_as, enrolled, person):
    _secret, codes = enrolled
    assert len(set(codes)) == 10
    for typed, expected in ((codes[3].upper().replace("-", " "), 303), (codes[3], 422), (codes[4], 303)):
        client = client_as()
        assert second(client, password(client), typed).status_code == expected
    told = Notice.select().where(Notice.person == person("梁书宁"), Notice.title.contains("备用码"))
    assert told.count() == 2 == AuditLine.select().where(AuditLine.act == "recovery_code_used").count()


def test_new_codes_for_paper_end_the_old_ones(client_as, enrolled):
    _secret, codes = enrolled
    client = client_as("梁书宁")
    fresh = CODE.findall(post(client, "/me/second-step/codes").text)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    other = client_as()
    assert second(other, password(other), codes[0]).status_code == 422
    assert second(other, password(other), fresh[0]).status_code == 303


def test_after_five_wrong_codes_one_waits(client_as, enrolled):
    secret, codes = enrolled
    client = client_as()
    answer = password(client)
    for _each in range(5):
        assert second(client, answer, "000000x").status_code == 422
    assert second(client, answer, codes[0]).status_code == 429
    with later(16):
        assert second(client, password(client), code_at(secret)).status_code == 303


def test_the_second_step_waits_ten_minutes(client_as, enrolled):
    secret, _codes = enrolled
    client = client_as()
    answer = password(client)
    with later(11):
        late = second(client, answer, code_at(secret))
        assert late.status_code == 401 and 'action="/sign-in"' in late.text
        assert not inside(client)


def test_the_second_step_alone_opens_nothing(client_as, enrolled):
    assert client_as().get("/sign-in/second-step").location == "/sign-in"


def test_what_was_typed_survives_both_steps(client_as, enrolled):
    _secret, codes = enrolled
    client, url = client_as("梁书宁"), f"{TOWN}/modules/legal/switch"
    fields = form_to(url, client.get(url).text)
    Session.update(ended_at=utc_now()).execute()
    asked = client.post(url, data={**fields, "on": "0"})
    hidden = form_to("/sign-in", asked.text)
    answer = client.post("/sign-in", data={**hidden, "phone": STAFF, "password": PASSWORD})
    entered = second(client, answer, codes[0])
    assert entered.status_code == 200
    assert form_to(url, entered.text)["on"] == "0"


def test_the_secret_and_the_codes_are_kept_sealed(enrolled):
    secret, codes = enrolled
    kept = [*SecondFactor.select().dicts(), *RecoveryCode.select().dicts()]
    assert len(kept) == 11
    assert not any(word in str(kept) for word in (secret, codes[0], codes[0].replace("-", "")))


def test_with_another_secret_key_the_codes_on_paper_still_work(app, enrolled, person):
    _secret, codes = enrolled
    scope = Scope({}, person("梁书宁"))
    with app.test_request_context():
        with pytest.raises(services.CodeRefused):
            services.check("another key", scope, code_at(_secret, 1))
        services.check("another key", scope, codes[0])


def test_half_set_up_it_asks_for_nothing(client_as):
    client = client_as("梁书宁")
    post(client, "/me/second-step")
    assert post(client, "/me/second-step/set-up", {"code": "123"}).status_code == 422
    assert password(client_as()).status_code == 303


def test_it_ends_with_a_code_and_not_without(client_as, enrolled, person):
    _secret, codes = enrolled
    client = client_as("梁书宁")
    assert post(client, "/me/second-step/off", {"code": "000000"}).status_code == 422
    assert person("梁书宁").second_factor_at is not None
    assert post(client, "/me/second-step/off", {"code": codes[0]}).status_code == 303
    assert person("梁书宁").second_factor_at is None and not RecoveryCode.select().exists()
    assert password(client_as()).status_code == 303
    acts = {line.act for line in AuditLine.select()}
    assert {"second_factor_on", "second_factor_off"} <= acts


def test_a_lost_phone_is_seen_to_by_two_members_of_staff(client_as, enrolled, person):
    asker, other = client_as("余海川"), client_as("关启文")
    url = f"{TOWN}/invitations/people/{person('梁书宁').id}"
    assert post(asker, url, {"reason": "手机丢了", "ends_second_factor": "y"}).status_code == 303
    row = Invitation.select().order_by(Invitation.id.desc()).get()
    record = f"{TOWN}/invitations/{row.id}"
    assert post(other, f"{record}/confirm", page=record).status_code == 303
    link = re.search(r"(/i/[a-z0-9-]+)", post(asker, f"{record}/slip", page=record).text)[1]
    client, words = client_as(), {"new_password": "long enough", "again_password": "long enough"}
    assert post(client, link, words).status_code == 303 and inside(client)
    assert person("梁书宁").second_factor_at is None


def test_a_slip_for_the_password_alone_does_not_pass_the_second_step(client_as, enrolled, person):
    asker, other = client_as("余海川"), client_as("关启文")
    url = f"{TOWN}/invitations/people/{person('梁书宁').id}"
    assert post(asker, url, {"reason": "忘了"}).status_code == 303
    row = Invitation.select().order_by(Invitation.id.desc()).get()
    record = f"{TOWN}/invitations/{row.id}"
    post(other, f"{record}/confirm", page=record)
    link = re.search(r"(/i/[a-z0-9-]+)", post(asker, f"{record}/slip", page=record).text)[1]
    client, words = client_as(), {"new_password": "long enough", "again_password": "long enough"}
    answer = post(client, link, words)
    assert answer.status_code == 200 and 'name="code"' in answer.text and not inside(client)


def test_a_code_for_a_forgotten_password_does_not_pass_the_second_step(app, client_as, enrolled, person):
    app.config.update(MAIL_HOST="127.0.0.1", MAIL_FROM="linli@example.org")
    tell_by(person("梁书宁"), "mail", "shuning@example.org")
    client, words = client_as(), {"new_password": "long enough", "again_password": "long enough"}
    post(client, "/sign-in/forgotten", {"phone": STAFF})
    forgotten.answer(app)
    sent = unseal(app.secret_key, SEALED_FOR, Delivery.get(Delivery.code != "").code)
    answer = post(client, "/sign-in/forgotten/code", {"code": sent, **words})
    assert answer.status_code == 200 and "/sign-in/second-step" in answer.text and not inside(client)


# Who is asked to set it up.

@pytest.mark.parametrize(("name", "asked"), [("梁书宁", True), ("司徒晴", True), ("谭志豪", True),
                                             ("黄美珍", False), ("方敏仪", False)])
def test_who_reads_what_others_confided_is_asked_to_set_it_up(client_as, name, asked):
    assert ("请开通第二步验证" in client_as(name).get("/me/").text) == asked


def test_once_set_up_nobody_is_asked(client_as, enrolled):
    assert "请开通第二步验证" not in client_as("梁书宁").get("/me/").text


def test_where_it_is_required_a_sensitive_post_opens_nothing_before(app, client_as, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "required")
    assert client_as("梁书宁").get(f"{V}/desk").status_code == 200, "a demo spares its cast"
    monkeypatch.setitem(app.config, "DEMO", False)
    client = client_as("梁书宁")
    shut = client.get(f"{V}/desk")
    assert shut.status_code == 403 and "/me/second-step" in shut.text
    assert client_as("方敏仪").get(f"{V}/desk").status_code == 200, "no sensitive post"
    assert "第二步" not in client_as("黄美珍").get(f"{V}/desk").text
    enrol(client)
    assert client.get(f"{V}/desk").status_code == 200


def test_a_plugin_says_which_of_its_roles_are_sensitive(app):
    assert {"administrator", "township_staff", "mediator", "adviser"} <= app.extensions["linli"].sensitive
    assert not {"resident", "village_staff", "grid_worker"} & app.extensions["linli"].sensitive
    assert not Role("any", "any").second_factor


# Asked again.

def export(client, url):
    return post(client, url, {"purpose": "archive", "format": "csv"})


@pytest.fixture
def ledger(app):
    """The address of a ledger's door that 方敏仪 and 梁书宁 may take."""
    return f"{V}/leaders/ledgers/tasks/export"


def test_an_old_proof_is_asked_for_again_and_what_was_typed_goes_on(app, client_as, enrolled, ledger):
    _secret, codes = enrolled
    client = client_as("梁书宁")
    assert export(client, ledger).mimetype == "text/csv"
    with later(16):
        asked = export(client, f"{ledger}?q=x")
        assert asked.status_code == 401 and 'name="code"' in asked.text
        hidden = form_to("/confirm-again", asked.text)
        wrong = client.post("/confirm-again", data={**hidden, "code": "000000"})
        assert wrong.status_code == 422
        right = client.post("/confirm-again", data={**hidden, "code": codes[0]})
        back = form_to(f"{ledger}?q=x", right.text)
        assert back["purpose"] == "archive"
        seen = client.post(f"{ledger}?q=x", data=back)
        assert seen.status_code == 422, "the reader sees it again before anything leaves"
        assert export(client, ledger).mimetype == "text/csv"


def test_who_has_no_second_factor_is_asked_for_the_password(app, client_as, monkeypatch, ledger):
    client = client_as("方敏仪")
    with later(16):
        assert export(client, ledger).mimetype == "text/csv", "a demo spares its cast"
        monkeypatch.setitem(app.config, "DEMO", False)
        asked = export(client, ledger)
        assert asked.status_code == 401 and 'type="password"' in asked.text
        hidden = form_to("/confirm-again", asked.text)
        assert client.post("/confirm-again", data={**hidden, "password": "wrong"}).status_code == 422
        assert client.post("/confirm-again", data={**hidden, "password": PASSWORD}).status_code == 200
        assert export(client, ledger).mimetype == "text/csv"


@pytest.mark.parametrize("forged", [{}, {"typed": "x", "next": "//evil.example"}])
def test_a_proof_leads_nowhere_else(client_as, enrolled, forged):
    _secret, codes = enrolled
    answer = post(client_as("梁书宁"), "/confirm-again", {"code": codes[0], **forged})
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_post_is_given_and_ended_by_a_fresh_proof_only(client_as, enrolled, person, village):
    client, held = client_as("梁书宁"), give_post(person("谢国强"), "grid_worker", village("宅群村"))
    forms = [f"{V}/posts/new", f"{V}/posts/{held.id}/end"]
    assert {post(client, url, {}).status_code for url in forms} == {422}
    with later(16):
        assert {post(client, url, {}).status_code for url in forms} == {401}


def test_a_reset_slip_wants_a_fresh_proof(app, client_as, enrolled, person):
    client = client_as("梁书宁")
    url = f"{V}/invitations/people/{person('黄美珍').id}"
    with later(16):
        assert post(client, url, {"reason": "忘了"}).status_code == 401
    assert not Invitation.select().where(Invitation.person == person("黄美珍")).exists()


def test_a_new_post_is_asked_from_its_first_day(client_as, person, village):
    give_post(person("黄美珍"), "mediator", village("宅群村"))
    assert "请开通第二步验证" in client_as("黄美珍").get("/me/").text


def test_two_tabs_that_set_it_up_end_in_one(app, scope_of, person):
    with app.test_request_context():
        scope = scope_of("梁书宁")
        services.begin(app.secret_key, scope.person)
        first = services.unconfirmed(app.secret_key, scope.person)
        services.begin(app.secret_key, scope.person)
        with pytest.raises(services.CodeRefused):
            services.confirm(app.secret_key, scope, code_at(first))
    assert Person.get_by_id(scope.person.id).second_factor_at is None
