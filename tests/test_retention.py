"""What is older than it may be goes by night, in batches; what is kept for good stays."""

from datetime import timedelta

import pytest
import time_machine

from linli.audit.models import AuditLine
from linli.database import db, transaction, utc_now
from linli.delivery.models import SENT
from linli.people.models import Session
from linli.people.services import end_sessions, open_session
from linli.personal import retention
from linli.personal.models import RetentionRun, RetentionTerm
from linli.testing import post
from linli.toolkit import once
from linli.toolkit.notices import Delivery, Notice, mark_read, notify
from plugins.legal.booking.models import LEFT, WAITING, Booking, Matter, Wait
from plugins.legal.consultation.models import Advice
from plugins.points.accounts.models import Entry


def night(app, days):
    """The job, so many days from now."""
    with time_machine.travel(utc_now() + timedelta(days=days)):
        retention.let_go(app.extensions["linli"], utc_now())


def removed(key):
    return RetentionRun.get_by_id(key).removed


def test_read_notices_go_after_a_year_and_with_them_what_was_sent(app, person):
    someone = person("黄美珍")
    with transaction():
        someone.told_by = "mail"
        for title in ("看过的", "没看的"):
            notify(someone, title, "事", "/me/")
        Delivery.update(state=SENT, ended_at=utc_now()).execute()
    mark_read(Notice.get(Notice.title == "看过的"))
    night(app, 360)
    assert Notice.select().where(Notice.title == "看过的").exists()
    night(app, 370)
    assert not Notice.select().where(Notice.title == "看过的").exists()
    assert Notice.select().where(Notice.title == "没看的").exists()
    assert not Delivery.select().exists()


def test_a_notice_that_still_has_to_be_sent_stays(app, person):
    someone = person("黄美珍")
    with transaction():
        notify(someone, "不用发的", "事", "/me/")
        someone.told_by = "mail"
        notify(someone, "看过的", "事", "/me/")
    for title in ("不用发的", "看过的"):
        mark_read(Notice.get(Notice.title == title))
    night(app, 400)
    assert Delivery.select().count() == 1 and Notice.select().where(Notice.title == "看过的").exists()
    assert not Notice.select().where(Notice.title == "不用发的").exists()


def test_ended_sessions_and_used_nonces_go(app, person):
    someone = person("黄美珍")
    open_session(someone, "手机")
    end_sessions(Session.select().where(Session.person == someone))
    open_session(someone, "电脑")
    with transaction():
        once.keep("nonce", "1")
    night(app, 89)
    assert once.Submission.get_or_none(once.Submission.nonce == "nonce")
    night(app, 190)
    assert not once.Submission.get_or_none(once.Submission.nonce == "nonce")
    assert [row.device for row in Session.select().where(Session.person == someone)] == ["电脑"]


def test_legal_words_are_emptied_and_the_count_stays(app, values):
    advice = Advice.select().where(Advice.text != "").count()
    matters, bookings = Matter.select().count(), Booking.select().count()
    assert advice and matters
    night(app, 3 * 366 + 60)
    assert not Advice.select().where(Advice.text != "").exists()
    assert not Matter.select().where((Matter.text != "") | Matter.photo.is_null(False)).exists()
    assert (Matter.select().count(), Booking.select().count()) == (matters, bookings)
    night(app, 3 * 366 + 61)
    assert removed("legal.advice") == 0


def test_a_place_in_a_line_goes_once_it_is_over(app, person, village):
    day = (utc_now() + timedelta(days=900)).date()
    with transaction():
        for state in (LEFT, WAITING):
            Wait.create(locality=village("宅群村"), person=person("黄美珍"), day=day, state=state)
    night(app, 200)
    assert not Wait.select().where(Wait.state == LEFT).exists()
    assert Wait.select().where(Wait.state == WAITING, Wait.day == day).exists()


