"""A number is masked until somebody says what they want it for, and then it is on record."""

from datetime import date

import pytest
import time_machine
from flask import g

from linli.audit import revealing
from linli.audit.models import AuditLine
from linli.database import utc_now
from linli.testing import post
from linli.toolkit.personal import masked
from linli.toolkit.phones import plain
from plugins.legal.advisers.models import Adviser
from plugins.legal.pathfinders.models import Pathfinder

V, TOWN = "440783108226", "440783108000"
PHONE, MASKED = "13987651234", "139****1234"
LIST = f"/{V}/legal/ledgers/pathfinders"
WHY = {"purpose": "inspection", "format": "csv"}


@pytest.fixture
def pathfinder(village, person):
    return Pathfinder.create(locality=village("宅群村"), name="方圆", phone=f"+86{PHONE}", training="县里",
                             trained_on=date(2026, 1, 5), made_by=person("方敏仪"))


@pytest.fixture
def record(pathfinder):
    """The address of the record that shows the number."""
    return f"/{V}/legal/pathfinders/{pathfinder.id}"


def offer_on(html):
    """The address where the first masked number of a page is asked for."""
    return html.split('class="chip" href="')[1].split('"')[0]


def test_a_number_is_shown_on_its_page_once_a_reason_is_given(client_as, record, pathfinder, person):
    clerk = client_as("方敏仪")
    html = clerk.get(record).text
    assert MASKED in html and PHONE not in html
    offer = offer_on(html)
    assert PHONE not in clerk.get(offer).text
    assert clerk.post(offer, data={}).status_code == 422 and not reveals()
    assert post(clerk, offer, {"purpose": "other"}).status_code == 422 and not reveals()
    answer = post(clerk, offer, {"purpose": "ring", "words": "补发证书"})
    assert (answer.status_code, answer.location) == (303, record)
    assert f'href="tel:+86{PHONE}"' in clerk.get(record).text
    line, = reveals()
    assert (line.person, line.what, line.reason, line.count, line.locality_id) == (
        person("方敏仪"), "legal", "打电话联系本人：补发证书", 1, V)
    assert line.details == f"legal_pathfinder {pathfinder.id} phone"


def reveals():
    return list(AuditLine.select().where(AuditLine.act == "reveal"))


def test_it_stands_there_for_ten_minutes_and_on_no_other_page(client_as, record, village, person):
    other = Pathfinder.create(locality=village("宅群村"), name="方正", phone="+8613987655678",
                              training="县里", trained_on=date(2026, 1, 5), made_by=person("方敏仪"))
    clerk, second = client_as("方敏仪"), client_as("方敏仪")
    post(clerk, offer_on(clerk.get(record).text), {"purpose": "check"})
    assert PHONE not in second.get(record).text
    assert "13987655678" not in clerk.get(f"/{V}/legal/pathfinders/{other.id}").text
    assert PHONE not in clerk.get(LIST).text
    with time_machine.travel(utc_now().timestamp() + revealing.SHOWN + 1):
        assert PHONE not in clerk.get(record).text


def test_an_offer_is_for_its_reader_and_for_an_hour(client_as, record):
    offer = offer_on(client_as("方敏仪").get(record).text)
    assert client_as("方立秋").get(offer).status_code == 404
    assert client_as("方敏仪").get(f"{offer}x").status_code == 404
    assert client_as("黄美珍").get(offer).status_code == 403
    with time_machine.travel(utc_now().timestamp() + revealing.OFFERED + 5):
        assert client_as("方敏仪").get(offer).status_code == 404


def test_the_township_reads_it_masked_only(client_as, record):
    html = client_as("梁书宁").get(record).text
    assert MASKED in html and PHONE not in html and "/reveal" not in html


def test_nobody_reads_it_masked_and_its_owner_whole(app, scope_of, person):
    resident = person("黄美珍")
    with app.test_request_context():
        for reader, text in ((None, "140****0001"), ("黄美珍", "14000000001")):
            g.scope = scope_of(reader, None)
            shown = [revealing.shown_of(resident, field).text for field in ("phone", "name")]
            assert shown == [text, "黄美珍"]


def test_whose_number_it_was_reads_who_looked(client_as, person, values):
    adviser = Adviser.get(Adviser.person == person("司徒晴"))
    clerk, end = client_as("方敏仪"), f"/{V}/legal/advisers/{adviser.id}/end"
    post(clerk, offer_on(clerk.get(end).text), {"purpose": "ring"})
    line, = reveals()
    assert masked(line.subject, "phone") != plain(line.subject.phone) in clerk.get(end).text
    assert "方敏仪 · 显示电话" in client_as(line.subject.name).get("/me/seen").text


def test_a_copy_is_masked_unless_the_whole_is_asked_for(client_as, pathfinder):
    clerk = client_as("方敏仪")
    copy = post(clerk, f"{LIST}/export", WHY).data.decode()
    assert MASKED in copy and PHONE not in copy and "完整电话" not in copy
    for form in ("csv", "paper"):
        copy = post(clerk, f"{LIST}/export", {**WHY, "format": form, "whole": "y"}).data.decode()
        assert PHONE in copy and "导出人 方敏仪" in copy and "含完整电话，请妥善保管" in copy
    lines = AuditLine.select().where(AuditLine.what == "legal.pathfinders").order_by(AuditLine.id)
    assert ["含完整电话" in line.details for line in lines] == [False, True, True]
    assert {line.count for line in lines} == {Pathfinder.select().where(Pathfinder.locality == V).count()}


def test_the_township_takes_no_whole_numbers(client_as, pathfinder):
    clerk = client_as("梁书宁")
    url = f"/{TOWN}/legal/ledgers/pathfinders/export"
    assert 'name="whole"' not in clerk.get(url).text
    copy = post(clerk, url, {**WHY, "whole": "y"}).data.decode()
    assert MASKED in copy and PHONE not in copy
