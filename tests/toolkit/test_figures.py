"""Figures: a recount in plain Python, pages on which small counts stay hidden, and who sees what."""

import random
import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine

from linli.localities.models import Locality
from linli.modules.models import ModuleSetting
from linli.modules.services import save_settings, settings_of, switch
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import count_queries
from linli.toolkit.calendar import local, today
from linli.toolkit.figures import Duty, Figure, Report
from linli.toolkit.figures.counting import Cell, count
from linli.toolkit.figures.periods import MONTH, QUARTER, YEAR, Period, asked_for
from linli.toolkit.figures.views import refuse_unknown
from linli.toolkit.figures.words import denominator, number
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import HELD, NO_SHOW, Booking
from plugins.legal.consultation.models import Consultation, Rating
from plugins.legal.figures import REPORT
from plugins.legal.gatherings.models import Gathering
from plugins.legal.leads.models import Lead, Payment
from plugins.legal.module import module

TOWNSHIP, ZHAIQUN, QIANGYA, NANPING = "440783108000", "440783108226", "440783108227", "440783108220"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
FIGURES = {figure.name: figure for figure in REPORT.figures}


@pytest.fixture
def township(app):
    """The township, in which the module is on everywhere, and nothing has been counted yet."""
    Rating.delete().execute()
    _forget_consultations()
    place = Locality.get_by_id(TOWNSHIP)
    switch(place, "legal", True, None)
    return place


@pytest.fixture
def november():
    """It is 22 November 2026, noon in Shanghai."""
    with time_machine.travel(NOON, tick=False):
        yield


def _forget_consultations():
    """Whatever the demo says of them: here each test brings its own."""
    for model in (each for each in Consultation._meta.model_backrefs if each is not Rating):
        model.delete().execute()
    Consultation.delete().execute()


def consult(place, day, minutes=30, times=1):
    """Consultations that took place."""
    adviser, numbers = Adviser.select().first(), random.Random()
    return [Consultation.create(number=f"T-{numbers.random()}", locality=place, adviser=adviser,
                                channel="door", day=day, minutes=minutes) for _each in range(times)]


def book(place, starts_at, state, waited=0):
    """A booking, without asking whether there is a place for it."""
    return Booking.create(
        number=f"T-{random.random()}", locality=place, adviser=Adviser.select().first(),
        resident=Person.select().first(), starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        seat=random.randint(100, 10**9), place_kind="x", place="x", state=state, waited_days=waited)


def cell(place, name, text):
    """A figure of a whole place in the period that an address names."""
    return count(REPORT, module, place, [asked_for(text, today())]).totals[name][0]


# Recounts


@pytest.mark.parametrize("months", [MONTH, QUARTER, YEAR])
def test_a_recount_from_the_rows_in_plain_python(township, months):
    numbers = random.Random(months)
    places = [place.code for place in Locality.select().where(Locality.parent == township)][:7]
    for _each in range(120):
        at = NOON - timedelta(hours=numbers.randrange(24 * 900))
        for row in consult(numbers.choice([*places, TOWNSHIP]), local(at).date(),
                           numbers.randrange(5, 90)):
            if numbers.random() < 0.5:
                Rating.create(consultation=row, stars=numbers.randint(1, 5))
        book(numbers.choice(places), at, numbers.choice((HELD, NO_SHOW, "cancelled")),
             numbers.randrange(9))
    last = Period.around(today(), months)
    periods = [last.shifted(-back) for back in reversed(range(6))]
    counted = count(REPORT, module, township, periods)
    for name, by_hand in recounts().items():
        for at, period in enumerate(periods):
            found = {row.code: counted.cells[name][row.code][at] for row in counted.rows}
            halves = by_hand(period)
            for code, (above, below, _behind) in found.items():
                assert (above, below or 0) == halves.get(code, (0, 0)), (name, str(period), code)
            assert counted.totals[name][at][0] == sum(above for above, _below in halves.values())
            assert (counted.totals[name][at][1] or 0) == sum(below for _above, below in halves.values())


