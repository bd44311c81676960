"""The figures of points: each counted again by hand from the rows, before the village and the township."""

import re
from html import unescape

import pytest

from linli.database import utc_now
from linli.people.models import Household, Person
from linli.toolkit.calendar import local, today
from plugins.points.accounts.models import GIVEN_BACK, OPEN, SPENT, Account, Entry
from plugins.points.book.models import ASPECTS
from plugins.points.deeds.models import POSTED, REVERSED, Deed
from plugins.points.figures import REPORT
from plugins.points.ledgers import LEDGERS
from plugins.points.notice.models import DISMISSED, UPHELD, Objection
from plugins.points.shop.models import BOUGHT, StockLine
from plugins.points.tests.planting import V, deed, household

TOWN = "/440783108000/points"
HIDDEN, NOTHING = "少于5或隐去", "—"
YEARS = (today().year, today().year - 1)


@pytest.fixture
def rows(place, take, soap):
    """Beside the demo: minuses, one that was reversed, three answered objections, soap bought and taken."""
    account = household(place, "梁阿婆")
    for points, state in ((-2, POSTED), (-3, POSTED), (5, REVERSED)):
        deed(account, points, state, notice_from=today(), notice_until=today(), posted_on=today())
    for name, state in (("黄美珍", UPHELD), ("谢国强", UPHELD), ("吴国安", DISMISSED)):
        objector = Person.get(Person.name == name, Person.phone.is_null(False))
        Objection.create(deed=deed(account), person=objector, text="不对", state=state, answer="查过了",
                         answered_at=utc_now())
    take("黄美珍", soap)


def cards(client, where, year):
    """{name of a figure: (number, words)} of the page of a year."""
    answer = client.get(f"{where}/figures?period={year}")
    assert answer.status_code == 200
    found = {}
    for part in answer.text.split('<h2 id="figure-')[1:]:
        number = re.search(r'<p class="big"><b>(.*?)</b>', part).group(1)
        words = re.search(r'<p class="soft">(.*?)</p>', part.split("<details>")[0])
        found[part.split('"')[0]] = unescape(number), unescape(words.group(1)) if words else ""
    return found


def mean(values):
    """As the page rounds it: half up, to a tenth."""
    if not values:
        return NOTHING
    tenths = (sum(values) * 20 + len(values)) // (len(values) * 2)
    return f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")


def counted(place, year):
    """The same by plain Python, from every row of the village."""
    deeds = [each for each in Deed.select() if each.locality_id == place.code and each.posted_on
             and each.posted_on.year == year]
    found = {"days_to_passbook": mean([(each.posted_on - each.day).days for each in deeds
                                        if each.points > 0])}
    for aspect in ASPECTS:
        stands = [each.points for each in deeds if each.state == POSTED and each.rule.aspect == aspect]
        found[f"plus_{aspect}"] = f"{sum(points for points in stands if points > 0):,}"
        found[f"minus_{aspect}"] = f"{-sum(points for points in stands if points < 0):,}"
    fen = sum(line.cost for line in StockLine.select() if line.kind == BOUGHT and line.on.year == year
              and line.good.locality_id == place.code)
    found["cost"] = f"{fen / 100:,.2f}"
    spent = [line.points for line in Entry.select() if line.kind in (SPENT, GIVEN_BACK)
             and line.on.year == year and line.account.locality_id == place.code]
    found["spent"] = f"{-sum(spent):,}"
    return found


def test_the_village_reads_what_its_rows_say(rows, place, clerk):
    for year in YEARS:
        shown, expected = cards(clerk, V, year), counted(place, year)
        assert {name: shown[name][0] for name in expected} == expected
    shown = cards(clerk, V, today().year)
    accounts = [each for each in Account.select() if each.locality_id == place.code and each.state == OPEN]
    households = [each for each in Household.select() if each.locality_id == place.code]
    assert shown["taking_part"][1] == f"{len(households)} 户里 {len(accounts)} 户参加"
    answered = [each.state for each in Objection.select() if each.answered_at
                and local(each.answered_at).year == today().year and each.deed.locality_id == place.code]
    assert (len(answered), answered.count(UPHELD)) == (3, 2)
    assert shown["objections_upheld"][1] == "答复 3 条异议，成立 2 条"
    assert shown["minus_taking_part"] == ("5", "2 件，都先听了说明")


def test_the_township_reads_the_same_and_nothing_small(rows, clerk, client_as):
    own, town = cards(clerk, V, today().year), cards(client_as("梁书宁"), TOWN, today().year)
    private = {figure.name for figure in REPORT.figures if figure.private}
    for name, shown in town.items():
        assert shown == own[name] or (name in private and shown[0] == HIDDEN), name
    for name in ("minus_taking_part", "objections_upheld"):
        assert town[name][0] == HIDDEN != own[name][0], name
    assert "/points/ledgers/" not in client_as("梁书宁").get(f"{TOWN}/figures").text.split("<main")[1]


def test_a_figure_leads_to_its_rows(rows, clerk):
    """What it counts and what the ledger lists are as many."""
    page = clerk.get(f"{V}/figures?period={today().year}").text
    for name, model_rows in (
            ("approved", [each for each in Deed.select() if each.notice_from and each.points > 0
                          and each.notice_from.year == today().year]),
            ("spent", [each for each in Entry.select() if each.kind in (SPENT, GIVEN_BACK)
                       and each.on.year == today().year])):
        part = page.split(f'id="figure-{name}"')[1].split("</section>")[0]
        href = unescape(re.search(r'href="([^"]*/ledgers/[^"]*)"', part).group(1))
        assert f"共 {len(model_rows)} 条" in clerk.get(href).text, name


@pytest.mark.parametrize("ledger", [each.name for each in LEDGERS])
def test_the_township_opens_no_ledger(client_as, ledger):
    for where in (V, TOWN):
        assert client_as("梁书宁").get(f"{where}/ledgers/{ledger}").status_code == 403


def test_the_township_opens_no_passbook(rows, client_as, account_of):
    client, account = client_as("梁书宁"), account_of("黄美珍")
    for tail in (f"accounts/{account.id}", f"accounts/{account.id}/print", "passbook"):
        assert client.get(f"{V}/{tail}").status_code == 403, tail
