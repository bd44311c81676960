"""The figures of leaders, counted again from the rows in plain Python, and the rows they lead to."""

import re
from datetime import timedelta

import pytest

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Household
from linli.toolkit.calendar import local, today
from linli.toolkit.figures.counting import count
from linli.toolkit.figures.periods import MONTH, QUARTER, YEAR, Period
from plugins.leaders.claims.models import ACCEPTED, CLAIMED, LAPSED, RETURNED, SUBMITTED, Claim
from plugins.leaders.figures import REPORT
from plugins.leaders.journal.lists import monday
from plugins.leaders.journal.models import ANSWERED, WITHDRAWN, Appeal, Round, Visit
from plugins.leaders.ledgers import LEDGERS
from plugins.leaders.meetings.models import YEAR as REVIEW_OF_THE_YEAR
from plugins.leaders.meetings.models import Decision, Meeting
from plugins.leaders.module import module
from plugins.leaders.tasks.models import CANCELLED, OPEN, Task
from plugins.leaders.tenure.models import BLOCK_KINDS, PUT_FORWARD, SERVING, Tenure

V = "440783108226"
FIGURES = f"/{V}/leaders/figures"
CARD = r'aria-labelledby="figure-{name}">(.*?)</section>'


@pytest.fixture
def busy(app, village, person, block):
    """Rows of every kind beside the demo's, in 宅群村: some of this month, some of others."""
    tasks = [_task(village("宅群村"), number, state, people, ends, ago)
             for number, (state, people, ends, ago) in enumerate([
                 (OPEN, 2, 3, 0), (OPEN, 1, 3, 0), (OPEN, 3, -1, 2), (CANCELLED, 5, 3, 0),
                 (OPEN, 4, 3, 400)])]
    Task.update(taken=1).where(Task.id == tasks[1].id).execute()
    for number, (state, claimed, handed, review_by, reviewed) in enumerate([
            (CLAIMED, 0, None, None, None), (RETURNED, 40, 39, -35, 37), (LAPSED, 1, None, None, None),
            (LAPSED, 400, None, None, None), (SUBMITTED, 9, 8, -4, None), (SUBMITTED, 1, 0, 3, None),
            (ACCEPTED, 9, 8, -4, 1), (ACCEPTED, 9, 8, -4, 6)]):
        _claim(tasks[0], person("邓桂香"), state, claimed, handed, review_by, reviewed, number)
    home = Household.select().where(Household.block == block("祠堂边")).first()
    for ago in (0, 1, 50):
        day = today() - timedelta(days=ago)
        Visit.create(locality=V, block=block("祠堂边"), household=home, person=person("劳伟明"), day=day,
                     week=monday(day))
    for state in (ANSWERED, WITHDRAWN):
        Appeal.create(locality=V, asked_by=person("黄美珍"), kind="repair", text="灯不亮", state=state)
    _late_meeting()


def _task(place, number, state, people, ends, ago):
    now = utc_now()
    return Task.create(number=f"RW-F{number}", locality=place, topic="hazard", title="看电线", text="看一遍",
                       people=people, until=now + timedelta(days=ends), claim_hours=24, state=state,
                       published_at=now - timedelta(days=ago))


def _claim(task, doer, state, claimed, handed, review_by, reviewed, number):
    """Days are counted back from now, `review_by` on from today; a place is held by one claim alone."""
    now = utc_now()

    def ago(days):
        return None if days is None else now - timedelta(days=days)
    own = Task.create(number=f"RW-C{number}", locality=task.locality, topic="hazard", title="看电线",
                      text="看一遍", people=1, until=now + timedelta(days=3), claim_hours=24,
                      published_at=ago(800))
    Claim.create(task=own, person=doer, locality=V, state=state, claimed_at=ago(claimed),
                 due_at=now + timedelta(days=1), submitted_at=ago(handed), reviewed_at=ago(reviewed),
                 minutes=None if handed is None else 30,
                 review_by=None if review_by is None else today() + timedelta(days=review_by))


def _late_meeting():
    """One of this year that was held late, with decisions in time, late, and still to be done."""
    day = today() - timedelta(days=3)
    meeting = Meeting.create(locality=V, kind=REVIEW_OF_THE_YEAR, first_day=day, due_on=day,
                             held_on=today())
    for by_day, done_on in ((day, day), (day, today()), (day, None), (today(), None)):
        Decision.create(meeting=meeting, text="清水沟", who="组长", by_day=by_day, done_on=done_on)


