"""What a village sets counts, and what it did without: its own days and titles, and no points."""

from datetime import date, timedelta

import pytest

from linli.modules.services import save_settings, settings_of, switch
from linli.testing import post
from linli.toolkit.activities import Activity
from linli.toolkit.calendar import add_working_days, today
from plugins.leaders.claims.models import ACCEPTED, LEFT, Claim
from plugins.leaders.module import module
from plugins.leaders.tasks.models import TOPICS
from plugins.leaders.tasks.presets import PRESETS
from plugins.leaders.tenure.models import PROBATION, PUT_FORWARD, Tenure
from plugins.leaders.tenure.terms import term_end
from plugins.leaders.tests.test_tasks import NEW, newest, typed

V, TOWNSHIP = "440783108226", "440783108000"
HERE = f"/{V}/leaders"


@pytest.fixture
def rules(village):
    """`rules(review_days=7)`: the settings of 宅群村."""
    def keep(**values):
        save_settings(module, village("宅群村"), values, None)
        return settings_of(module, village("宅群村"))
    return keep


@pytest.mark.parametrize("topic", PRESETS)
def test_every_usual_task_opens_the_form_filled(clerk, topic):
    title, text, photos = PRESETS[topic]
    page = clerk.get(f"{NEW}?topic={topic}").text
    assert f'<option selected value="{topic}">' in page
    assert f'value="{title}"' in page and str(text) in page
    post(clerk, f"{NEW}?topic={topic}", typed(topic=topic, title=str(title), photos=str(photos)))
    assert (newest().topic, newest().title, newest().photos) == (topic, str(title), photos)


def test_the_nine_duties_that_a_liaison_shares_with_the_households_are_all_there():
    assert [str(TOPICS[topic])[-2] for topic in list(PRESETS)[-9:]] == ["联"] * 9
    assert len(PRESETS) == 4 + 9


def test_a_probation_is_as_long_as_the_village_says(clerk, rules):
    rules(probation_days=45)
    waiting = Tenure.get(Tenure.state == PUT_FORWARD)
    page = clerk.get(f"{HERE}/tenures/{waiting.id}/interview").text
    assert f'value="{today() + timedelta(days=45)}"' in page


def test_a_term_is_as_long_as_the_village_says(clerk, rules):
    said = term_end(rules(term_months=30))
    trial = Tenure.get(Tenure.state == PROBATION)
    assert f'value="{said}"' in clerk.get(f"{HERE}/tenures/{trial.id}/review").text
    assert said > today() + timedelta(days=900)


@pytest.mark.parametrize(("months", "day", "last"), [
    (1, date(2026, 1, 31), date(2026, 2, 27)), (1, date(2024, 1, 31), date(2024, 2, 28)),
    (12, date(2024, 2, 29), date(2025, 2, 27)), (48, date(2024, 2, 29), date(2028, 2, 28)),
    (12, date(2026, 5, 1), date(2027, 4, 30))])
def test_a_term_ends_on_the_eve_also_where_the_month_is_short(app, rules, months, day, last):
    assert term_end(rules(term_months=months), day) == last


def test_a_liaison_is_called_what_the_village_calls_them(client_as, rules, block):
    page = f"/{block('祠堂边').code}/leaders/"
    assert "邻里管家" not in client_as().get(page).text
    rules(liaison_title="邻里管家")
    assert "邻里管家" in client_as().get(page).text


def test_a_review_is_due_when_the_village_says(client_as, clerk, rules):
    rules(review_days=7)
    claim = _handed_in(clerk, client_as("邓桂香"))
    assert claim.review_by == add_working_days(today(), 7)


def test_without_points_a_task_is_done_all_the_same_and_nobody_speaks_of_points(
        client_as, clerk, village, app, person):
    switch(village("宅群村"), "points", False, None)
    leader = client_as("邓桂香")
    claim = _handed_in(clerk, leader)
    pages = [clerk.get(f"{HERE}/reviews/{claim.id}").text]
    assert post(clerk, f"{HERE}/reviews/{claim.id}", {"verdict": "accept"}).status_code == 303
    assert Claim.get_by_id(claim.id).state == ACCEPTED
    written = Activity.get(Activity.record == f"leaders_claim:{claim.id}")
    assert (written.person, written.minutes, written.worth) == (person("邓桂香"), 40, 0)
    ends = ("", "tasks", f"tasks/{claim.task.number}", f"claims/{claim.id}")
    pages += [each.get(f"{HERE}/{end}").text for each in (clerk, leader) for end in ends]
    pages += [clerk.get(f"{HERE}/{end}").text for end in (
        "tasks/new", "plans/new", "reviews", "figures", "pace", "ledgers/tasks", "ledgers/claims")]
    pages += [leader.get(f"{HERE}/certificate").text, leader.get(f"/{V}/").text]
    assert not [page for page in pages if "积分" in page]


def _handed_in(clerk, leader):
    """A task that was published, claimed and handed in, each on its page; the Claim."""
    Claim.update(state=LEFT).execute()
    assert post(clerk, NEW, typed(photos="0")).status_code == 303
    task = f"{HERE}/tasks/{newest().number}"
    claim = post(leader, f"{task}/claim", page=task).location
    assert post(leader, f"{claim}/hand-in", {"words": "捞干净了", "minutes": "40"}).status_code == 303
    return Claim.get_by_id(int(claim.rsplit("/", 1)[1]))