def test_the_lawyers_hours_are_theirs_and_no_judges(app, township, november):
    """Consultations of lawyers, and gatherings whose time counts as a lawyer's; nothing else."""
    lawyers = {row.id for row in Adviser.select().where(Adviser.kind == "lawyer")}
    rows = [*Consultation.select(), *Gathering.select().where(Gathering.minutes.is_null(False))]
    period = asked_for("2026", today())
    minutes = sum(row.minutes for row in rows
                  if row.adviser_id in lawyers and period.first <= row.day <= period.last)
    assert minutes and any(row.adviser_id not in lawyers for row in rows)
    assert count(REPORT, module, township, [period]).totals["hours"][0].above == minutes


def recounts():
    """{figure: function of a period → {code: (above, below)}}, each from all rows, in Python."""
    def tally(rows, period):
        found = {}
        for code, day, above, below in rows:
            if period.first <= day <= period.last:
                old = found.get(code, (0, 0))
                found[code] = (old[0] + above, old[1] + below)
        return found
    held, rated = list(Consultation.select()), list(Rating.select(Rating, Consultation).join(Consultation))
    told = [row for row in Booking.select() if row.state in (HELD, NO_SHOW)]
    leads = list(Lead.select().where(Lead.state != "refused"))
    paid = {lead.id: sum(payment.amount for payment in lead.payments) for lead in leads}
    return {
        "consultations": lambda period: tally([(row.locality_id, row.day, 1, 0) for row in held], period),
        "paid": lambda period: tally([
            (lead.locality_id, local(lead.reported_at).date(), int(paid[lead.id] == lead.amount), 1)
            for lead in leads], period),
        "recovered": lambda period: tally([
            (payment.lead.locality_id, payment.day, payment.amount, 0)
            for payment in Payment.select(Payment, Lead).join(Lead)], period),
        "waiting": lambda period: tally([
            (row.locality_id, local(row.starts_at).date(), row.waited_days, 1)
            for row in told if row.state == HELD], period),
        "no_shows": lambda period: tally([
            (row.locality_id, local(row.starts_at).date(), int(row.state == NO_SHOW), 1)
            for row in told], period),
        "stars": lambda period: tally([
            (row.consultation.locality_id, row.consultation.day, row.stars, 1) for row in rated], period),
    }


def test_the_months_of_a_year_add_up_to_it(township, november):
    numbers = random.Random(5)
    for _each in range(60):
        consult(ZHAIQUN, date(2026, 1, 1) + timedelta(days=numbers.randrange(320)))
    months = [Period(date(2026, month, 1), MONTH) for month in range(1, 13)]
    quarters = [Period(date(2026, month, 1), QUARTER) for month in (1, 4, 7, 10)]
    sums = [sum(each.above for each in count(REPORT, module, township, periods).totals["consultations"])
            for periods in (months, quarters, [Period(date(2026, 1, 1), YEAR)])]
    assert sums == [60, 60, 60]


def test_a_day_ends_at_midnight_in_shanghai(township, november):
    before = cell(township, "no_shows", "2026-10"), cell(township, "no_shows", "2026-11")
    book(ZHAIQUN, datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), NO_SHOW)
    book(ZHAIQUN, datetime(2026, 10, 31, 16, 0, 0, tzinfo=UTC), NO_SHOW)
    book(ZHAIQUN, datetime(2026, 11, 30, 15, 59, 59, 999999, tzinfo=UTC), NO_SHOW)
    book(ZHAIQUN, datetime(2026, 11, 30, 16, 0, 0, tzinfo=UTC), NO_SHOW)
    assert cell(township, "no_shows", "2026-10").above - before[0].above == 1
    assert cell(township, "no_shows", "2026-11").above - before[1].above == 2


