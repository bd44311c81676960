"""Reviews by somebody other than the doer, the queue, and taking a verdict back."""

from datetime import datetime, timedelta

import pytest
import time_machine

from linli.database import utc_now
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import count_queries, csrf, photo, post
from linli.testing.pages import PageReader
from linli.toolkit import activities
from linli.toolkit.activities import Activity
from linli.toolkit.calendar import SHANGHAI, local
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import NotAllowed
from plugins.leaders.claims import reviewing
from plugins.leaders.claims.clock import tick
from plugins.leaders.claims.models import ACCEPTED, LAPSED, REJECTED, RETURNED, REVOKED, SUBMITTED, Claim
from plugins.leaders.tasks.models import Task
from plugins.leaders.tests.test_claims import (
    HERE,
    TOWNSHIP,
    V,
    claimed,
    leader,
    nothing_claimed,
    publish,
    taken,
    url,
    words,
)

__all__ = ["leader", "nothing_claimed", "publish"]
REVIEWS = f"{HERE}/reviews"


def review(claim):
    return f"{REVIEWS}/{claim.id}"


@pytest.fixture
def handed_in(client_as, publish):
    """`handed_in("邓桂香")`: a claim of a new task that this leader handed in, with a photo."""
    def make(name="邓桂香", **columns):
        client, task = client_as(name), publish(**columns)
        claim = claimed(client, task)
        answer = post(client, url(claim, "/hand-in"), words(photos=[photo()]))
        assert answer.status_code == 303, answer.text
        return Claim.get_by_id(claim.id)
    return make


def judge(client, claim, verdict, comment=""):
    return post(client, review(claim), {"verdict": verdict, "comment": comment})


def test_an_accepted_claim_is_an_activity(clerk, handed_in, person):
    claim = handed_in()
    page = clerk.get(review(claim)).text
    assert "扫干净了" in page and f"{url(claim)}/photos/" in page
    assert judge(clerk, claim, "accept", "辛苦了").status_code == 303
    told = Activity.get(Activity.record == f"leaders_claim:{claim.id}")
    assert (told.kind, told.title, told.locality_id, told.person, told.minutes, told.worth) == (
        "leaders.task", "扫楼道", V, person("邓桂香"), 40, 3)
    assert told.done_on == local(claim.submitted_at).date()
    claim = Claim.get_by_id(claim.id)
    assert (claim.state, claim.reviewed_by) == (ACCEPTED, person("方敏仪")) and taken(claim.task) == 1
    assert "任务通过了" in Notice.get(Notice.person == person("邓桂香"), Notice.url == url(claim)).title


def test_nothing_is_told_where_the_verdict_fails(clerk, handed_in, monkeypatch):
    claim = handed_in()
    page = clerk.get(review(claim)).text
    monkeypatch.setattr(activities, "write", _out_of_order)
    form = next(each for each in PageReader(page).forms if each.fields.get("seen"))
    with pytest.raises(AssertionError, match="500"):
        clerk.post(review(claim), data={**form.fields, "verdict": "accept"})
    assert Claim.get_by_id(claim.id).state == SUBMITTED


def _out_of_order(*_arguments, **_named):
    raise RuntimeError("the activities are out of order")


def test_returned_with_a_comment_and_handed_in_again(clerk, leader, handed_in):
    claim = handed_in()
    assert judge(clerk, claim, "return").status_code == 422
    assert judge(clerk, claim, "return", "顶楼还没扫").status_code == 303
    claim = Claim.get_by_id(claim.id)
    assert claim.state == RETURNED and claim.due_at > utc_now() + timedelta(hours=23)
    page = leader.get(url(claim, "/hand-in")).text
    assert "顶楼还没扫" in page and "扫干净了" in page and "已经收到的照片 1" in page
    kept = dict(_kept(page))
    answer = post(leader, url(claim, "/hand-in"), {**words(words="顶楼也扫了"), **kept,
                                                   "photos": [photo(60, 60)]})
    assert answer.status_code == 303
    claim = Claim.get_by_id(claim.id)
    assert (claim.state, claim.words, claim.comment) == (SUBMITTED, "顶楼也扫了", "")
    assert leader.get(url(claim)).text.count("/photos/") == 4, "two photos, each a link to itself"
    assert "顶楼还没扫" in clerk.get(url(claim)).text, "the history keeps it"


def _kept(page):
    fields = next(form.fields for form in PageReader(page).forms if "photos_kept" in form.fields)
    return [("photos_kept", fields["photos_kept"])]


