"""The figures of cases, each counted again in plain Python from the rows."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest

from linli.toolkit.calendar import local, today
from linli.toolkit.figures.words import HIDDEN
from plugins.mediation.cases.figures import MAIN
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import (
    ACCEPTED,
    AGREED,
    CARRIED_OUT,
    CLOSED,
    FAILED,
    IN_HAND,
    SITTING,
    WITHDRAWN,
)
from plugins.mediation.tests.making import make_case

V, TOWN = "/440783108226/mediation", "/440783108000/mediation"


@pytest.fixture
def rows(place, person, mediators):
    """Beside the demo: one past its day, one escalated, two that ended, of the same two people."""
    one, other, day = person("黄美珍"), person("谢国强"), today()
    make_case(place, one, other, SITTING, mediators[0], due_on=day - timedelta(days=2))
    make_case(place, one, other, ACCEPTED, desk=place.parent, escalated_on=day)
    make_case(place, one, other, FAILED, mediators[0], ended_on=day, accepted_on=day - timedelta(days=7))
    make_case(place, one, other, AGREED, mediators[0], agreed_on=day, accepted_on=day - timedelta(days=4))


def shown(client, where):
    """{name of a figure: its number} of the page of this year."""
    found = {}
    for part in client.get(f"{where}/figures?period={today().year}").text.split('<h2 id="figure-')[1:]:
        number = re.search(r'<p class="big"><b>(.*?)</b>', part).group(1)
        found[part.split('"')[0]] = unescape(re.sub("<.*?>", "", number))
    return found


def counted():
    """The same by plain Python."""
    year, cases = today().year, list(Case.select())
    accepted = [each for each in cases if each.accepted_on and each.accepted_on.year == year]
    agreed = [each for each in cases if each.agreed_on and each.agreed_on.year == year]
    over = [(each, each.agreed_on or each.ended_on) for each in cases
            if each.accepted_on and (each.agreed_on or each.state in (FAILED, WITHDRAWN))]
    over = [(each, day) for each, day in over if day.year == year]
    days = [(day - each.accepted_on).days for each, day in over]
    tenths = (sum(days) * 20 + len(days)) // (len(days) * 2)
    kept = len([each for each in agreed if each.state in (CARRIED_OUT, CLOSED)])
    kinds = Counter(each.ministry_kind for each in accepted)
    return {
        "received": len([each for each in cases if local(each.applied_at).year == year]),
        "accepted": len(accepted), "agreed": len(agreed),
        "success": _share(len([each for each, _day in over if each.agreed_on]), len(over)),
        "kept": _share(kept, len(agreed)),
        "days": f"{tenths // 10}" + (f".{tenths % 10}" if tenths % 10 else ""),
        "late": len([each for each in cases if each.due_on and each.due_on < today()
                     and each.state in (ACCEPTED, *IN_HAND)]),
        "escalated": len([each for each in cases if each.escalated_on]), "again": _again(accepted),
        **{f"kind_{kind}": kinds[kind] for kind in MAIN},
        "kind_else": sum(count for kind, count in kinds.items() if kind not in MAIN)}


def _share(above, below):
    tenths = (above * 2000 + below) // (below * 2)
    return f"{tenths // 10}" + (f".{tenths % 10}" if tenths % 10 else "") + "%"


def _again(accepted):
    seen, again = set(), 0
    for case in sorted((each for each in Case.select() if each.accepted_on), key=lambda each: each.id):
        people = [each.person_id for each in Party.select().where(Party.case == case) if each.person_id]
        again += len([each for each in people if each in seen]) if case in accepted else 0
        seen.update(people)
    return again


def test_the_mediator_reads_what_the_rows_say(rows, client_as):
    read = shown(client_as("吴国安"), V)
    assert {name: read[name] for name in counted()} == {
        name: str(value) for name, value in counted().items()}


def test_staff_read_no_count_below_five(rows, client_as):
    whole, staff = shown(client_as("吴国安"), V), shown(client_as("方敏仪"), V)
    small = [name for name in counted() if whole[name].isdigit() and 0 < int(whole[name]) < 5]
    assert {"late", "escalated"} <= set(small)
    assert all(staff[name] == str(HIDDEN) for name in small)
    assert client_as("黄美珍").get(f"{V}/figures").status_code == 403


def test_a_township_adds_its_villages_up(rows, client_as):
    assert shown(client_as("关淑贞"), TOWN)["received"] == shown(client_as("吴国安"), V)["received"]