def test_what_lies_in_a_grid_is_its_villages_and_what_lies_in_none_the_townships(township, november):
    village = Locality.get_by_id(ZHAIQUN)
    grid = Locality.create(code=f"{ZHAIQUN}-g03", name="三格", short_name="三格", kind="grid",
                           parent=village, path=f"{village.path}{ZHAIQUN}-g03/")
    consult(grid, date(2026, 11, 2), times=2)
    consult(township, date(2026, 11, 2))
    counted = count(REPORT, module, township, [asked_for("2026-11", today())])
    cells = counted.cells["consultations"]
    assert (cells[ZHAIQUN][0].above, cells[TOWNSHIP][0].above) == (2, 1)
    assert counted.totals["consultations"][0].above == 3
    assert [row.code for row in counted.rows] == sorted(row.code for row in counted.rows)


def test_a_village_that_switched_off_still_counts_what_it_did(client_as, township, november):
    consult(NANPING, date(2026, 11, 2), times=6)
    switch(Locality.get_by_id(NANPING), "legal", False, None)
    assert cell(township, "consultations", "2026-11").above == 6
    text = client_as("梁书宁").get(f"/{TOWNSHIP}/legal/figures?period=2026-11").text
    assert "没开通" in text and f'href="/{NANPING}/legal/figures' not in text


# Denominators


def test_a_duty_follows_the_setting_of_each_village(township, november):
    village = Locality.get_by_id(ZHAIQUN)
    own = vars(settings_of(module, village))
    save_settings(module, village, {**own, "duty_hours": 20}, None)
    on = Locality.select().where(Locality.kind.in_(("village", "community"))).count()
    for text, months in (("2026-11", 1), ("2026-Q3", 3), ("2025", 12)):
        assert cell(village, "hours", text).below == 20 * 60 * months
        assert cell(township, "hours", text).below == (20 + 8 * (on - 1)) * 60 * months


def test_a_village_without_the_module_owes_nothing(app, november):
    township = Locality.get_by_id(TOWNSHIP)
    consult(NANPING, date(2026, 11, 2), minutes=60)
    counted = count(REPORT, module, township, [asked_for("2026-11", today())])
    assert counted.cells["hours"][NANPING][0] == Cell(60, 0)
    assert counted.totals["hours"][0].below == 2 * 8 * 60


def test_a_duty_of_nothing_is_no_error(client_as, township, november):
    village = Locality.get_by_id(ZHAIQUN)
    ModuleSetting.create(locality=village, module="legal", name="duty_hours", value="0")
    assert "这里没有定应有多少" in client_as("方敏仪").get(f"/{ZHAIQUN}/legal/figures").text


@pytest.mark.parametrize(("kind", "halves", "shown"), [
    ("share", (0, 0), "—"), ("mean", (0, 0), "—"), ("share", (0, 12), "0%"), ("share", (2, 12), "16.7%"),
    ("share", (1, 3), "33.3%"), ("share", (2, 3), "66.7%"), ("share", (12, 12), "100%"),
    ("mean", (10, 4), "2.5"), ("mean", (8, 4), "2"), ("mean", (1, 20), "0.1"),
    ("minutes", (450, 480), "7.5"), ("minutes", (0, 480), "0"), ("money", (123456, None), "1,234.56"),
    ("money", (-5, None), "-0.05"), ("count", (1200, None), "1,200")])
def test_numbers_as_they_are_read(app, kind, halves, shown):
    with app.test_request_context():
        assert number(Figure("x", "x", (), kind=kind), Cell(*halves)) == shown


def test_a_mean_of_the_township_comes_from_its_sums(township, november):
    for waited in (10, 0, 0, 0):
        book(ZHAIQUN, NOON - timedelta(days=2, hours=waited), HELD, waited)
    book(NANPING, NOON - timedelta(days=2), HELD, 20)
    periods = [asked_for("2026-11", today())]
    counted = count(REPORT, module, township, periods)
    rows = [counted.cells["waiting"][row.code][0] for row in counted.rows]
    total, means = counted.totals["waiting"][0], [Fraction(*row[:2]) for row in rows if row.below]
    assert total[:2] == (sum(row.above for row in rows), sum(row.below for row in rows))
    assert Fraction(*total[:2]) != sum(means) / len(means)