def test_a_returned_claim_runs_out_too(clerk, handed_in):
    claim = handed_in()
    judge(clerk, claim, "return", "顶楼还没扫")
    claim = Claim.get_by_id(claim.id)
    tick(claim.due_at)
    assert Claim.get_by_id(claim.id).state == LAPSED and taken(claim.task) == 0


def test_rejected_with_a_reason_frees_the_place(clerk, leader, handed_in):
    claim = handed_in()
    assert judge(clerk, claim, "reject").status_code == 422
    assert judge(clerk, claim, "reject", "不是这栋楼").status_code == 303
    assert Claim.get_by_id(claim.id).state == REJECTED and taken(claim.task) == 0
    assert "不是这栋楼" in leader.get(url(claim)).text
    assert claimed(leader, claim.task) != claim


def test_the_doer_reviews_nothing_of_their_own(client_as, handed_in, person, block, village):
    give_post(person("方敏仪"), "building_steward", block("2 号楼"))
    claim, clerk = handed_in("方敏仪"), client_as("方敏仪")
    assert clerk.get(review(claim)).status_code == 403
    assert review(claim) not in clerk.get(REVIEWS).text and "去验收" not in clerk.get(url(claim)).text
    token = csrf(clerk.get(REVIEWS).text)
    for end, typed in ((review(claim), {"verdict": "accept", "seen": claim.submitted_at.isoformat()}),
                       (url(claim, "/revoke"), {"reason": "x"})):
        assert clerk.post(end, data={"csrf_token": token, **typed}).status_code == 403
    assert Claim.get_by_id(claim.id).state == SUBMITTED
    assert judge(client_as("梁书宁"), claim, "accept").status_code == 303


def test_nobody_of_the_doers_household_reviews(clerk, client_as, handed_in, person, scope_of, app):
    accepted, claim = handed_in(), handed_in()
    judge(clerk, accepted, "accept")
    Person.update(household=person("方敏仪").household_id).where(Person.id == person("邓桂香").id).execute()
    other = handed_in("劳伟明")
    queue = clerk.get(REVIEWS).text
    assert review(other) in queue and review(claim) not in queue
    assert clerk.get(review(claim)).status_code == 403
    for row in (claim, accepted):
        page = clerk.get(url(row)).text
        assert "去验收" not in page and "撤回验收" not in page
    assert judge(clerk, other, "accept").location == REVIEWS
    assert clerk.get(url(accepted, "/revoke")).status_code == 403
    with app.test_request_context(), pytest.raises(NotAllowed):
        reviewing.accept(scope_of("方敏仪"), claim, reviewing.seen_of(claim), "")
    with app.test_request_context(), pytest.raises(NotAllowed):
        reviewing.revoke(scope_of("方敏仪"), accepted, "不算")
    assert Claim.get_by_id(claim.id).state == SUBMITTED and Claim.get_by_id(accepted.id).state == ACCEPTED
    assert judge(client_as("梁书宁"), claim, "accept").status_code == 303


def test_no_household_is_nobodys(clerk, handed_in, person):
    Person.update(household=None).where(Person.id.in_([person("方敏仪").id, person("邓桂香").id])).execute()
    claim = handed_in()
    assert review(claim) in clerk.get(REVIEWS).text and judge(clerk, claim, "accept").status_code == 303


def test_staff_of_another_village_and_leaders_review_nothing(client_as, clerk_next_door, leader, handed_in):
    claim = handed_in("劳伟明")
    assert leader.get(review(claim)).status_code == 403
    assert clerk_next_door.get(f"/440783108227/leaders/reviews/{claim.id}").status_code == 404
    assert clerk_next_door.get(review(claim)).status_code == 403


def test_the_queue_leads_from_one_to_the_next(clerk, handed_in):
    first, second = handed_in(), handed_in("劳伟明")
    assert "共 2 项" in clerk.get(REVIEWS).text
    answer = judge(clerk, first, "accept")
    assert answer.location == review(second)
    assert "邓桂香 的“扫楼道”：已通过" in clerk.get(answer.location).text
    assert judge(clerk, second, "accept").location == REVIEWS
    assert "没有等验收的" in clerk.get(REVIEWS).text