def recount(period):
    """{figure: (above, below, how many rows its link shows)} of 宅群村, from all rows."""
    def within(moment):
        day = local(moment).date() if hasattr(moment, "hour") else moment
        return day is not None and period.first <= day <= period.last
    here = Locality.get_by_id(V)
    below = {each.code for each in Locality.select() if each.path.startswith(here.path)}
    blocks = [each for each in Locality.select()
              if each.code in below and each.kind in BLOCK_KINDS and not each.successor_id]
    served = {row.locality_id for row in Tenure.select() if row.state in SERVING}
    free = [each for each in blocks if each.code not in served]
    serve = [row for row in Tenure.select() if row.locality_id in below and row.state in SERVING]
    applied = [row for row in Tenure.select() if row.locality_id in below and within(row.made_at)]
    decided = [row for row in applied if row.state != PUT_FORWARD]
    tasks = [row for row in Task.select() if row.locality_id in below and row.state != CANCELLED
             and within(row.published_at)]
    still = [row for row in tasks if row.until > utc_now() and row.taken < row.people]
    claims = [row for row in Claim.select() if row.locality_id in below]
    taken = [row for row in claims if within(row.claimed_at)]
    done = [row for row in claims if row.state == ACCEPTED and within(row.submitted_at)]
    hours = sum(round((row.submitted_at - row.claimed_at).total_seconds() / 3600) for row in done)
    owed = [row for row in claims if within(row.review_by) and (row.reviewed_at or row.review_by < today())]
    late = [row for row in owed
            if (local(row.reviewed_at).date() if row.reviewed_at else today()) > row.review_by]
    visits = [row for row in Visit.select() if row.locality_id in below and within(row.day)]
    rounds = [row for row in Round.select() if row.locality_id in below and within(row.first_day)]
    made = [min(row.due, len({visit.household_id for visit in Visit.select() if (
        visit.block_id, visit.person_id, visit.week) == (row.block_id, row.person_id, row.first_day)}))
        for row in rounds]
    asked = [row for row in Appeal.select() if row.locality_id in below and row.state != WITHDRAWN
             and within(row.at)]
    answered = [row for row in asked if row.state == ANSWERED]
    meetings = [row for row in Meeting.select() if row.locality_id in below and within(row.due_on)
                and (row.held_on or row.due_on < today())]
    on_time = [row for row in meetings if row.held_on and row.held_on <= row.due_on]
    said = [row for row in Decision.select(Decision, Meeting).join(Meeting)
            if row.meeting.locality_id in below and within(row.by_day)
            and (row.done_on or row.by_day < today())]
    kept = [row for row in said if row.done_on and row.done_on <= row.by_day]

    def part(rows, of):
        return len(rows), len(of), len(rows)
    return {
        "unserved": (*part(free, blocks)[:2], None), "serving": (len(serve), 0, len(serve)),
        "applied": (len(applied), 0, len(applied)), "decided": part(decided, applied),
        "tasks": (len(tasks), 0, len(tasks)), "open": part(still, tasks),
        "filled": (sum(row.taken for row in tasks), sum(row.people for row in tasks), len(tasks)),
        "claims": (len(taken), 0, len(taken)),
        "in_hand": part([row for row in taken if row.state in (CLAIMED, RETURNED)], taken),
        "lapsed": part([row for row in taken if row.state == LAPSED], taken),
        "service": (sum(row.minutes for row in done), 0, len(done)),
        "time_to_finish": (hours, len(done), len(done)), "reviews_late": part(late, owed),
        "visits": (len(visits), 0, len(visits)),
        "rounds": (sum(made), sum(row.due for row in rounds), len(rounds)),
        "appeals": (len(asked), 0, len(asked)), "answered": part(answered, asked),
        "meetings": part(on_time, meetings), "decisions": part(kept, said)}


@pytest.mark.parametrize("length", [MONTH, QUARTER, YEAR])
def test_a_recount_and_the_rows_behind_it(busy, clerk, length):
    period = Period.around(today(), length)
    by_hand = recount(period)
    counted = count(REPORT, module, Locality.get_by_id(V), [period])
    found = {name: (cells[0].above, cells[0].below or 0) for name, cells in counted.totals.items()}
    assert found == {name: halves[:2] for name, halves in by_hand.items()}
    page = clerk.get(f"{FIGURES}?period={period}").text
    for name, (_above, _below, rows) in by_hand.items():
        card = re.search(CARD.format(name=name), page, re.DOTALL)[1]
        href = re.search(r'<a href="([^"]+)"', card)
        assert bool(href) == (rows is not None), name
        if href:
            said = clerk.get(href[1].replace("&amp;", "&")).text
            shown = re.search(r"共 (\d+) 条", said)
            assert int(shown[1] if shown else 0) == rows, name


def test_the_recount_has_something_to_find(busy):
    """Each half of every share differs from the other somewhere, or its filter is not tried."""
    by_hand = recount(Period.around(today(), YEAR))
    for figure in REPORT.figures:
        above, below, _rows = by_hand[figure.name]
        assert above, figure.name
        assert figure.kind != "share" or 0 < above < below, figure.name


def test_every_filter_that_a_figure_names_is_one_of_its_ledger():
    ledgers = {ledger.name: ledger for ledger in LEDGERS}
    for figure in (each for each in REPORT.figures if each.ledger):
        filters = {each.name: each for each in ledgers[figure.ledger].filters}
        for name, value in figure.ledger_with.items():
            assert value in filters[name].words, (figure.name, name)