def test_no_shows_in_words(app):
    with app.test_request_context():
        assert denominator(FIGURES["no_shows"], Cell(2, 12)) == "12 次里 2 次没来"
        assert denominator(FIGURES["hours"], Cell(360, 480)) == "应有 8 小时，做到 75%"
        assert denominator(FIGURES["consultations"], Cell(3)) == ""


# Small counts


@pytest.fixture
def lonely(township, november):
    """Three in 宅群, six in 强亚, nine in 南屏: 宅群 is small, 强亚 would tell."""
    for place, times in ((ZHAIQUN, 3), (QIANGYA, 6), (NANPING, 9)):
        consult(place, date(2026, 11, 2), times=times)
    return township


def first_card(client, code):
    """The number of the first card, 咨询, and the whole text of the page."""
    response = client.get(f"/{code}/legal/figures?period=2026-11")
    assert response.status_code == 200
    return re.search(r'class="big"><b>([^<]+)</b>', response.text)[1], response.text


def fields(text):
    """{name of a place: the text of its first field} in the table of villages."""
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', text.split("by-village")[1], re.S)
    return {_bare(name): _bare(field) for name, field in rows}


def _bare(html):
    return re.sub(r"<[^>]+>", "", html).strip()


def test_the_township_sees_no_small_count(client_as, lonely):
    client = client_as("梁书宁")
    total, text = first_card(client, TOWNSHIP)
    found = fields(text)
    assert total == "18" == found["合计"]
    assert (found["宅群村"], found["强亚村"], found["南屏村"]) == ("少于5或隐去", "少于5或隐去", "9")


def test_the_page_of_a_village_hides_what_the_table_hides(client_as, lonely):
    client = client_as("梁书宁")
    for code, shown in ((ZHAIQUN, "少于5或隐去"), (QIANGYA, "少于5或隐去"), (NANPING, "9")):
        number, text = first_card(client, code)
        assert number == shown
        chart = re.search(r'id="trend-consultations-words">(.*?)</desc>', text)[1]
        assert chart.endswith(f"2026 年 11 月 {shown}" + (" 次" if shown == "9" else ""))


def card(client, code, name, period):
    """The big number of a card."""
    text = client.get(f"/{code}/legal/figures?period={period}").text
    return re.search(rf'id="figure-{name}".*?class="big"><b>([^<]+)</b>', text, re.S)[1]


def test_a_month_does_not_come_back_by_its_quarter_or_year(client_as, township, november):
    """Only as the total of all villages, where their months were shown."""
    for month, own in ((7, 8), (8, 8), (9, 2)):
        consult(ZHAIQUN, date(2026, month, 10), times=own)
        for code in (QIANGYA, NANPING):
            consult(code, date(2026, month, 10), times=8)
    client = client_as("梁书宁")
    shown = [card(client, ZHAIQUN, "consultations", period)
             for period in ("2026-07", "2026-08", "2026-09", "2026-Q3", "2026")]
    assert shown == ["8", "8", "少于5或隐去", "少于5或隐去", "少于5或隐去"]
    assert card(client, QIANGYA, "consultations", "2026-Q3") == "24"
    assert card(client, TOWNSHIP, "consultations", "2026-Q3") == "66"
    assert card(client_as("方敏仪"), ZHAIQUN, "consultations", "2026-Q3") == "18"
    text = client.get(f"/{ZHAIQUN}/legal/figures?period=2026-Q4").text
    drawn = text.split('id="trend-consultations-words">')[1].split("</desc>")[0]
    assert "2026 年第 3 季度 少于5或隐去" in drawn