def test_in_batches_and_again_after_a_kill(app, person, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    with transaction():
        for number in range(8):
            once.keep(f"n{number}", "1")
    rule = next(rule for rule in retention.CORE if rule.key == "core.submission")
    later = utc_now() + timedelta(days=91)
    before = once.Submission.select().count()
    assert retention._batch(rule, rule.over(later, rule.default)) == 3  # and then it was killed
    assert once.Submission.select().count() == before - 3 and not db.in_transaction()
    retention.let_go(app.extensions["linli"], later)
    assert once.Submission.select().count() == 0
    assert removed("core.submission") == before - 3
    retention.let_go(app.extensions["linli"], later)
    assert removed("core.submission") == 0


def test_nothing_append_only_is_thinned(app, values):
    audit, entries = AuditLine.select().count(), Entry.select().count()
    night(app, 9000)
    assert entries and (AuditLine.select().count(), Entry.select().count()) == (audit, entries)
    with app.app_context():
        rules = retention.every(app.extensions["linli"])
    kept = {rule.model._meta.table_name for _title, rule in rules if not rule.thinned}
    assert {"audit_line", "history", "points_entry", "cctv_access", "cctv_payment"} <= kept
    assert len({rule.key for _title, rule in rules}) == len(rules)


def test_a_rule_that_fails_keeps_no_other(app, monkeypatch, caplog):
    broken = retention.Retention("core.broken", "坏的", "", Notice, Notice.at, days=1)
    monkeypatch.setattr(retention, "CORE", (broken, *retention.CORE))
    monkeypatch.setattr(broken.__class__, "over", fail_for(broken, broken.__class__.over))
    retention.let_go(app.extensions["linli"], utc_now())
    assert "failed" in caplog.text and RetentionRun.get_by_id("core.submission")


def fail_for(broken, really):
    def over(rule, now, term):
        if rule is broken:
            raise RuntimeError("rule")
        return really(rule, now, term)
    return over


@pytest.mark.parametrize("name, status", [("关启文", 200), ("方敏仪", 403), ("黄美珍", 403)])
def test_the_administrator_sees_it(client_as, name, status):
    assert client_as(name).get("/retention").status_code == status
    assert ("/retention" in client_as(name).get("/me/").text) == (status == 200)


def test_the_page_says_since_when_and_when_it_ran(app, client_as):
    client = client_as("关启文")
    assert "还没清理过" in client.get("/retention").text
    night(app, 0)
    text = client.get("/retention").text
    assert "还没清理过" not in text and "清了" in text and "调解卷宗" in text and "一直保存" in text


def term_of(key, app):
    with app.app_context():
        rule = next(rule for _title, rule in retention.every(app.extensions["linli"]) if rule.key == key)
    return retention.terms()(rule)


def test_the_township_sets_another_term_which_the_job_keeps_to(app, client_as, person):
    someone = person("黄美珍")
    with transaction():
        notify(someone, "看过的", "事", "/me/")
    mark_read(Notice.get(Notice.title == "看过的"))
    client = client_as("关启文")
    assert 'href="/retention/core.notice"' in client.get("/retention").text
    page = client.get("/retention/core.notice").text
    assert "原来定的是 12" in page and "办事的记录在各项服务里" in page and 'value="12"' in page
    assert post(client, "/retention/core.notice", {"term": "24"}).location == "/retention"
    text = client.get("/retention").text
    assert "24 个月" in text and "（原来定的是12 个月）" in text
    night(app, 370)
    assert Notice.select().where(Notice.title == "看过的").exists()
    assert post(client, "/retention/core.notice", {"term": "2"}).status_code == 303
    night(app, 70)
    assert not Notice.select().where(Notice.title == "看过的").exists()
    lines = [line.details for line in AuditLine.select().where(AuditLine.what == "retention")]
    assert lines == ["core.notice 12 → 24", "core.notice 24 → 2"]


def test_no_term_is_shorter_than_the_law_and_what_is_kept_for_good_has_none(app, client_as):
    client = client_as("关启文")
    for key, wrong in (("core.session", "5"), ("core.session", "0"), ("legal.advice", "11"),
                       ("core.notice", "241"), ("core.notice", ""), ("core.notice", "一年")):
        answer = post(client, f"/retention/{key}", {"term": wrong})
        assert answer.status_code == 422 and f'value="{wrong}"' in answer.text, (key, wrong)
    assert not RetentionTerm.select().exists()
    for key in ("core.audit", "mediation.case", "points.entry", "leaders.appeal", "no.such"):
        assert client.get(f"/retention/{key}").status_code == 404
    RetentionTerm.create(key="core.session", term=1)  # of an older version, which asked for less
    assert term_of("core.session", app) == 6


def test_the_first_term_is_no_row(app, client_as):
    client = client_as("关启文")
    for term in ("100", "90"):
        post(client, "/retention/core.delivery", {"term": term})
    assert not RetentionTerm.select().exists() and term_of("core.delivery", app) == 90


def test_only_the_administrator_sets_it(client_as):
    for name in ("方敏仪", "黄美珍", "梁书宁"):
        assert client_as(name).get("/retention/core.notice").status_code == 403
