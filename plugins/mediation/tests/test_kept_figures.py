"""The figures of sessions and agreements: each counted again by hand, before the village and the township."""

import re
from datetime import timedelta
from html import unescape

import pytest

from linli.people.services import give_post
from linli.toolkit.calendar import local, today
from linli.toolkit.figures.words import HIDDEN
from plugins.mediation.agreements.models import CONFIRMED, Agreement, Confirmation, FollowUp, Term
from plugins.mediation.cases.models import RESPONDENT, Party
from plugins.mediation.cases.states import AGREED
from plugins.mediation.sessions.models import HELD, PLANNED, Session
from plugins.mediation.tests.making import make_agreement, make_case

V, TOWN = "/440783108226/mediation", "/440783108000/mediation"
NAMES = ("sessions", "confirmations", "terms_done", "visited")
NOTHING = "—"
YEARS = (today().year, today().year - 1)


@pytest.fixture
def rows(place, person, mediators):
    """Beside the demo: in force since fifty days, a term late, one done, one to come, no visit."""
    case = make_case(place, person("黄美珍"), person("谢国强"), AGREED, mediators[0])
    day = today() - timedelta(days=50)
    agreement = make_agreement(case, signed_on=day, confirm_by=day + timedelta(days=30),
                               follow_up_by=day + timedelta(days=30))
    party = Party.get(Party.case == case, Party.side == RESPONDENT)
    for due, done in ((-20, None), (-10, today() - timedelta(days=15)), (0, None)):
        Term.create(agreement=agreement, party=party, text="修", due_on=today() + timedelta(days=due),
                    done_on=done)
    Confirmation.create(case=case, court="法院", applied_on=day)
    make_agreement(make_case(place, person("黄美珍"), person("谢国强"), AGREED, mediators[0]))  # no signature


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


def share(above, below):
    """As the page rounds it: half up, to a tenth of a percent."""
    if not below:
        return NOTHING
    tenths = (above * 2000 + below) // (below * 2)
    return f"{tenths // 10}" + (f".{tenths % 10}" if tenths % 10 else "") + "%"


def counted(year):
    """The same by plain Python, from every row."""
    held = [row for row in Session.select() if row.state == HELD and local(row.starts_at).year == year]
    asked = [row for row in Confirmation.select() if row.applied_on.year == year]
    due = [row for row in Term.select() if row.agreement.signed_on and row.due_on <= today()
           and row.due_on.year == year]
    visits = [row for row in Agreement.select() if row.follow_up_by and row.follow_up_by <= today()
              and row.follow_up_by.year == year]
    visited = {row.case_id for row in FollowUp.select()}
    return {"sessions": f"{len(held)}",
            "confirmations": share(sum(row.state == CONFIRMED for row in asked), len(asked)),
            "terms_done": share(sum(row.done_on is not None for row in due), len(due)),
            "visited": share(sum(row.case_id in visited for row in visits), len(visits))}


@pytest.mark.parametrize("year", YEARS)
def test_each_figure_counted_again(client_as, rows, year):
    expected = counted(year)
    for where, who in ((V, "吴国安"), (TOWN, "关淑贞")):
        shown = cards(client_as(who), where, year)
        assert {name: shown[name][0] for name in NAMES} == expected


def test_small_counts_are_hidden_from_staff(client_as, place, mediators, person):
    """Of a year with one session held, staff learn no more than that there were few."""
    Session.update(state=PLANNED).where(
        Session.id != Session.select(Session.id).where(Session.state == HELD).limit(1)).execute()
    give_post(person("吴国安"), "mediator", place)
    year = next(local(row.starts_at).year for row in Session.select() if row.state == HELD)
    assert cards(client_as("吴国安"), V, year)["sessions"][0] == "1"
    assert cards(client_as("方敏仪"), V, year)["sessions"][0] == str(HIDDEN)