def test_a_single_star_is_nobodys_to_see(client_as, township, november):
    Rating.create(consultation=consult(ZHAIQUN, date(2026, 11, 2))[0], stars=1)
    for name in ("方敏仪", "梁书宁"):
        assert card(client_as(name), ZHAIQUN, "stars", "2026-11") == "少于5或隐去"
    for row in consult(ZHAIQUN, date(2026, 11, 3), times=4):
        Rating.create(consultation=row, stars=5)
    assert card(client_as("方敏仪"), ZHAIQUN, "stars", "2026-11") == "4.2"


def test_hours_are_hidden_with_the_consultations_behind_them(client_as, lonely):
    for code in (ZHAIQUN, QIANGYA):
        assert card(client_as("梁书宁"), code, "hours", "2026-11") == "少于5或隐去"
    assert card(client_as("梁书宁"), NANPING, "hours", "2026-11") != "少于5或隐去"
    assert card(client_as("方敏仪"), ZHAIQUN, "hours", "2026-11") != "少于5或隐去"


def test_money_is_hidden_with_the_leads_that_it_was_paid_for(client_as, person, township, november):
    """Also where all of them came in another month, and paid often: each counts once."""
    Lead.update(locality=township.parent).execute()  # payments stay: they are append-only
    leads = [Lead.create(number=f"T-{at}", locality=QIANGYA, source="worker", employer="x", site="x",
                         people=1, amount=10000, reported_by=person("黄美珍"), due_on=today(),
                         reported_at=NOON - timedelta(days=60)) for at in range(6)]
    for _each in range(6):
        Payment.create(lead=leads[0], day=date(2026, 11, 3), amount=100, person=person("冯少芬"))
    assert card(client_as("梁书宁"), QIANGYA, "leads", "2026-09") == "6"
    assert card(client_as("梁书宁"), QIANGYA, "recovered", "2026-11") == "少于5或隐去"
    assert card(client_as("冯少芬"), QIANGYA, "recovered", "2026-11") == "6.00"
    for lead in leads[1:]:
        Payment.create(lead=lead, day=date(2026, 11, 4), amount=100, person=person("冯少芬"))
    assert card(client_as("梁书宁"), QIANGYA, "recovered", "2026-11") == "11.00"


def test_a_villages_own_clerk_sees_its_numbers_and_is_led_to_the_rows(client_as, lonely):
    clerk = client_as("方敏仪")
    number, text = first_card(clerk, ZHAIQUN)
    address = f"/{ZHAIQUN}/legal/ledgers/consultations?day_first=2026-11-01&day_last=2026-11-30"
    assert number == "3" and address.replace("&", "&amp;") in text
    assert "共 3 条" in clerk.get(address).text


def test_every_figure_leads_to_as_many_rows_as_it_counted(client_as, township, november):
    consult(ZHAIQUN, date(2026, 10, 31), times=2)
    for state, times in ((HELD, 3), (NO_SHOW, 2)):
        for _each in range(times):
            book(ZHAIQUN, datetime(2026, 10, 31, 15, 59, tzinfo=UTC), state)
    clerk = client_as("方敏仪")
    text = clerk.get(f"/{ZHAIQUN}/legal/figures?period=2026-10").text
    halves = {name: cell(Locality.get_by_id(ZHAIQUN), name, "2026-10") for name in FIGURES}
    for name, rows in (("consultations", halves["consultations"].above),
                       ("waiting", halves["waiting"].below), ("no_shows", halves["no_shows"].above)):
        card = text.split(f'id="figure-{name}"')[1].split("</section>")[0]
        address = re.search(r'href="([^"]+/ledgers/[^"]+)"', card)[1].replace("&amp;", "&")
        assert f"共 {rows} 条" in clerk.get(address).text, address


# Who, and how much it costs


