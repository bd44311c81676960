"""The ledgers of bookings and consultations, as the clerk reads, searches, prints and exports them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from linli.audit.models import AuditLine
from linli.database import utc_now
from linli.people.models import Person
from linli.testing import post
from linli.toolkit.calendar import today
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.consultation.models import Advice, Consultation

V = "440783108226"
BOOKINGS, CONSULTATIONS = f"/{V}/legal/ledgers/bookings", f"/{V}/legal/ledgers/consultations"
WHY = {"purpose": "inspection", "format": "xlsx"}


def here(*conditions):
    """How many bookings of 宅群村 there are."""
    return Booking.select().where(Booking.locality == V, *conditions).count()


def total(client, query=""):
    """The count that the heading of the list of bookings tells."""
    said = client.get(BOOKINGS + query).text
    return int(said.split("共 ")[1].split(" 条")[0])


def sheet_of(response):
    """The rows of an Excel file that was answered."""
    return CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()


@pytest.fixture
def consultation(app, person):
    """One that came without a booking, with everything that a clerk must not read."""
    adviser = Adviser.get(Adviser.person == person("司徒晴").id)
    held = Consultation.create(number="ZX-2020-0001", locality=V, adviser=adviser, channel="door",
                               day=today() + timedelta(days=1), minutes=25)
    Advice.create(consultation=held, client="来访的老伯", phone="+8614000000099", kind="land",
                  matter="地界争了三年", outcome="advised", text="先找村里量地")
    return held


@pytest.mark.parametrize("query", [
    "?page=0", "?page=99999999999999999999", "?state=x", "?adviser=x&page=x", "?q=%25",
    "?adviser=99999999999999999999", "?day_first=9999-12-31", "?day_last=0001-01-01",
    "?day_first=2026-12-31&day_last=2026-01-01", "?q=" + "x" * 3000, "?state=&state=booked"])
def test_odd_addresses_give_a_page(clerk, query):
    assert clerk.get(BOOKINGS + query).status_code == 200
    assert clerk.get(f"{BOOKINGS}/export{query}").status_code == 200


def test_the_list_counts_filters_and_turns_pages(clerk, person):
    assert total(clerk) == here() > 50
    assert total(clerk, "?state=cancelled") == here(Booking.state == "cancelled")
    adviser = Adviser.get(Adviser.person == person("谭仲明").id)
    assert total(clerk, f"?adviser={adviser.id}") == here(Booking.adviser == adviser) < here()
    assert total(clerk, f"?day_first={today() + timedelta(days=1)}") < here()
    assert total(clerk, "?day_first=2030-01-01") == 0
    assert total(clerk, "?state=nothing&adviser=0&day_first=soon") == here()
    assert "上一页" in clerk.get(f"{BOOKINGS}?page=2").text


def test_a_page_of_a_filter_keeps_the_filter(clerk):
    Booking.update(state="cancelled").where(Booking.locality == V).execute()
    assert f"{BOOKINGS}?state=cancelled&amp;page=2" in clerk.get(f"{BOOKINGS}?state=cancelled").text


def test_a_booking_whose_time_is_over_waits_for_the_adviser(clerk):
    over = here(Booking.state == "booked", Booking.ends_at <= utc_now())
    open_ones = here(Booking.state == "booked", Booking.ends_at > utc_now())
    assert over and total(clerk, "?state=over") == over
    assert total(clerk, "?state=booked") == open_ones
    rows = clerk.get(f"{BOOKINGS}?state=over").text.split("<tbody>")[1]
    assert "等顾问登记" in rows and "已约好" not in rows


def test_two_characters_find_an_adviser_and_nobody_who_came(clerk, person):
    adviser = Adviser.get(Adviser.person == person("谭仲明").id)
    theirs = here(Booking.adviser == adviser)
    Person.update(name="欧阳若兰").where(Person.id == adviser.person_id).execute()
    assert total(clerk, "?q=若兰") == total(clerk, "?q=欧阳%20兰") == theirs > 0
    assert total(clerk, "?q=若%25") == 0 and total(clerk, "?q=_") == 0
    Person.update(name="司马长风").where(Person.id.in_(Booking.select(Booking.resident))).execute()
    assert total(clerk, "?q=长风") == 0


def test_never_whose_it_was_and_never_the_matter(clerk):
    Matter.update(text="围墙占了我家三尺巷").execute()
    Person.update(name="司马长风").where(Person.id.in_(Booking.select(Booking.resident))).execute()
    said = clerk.get(BOOKINGS).text
    for form in ("csv", "paper"):
        said += post(clerk, f"{BOOKINGS}/export", {"purpose": "archive", "format": form}).text
    said += str(sheet_of(post(clerk, f"{BOOKINGS}/export", WHY)))
    assert "FL-" in said and "三尺巷" not in said and "长风" not in said


def test_a_consultation_shows_bare_facts(clerk, consultation):
    said = clerk.get(CONSULTATIONS).text
    copy = post(clerk, f"{CONSULTATIONS}/export", {"purpose": "archive", "format": "csv"}).text
    for shown in (said, copy):
        assert consultation.number in shown and "直接上门" in shown and "25" in shown
        for private in ("来访的老伯", "000099", "地界", "量地", "当场解答"):
            assert private not in shown
    assert "来访" not in clerk.get(f"{CONSULTATIONS}?q=老伯").text.split("<tbody>")[-1]


@pytest.mark.parametrize("name", ["黄美珍", "司徒晴", "梁书宁", "关启文"])
def test_others_get_neither_list_nor_copy(client_as, name):
    client = client_as(name)
    assert client.get(BOOKINGS).status_code == 403
    assert client.get(f"{BOOKINGS}/export").status_code == 403
    assert client.post(f"{BOOKINGS}/export", data=WHY).status_code == 403
    assert not AuditLine.select().where(AuditLine.act == "export").exists()


def test_excel(clerk, person):
    response = post(clerk, f"{BOOKINGS}/export?state=cancelled", WHY)
    assert response.status_code == 200 and "filename*=UTF-8''" in response.headers["Content-Disposition"]
    rows = sheet_of(response)
    count = here(Booking.state == "cancelled")
    assert rows[0][0] == "预约台账" and "状态：已取消" in rows[1][0]
    assert rows[2] == ["编号", "时间", "村", "顾问", "状态"]
    assert len([row for row in rows[3:] if row[0].startswith("FL-")]) == count
    assert rows[-1][0].startswith("导出人 方敏仪 · ") and rows[-1][0].endswith(
        f"用途：季度检查 · 共 {count} 条")
    line = AuditLine.get(AuditLine.act == "export")
    assert (line.person, line.act, line.what, line.count, line.reason) == (
        person("方敏仪"), "export", "legal.bookings", count, "季度检查")
    assert line.locality_id == V and "已取消" in line.details and line.at <= utc_now()


def test_csv(clerk):
    response = post(clerk, f"{BOOKINGS}/export", {**WHY, "format": "csv"})
    assert response.data.startswith(b"\xef\xbb\xbf") and b"\r\n" in response.data
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == here() + 2 and rows[0][3] == "顾问"


def test_paper(clerk):
    response = post(clerk, f"{BOOKINGS}/export?state=cancelled",
                    {"purpose": "other", "words": "村务公开栏", "format": "paper"})
    assert response.text.count("<tr>") == here(Booking.state == "cancelled") + 2
    assert "用途：其他：村务公开栏" in response.text and "审核人" in response.text
    assert AuditLine.get(AuditLine.act == "export").details.startswith("paper")


@pytest.mark.parametrize("sent", [
    {}, {"format": "xlsx"}, {"purpose": "x", "format": "xlsx"}, {"purpose": "other"},
    {"purpose": "archive", "format": "exe"}, {"purpose": "other", "words": " "},
    {"purpose": "archive", "words": "字" * 61}, {"purpose": "archive", "words": "\0"}])
def test_no_copy_without_a_reason(clerk, sent):
    response = post(clerk, f"{BOOKINGS}/export?state=cancelled", {"format": "xlsx", **sent})
    assert response.status_code == 422 and "summary" in response.text
    assert "状态：已取消" in response.text
    assert not AuditLine.select().where(AuditLine.act == "export").exists()


def test_what_was_typed_stays(clerk):
    response = post(clerk, f"{BOOKINGS}/export", {"words": "给镇里报数", "format": "paper"})
    assert response.status_code == 422 and "给镇里报数" in response.text
    assert re.search(r'<input[^>]*checked[^>]*value="paper"', response.text)


def test_who_has_no_desk_finds_the_ledgers_at_the_foot_of_the_page(client_as):
    adviser = client_as("司徒晴")
    foot = re.search(r'href="([^"]+)"[^>]*>台账</a>', adviser.get(f"/{V}/").text)
    page = adviser.get(foot[1])
    assert page.status_code == 200 and BOOKINGS not in page.text and "等我处理" not in page.text
    assert re.search(rf'href="{foot[1]}" aria-current="page"', page.text)
    assert ">台账</a>" not in client_as("黄美珍").get(f"/{V}/").text
