"""The certificate of service, in the browser and as PDF; how long tasks take."""

import builtins
import re
from datetime import timedelta

import pypdfium2
import pytest

from linli.database import utc_now
from linli.testing import csrf, post
from linli.toolkit.calendar import today
from linli.toolkit.figures.periods import Period
from plugins.leaders.claims.models import ACCEPTED, REVOKED, Certificate, Claim
from plugins.leaders.claims.pace import paces
from plugins.leaders.tasks.models import Task
from plugins.leaders.tests.test_claims import HERE, leader, nothing_claimed, publish

__all__ = ["leader", "nothing_claimed", "publish"]
MINE = f"{HERE}/certificate"


@pytest.fixture
def accepted(publish, person, village):
    """`accepted("邓桂香", minutes=30)`: a claim handed in and accepted now, begun `hours` before."""
    def make(name="邓桂香", minutes=45, hours=2, place="宅群村", **columns):
        now = utc_now()
        return Claim.create(
            task=publish(**columns), person=person(name), locality=village(place), state=ACCEPTED,
            claimed_at=now - timedelta(hours=hours), due_at=now, submitted_at=now, reviewed_at=now,
            review_by=today(), minutes=minutes, words="做了")
    return make


def issued(client, url=MINE):
    answer = post(client, url)
    assert answer.status_code == 303, answer.text
    return Certificate.get_by_id(int(answer.location.rsplit("/", 1)[1]))


def test_a_leader_has_a_certificate_with_a_number(leader, accepted):
    accepted(), accepted(minutes=75, title="看电线")
    page = leader.get(MINE).text
    assert "2 项任务通过了验收，一共 2 小时" in page and "看电线" in page
    made = issued(leader)
    assert re.fullmatch(r"FW-\d{4}-\d{4}", made.number) and (made.tasks, made.minutes) == (2, 120)
    paper = leader.get(f"{HERE}/certificates/{made.id}").text
    for said in (made.number, "邓桂香", "宅群村", "盖章", "看电线", "2 小时"):
        assert said in paper


def test_what_was_done_elsewhere_or_by_others_does_not_count(leader, accepted):
    accepted("劳伟明"), accepted(place="强亚村")
    assert "还没有通过验收的任务" in leader.get(MINE).text
    token = csrf(leader.get(MINE).text)
    assert leader.post(MINE, data={"csrf_token": token}).status_code == 422
    assert not Certificate.select().exists()


def test_the_same_form_twice_is_one_certificate(leader, accepted):
    accepted()
    token = csrf(leader.get(MINE).text)
    answers = {leader.post(MINE, data={"csrf_token": token, "nonce": "twice"}).location for _each in "12"}
    assert len(answers) == 1 and Certificate.select().count() == 1


def test_staff_issues_one_for_a_leader_and_strangers_none(clerk, clerk_next_door, client_as, accepted,
                                                          person):
    accepted()
    url = f"{HERE}/people/{person('邓桂香').id}/certificate"
    made = issued(clerk, url)
    assert made.issued_by == person("方敏仪")
    assert made.number in clerk.get(f"{HERE}/ledgers/certificates").text
    paper = f"{HERE}/certificates/{made.id}"
    assert client_as("劳伟明").get(paper).status_code == 404
    assert client_as("劳伟明").get(url).status_code == 403
    assert clerk.get(f"{HERE}/people/{person('黄美珍').id}/certificate").status_code == 404
    assert clerk_next_door.get(paper).status_code == 404 and client_as().get(paper).status_code == 302


def test_one_that_is_not_so_any_more_is_no_certificate(leader, accepted):
    claim = accepted()
    made = issued(leader)
    accepted(title="后来的")
    paper = f"{HERE}/certificates/{made.id}"
    assert "后来的" not in leader.get(paper).text, "it tells what was so when it was issued"
    Claim.update(state=REVOKED).where(Claim.id == claim.id).execute()
    assert "不能再用了" in leader.get(paper).text and "盖章" not in leader.get(paper).text
    assert leader.get(f"{paper}/pdf").status_code == 409


def test_the_pdf_says_what_the_page_says(leader, accepted):
    for number in range(40):
        accepted(minutes=30, title=f"扫楼道第{number}次")
    made = issued(leader)
    answer = leader.get(f"{HERE}/certificates/{made.id}/pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    paper = pypdfium2.PdfDocument(answer.data)
    text = "".join(page.get_textpage().get_text_range() for page in paper)
    for said in (made.number, "志愿服务证明", "邓桂香", "宅群村", "盖章", "扫楼道第39次", "20 小时"):
        assert said in text, said
    width, height = paper[0].get_size()
    assert (round(width), round(height)) == (595, 842) and len(paper) == 2


def test_without_pango_the_page_is_printed_instead(leader, accepted, monkeypatch):
    accepted()
    made, real = issued(leader), builtins.__import__

    def without_pango(name, *arguments, **named):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *arguments, **named)
    monkeypatch.setattr(builtins, "__import__", without_pango)
    answer = leader.get(f"{HERE}/certificates/{made.id}/pdf")
    assert answer.status_code == 503 and "另存为 PDF" in answer.text


@pytest.mark.parametrize(("hours", "median"), [([3], 3), ([1, 2, 300], 2), ([1, 2, 4, 300], 3)])
def test_the_median_is_the_middle(app, scope_of, accepted, hours, median):
    for each in hours:
        accepted(hours=each)
    accepted("劳伟明", hours=8, topic="hazard")
    claims = Claim.visible_to(scope_of("方敏仪")).where(Claim.state == ACCEPTED, Claim.words == "做了")
    found = {pace.key: (pace.count, pace.hours) for pace in paces(claims, Period.around(today()), Task.topic)}
    assert found == {"cleaning": (len(hours), median), "hazard": (1, 8)}


def test_the_page_of_the_median_and_the_figures(clerk, leader, accepted):
    for each in (1, 2, 9):
        accepted(hours=each)
    page = clerk.get(f"{HERE}/pace").text
    assert "一半的任务在 2 小时内做完" in page and "3 项通过的任务" in page and "卫生保洁" in page
    figures = clerk.get(f"{HERE}/figures").text
    assert "平均多久做完" in figures and "3 项的平均" in figures and "领取" in figures
    assert leader.get(f"{HERE}/pace").status_code == 403
    for strange in ("2026-99", "x", "1999"):
        assert clerk.get(f"{HERE}/pace?period={strange}").status_code == 200