@pytest.mark.parametrize(("name", "code", "status"), [
    ("黄美珍", ZHAIQUN, 403), ("司徒晴", ZHAIQUN, 403), ("方敏仪", ZHAIQUN, 200),
    ("方敏仪", QIANGYA, 403), ("方敏仪", TOWNSHIP, 403), ("梁书宁", TOWNSHIP, 200),
    ("梁书宁", ZHAIQUN, 200), ("冯少芬", TOWNSHIP, 200), (None, ZHAIQUN, 302),
    ("梁书宁", NANPING, 404)])
def test_who_may_open_it(client_as, name, code, status):
    assert client_as(name).get(f"/{code}/legal/figures").status_code == status


def test_the_township_gets_no_link_to_rows_it_may_not_open(client_as, township, november):
    consult(ZHAIQUN, date(2026, 11, 2), times=9)
    text = client_as("梁书宁").get(f"/{TOWNSHIP}/legal/figures").text
    assert "/legal/ledgers/consultations?" not in text and "/legal/ledgers/bookings?" not in text


def test_neither_a_grid_nor_a_county_has_a_page(client_as, app):
    village = Locality.get_by_id(ZHAIQUN)
    Locality.create(code=f"{ZHAIQUN}-g03", name="三格", short_name="三格", kind="grid",
                    parent=village, path=f"{village.path}{ZHAIQUN}-g03/")
    assert client_as("方敏仪").get(f"/{ZHAIQUN}-g03/legal/figures").status_code == 404
    assert client_as("方敏仪").get(f"/{ZHAIQUN}-g03/legal/").status_code == 200


def test_it_stands_at_the_side_of_the_desk(client_as):
    assert f'href="/{ZHAIQUN}/legal/figures"' in client_as("方敏仪").get(f"/{ZHAIQUN}/desk").text
    assert f'href="/{TOWNSHIP}/legal/figures"' in client_as("梁书宁").get(f"/{TOWNSHIP}/desk").text


def test_a_running_period_says_so_and_leads_back(client_as, november):
    client = client_as("方敏仪")
    now = client.get(f"/{ZHAIQUN}/legal/figures").text
    assert "本月还没过完" in now and "period=2026-10" in now and "下一月" not in now
    assert "period=2026-Q4" in now and "period=2026\"" in now
    before = client.get(f"/{ZHAIQUN}/legal/figures?period=2026-Q3").text
    assert "还没过完" not in before and "period=2026-Q2" in before and "period=2026-Q4" in before
    assert "上一年" not in client.get(f"/{ZHAIQUN}/legal/figures?period=2000").text


def test_the_queries_do_not_grow(client_as, app, november):
    def asked(code):
        with count_queries() as seen:
            assert client.get(f"/{code}/legal/figures?period=2025").status_code == 200
        return len(seen)
    client = client_as("梁书宁")
    before = asked(TOWNSHIP), asked(ZHAIQUN)
    switch(Locality.get_by_id(TOWNSHIP), "legal", True, None)
    for place in Locality.select().where(Locality.parent == TOWNSHIP):
        consult(place, date(2025, 3, 4), times=3)
    assert (asked(TOWNSHIP), asked(ZHAIQUN)) == before
    assert max(before) <= 15


def test_a_clerk_of_the_township_and_of_one_village_sees_that_one(client_as, person, lonely):
    give_post(person("方敏仪"), "township_staff", Locality.get_by_id(TOWNSHIP))
    total, text = first_card(client_as("方敏仪"), TOWNSHIP)
    found = fields(text)
    assert (total, found["宅群村"], found["强亚村"], found["南屏村"]) == ("18", "3", "6", "9")


@pytest.mark.parametrize(("ledger", "below", "allowed"), [
    ("nowhere", (), "legal.figures"), ("", Duty("nothing"), "legal.figures"), ("", (), "desk")])
def test_a_report_that_speaks_of_what_its_plugin_lacks_does_not_start(ledger, below, allowed):
    report = Report("x", allowed, (Figure("x", "x", (), below, ledger=ledger),))
    with pytest.raises(ValueError, match="legal"):
        refuse_unknown(module, report, {})