def test_a_review_that_is_overdue_climbs(clerk, client_as, handed_in):
    claim = handed_in()
    town = client_as("梁书宁")
    assert "验收任务" not in town.get(f"/{TOWNSHIP}/desk").text, "the village has days for it first"
    assert "等验收" in clerk.get(f"/{V}/desk").text
    with time_machine.travel(datetime.combine(claim.review_by + timedelta(days=1), datetime.min.time(),
                                              SHANGHAI)):
        for page in (clerk.get(f"/{V}/desk").text, town.get(f"/{TOWNSHIP}/desk").text):
            assert "验收超期" in page
        assert "已超期" in clerk.get(REVIEWS).text
        assert "扫楼道" in clerk.get(f"{HERE}/ledgers/claims?overdue=late").text


def test_two_reviewers_and_one_verdict(clerk, client_as, handed_in):
    claim, town = handed_in(), client_as("梁书宁")
    form = next(each for each in PageReader(town.get(review(claim)).text).forms if each.fields.get("seen"))
    judge(clerk, claim, "return", "顶楼还没扫")
    answer = town.post(review(claim), data={**form.fields, "verdict": "accept", "comment": "很好"})
    assert answer.status_code == 409 and "退回再做" in answer.text
    assert not Activity.select().where(Activity.record == f"leaders_claim:{claim.id}").exists()


def test_a_verdict_is_on_what_the_reviewer_saw(clerk, client_as, leader, handed_in):
    """Returned and handed in again while somebody else still looks at the first photos."""
    claim, town = handed_in(), client_as("梁书宁")
    form = next(each for each in PageReader(town.get(review(claim)).text).forms if each.fields.get("seen"))
    judge(clerk, claim, "return", "顶楼还没扫")
    post(leader, url(claim, "/hand-in"), words(words="第二次"))
    answer = town.post(review(claim), data={**form.fields, "verdict": "reject", "comment": "不行"})
    assert answer.status_code == 409 and "第二次" in answer.text and "不行" in answer.text
    assert Claim.get_by_id(claim.id).state == SUBMITTED


def test_revoked_takes_the_activity_back(clerk, leader, handed_in):
    claim = handed_in()
    judge(clerk, claim, "accept")
    assert post(clerk, url(claim, "/revoke"), {"reason": ""}).status_code == 422
    page = clerk.get(url(claim, "/revoke")).text
    assert post(clerk, url(claim, "/revoke"), {"reason": "照片是去年的"}).status_code == 303
    told = Activity.get(Activity.record == f"leaders_claim:{claim.id}", Activity.reverses.is_null())
    assert told.reversals.count() == 1
    assert Claim.get_by_id(claim.id).state == REVOKED and taken(claim.task) == 0
    assert "照片是去年的" in leader.get(url(claim)).text
    again = clerk.post(url(claim, "/revoke"), data={"csrf_token": csrf(page), "reason": "再来"})
    assert again.status_code == 409 and told.reversals.count() == 1


def test_strange_verdicts(clerk, handed_in):
    claim = handed_in()
    for verdict in ("", "lapse", "begin", "\0"):
        assert judge(clerk, claim, verdict, "x").status_code == 422
    token = csrf(clerk.get(REVIEWS + f"/{claim.id}").text)
    answer = clerk.post(review(claim), data={"csrf_token": token, "verdict": "accept", "seen": "nonsense"})
    assert answer.status_code == 409 and Claim.get_by_id(claim.id).state == SUBMITTED


def test_the_ledger_adds_up(clerk, handed_in):
    for name in ("邓桂香", "劳伟明"):
        judge(clerk, handed_in(name), "accept")
    page = clerk.get(f"{HERE}/ledgers/claims?state=accepted").text
    assert ">80<" in page and "已通过" in page and "邓桂香" in page


def test_queries_do_not_grow_with_the_rows(clerk, leader, handed_in, publish, village, person):
    first = handed_in()
    pages = ((clerk, REVIEWS), (clerk, review(first)), (clerk, f"{HERE}/tasks/{first.task.number}"),
             (leader, f"{HERE}/tasks"), (clerk, f"{HERE}/ledgers/claims"), (clerk, f"{HERE}/pace"))

    def counts():
        found = []
        for client, page in pages:
            with count_queries() as seen:
                assert client.get(page).status_code == 200
            found.append(len(seen))
        return found
    before = counts()
    for number in range(12):
        task = publish(people=3) if number % 2 else first.task
        Claim.create(task=task, person=person("劳伟明" if number else "黄美珍"), locality=village("宅群村"),
                     state=("rejected", "submitted")[number % 2], due_at=utc_now(), submitted_at=utc_now(),
                     review_by=first.review_by, minutes=5, words="做了")
    assert counts() == before and max(before) <= 15
    assert Task.select().where(Task.taken > Task.people).count() == 0
