"""Never two on one place: from several processes, and with the protection taken away."""

import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from linli.database import LostRace, db, utc_now
from linli.modules.services import save_settings
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import Server, csrf
from linli.testing.races import let_two_meet, without_guards
from linli.toolkit import once
from linli.toolkit.refusals import Refused
from plugins.leaders.claims import cancelling, places, reviewing, services
from plugins.leaders.claims.models import IN_HAND, LAPSED, PLACED, STOPPED, SUBMITTED, Claim
from plugins.leaders.module import module
from plugins.leaders.tasks.models import CANCELLED, Task
from plugins.leaders.tests.test_claims import TASKS, nothing_claimed, publish, taken

__all__ = ["nothing_claimed", "publish"]
CROWD = 50


@pytest.fixture
def crowd(village, block):
    """Fifty who serve a block of 宅群村."""
    made = [Person.create(name=f"楼长{number}", locality=village("宅群村")) for number in range(CROWD)]
    for each in made:
        give_post(each, "building_steward", block("1 号楼"))
    return made


def placed(task):
    """How many claims have a place of a task: what `taken` has to say."""
    return Claim.select().where(Claim.task == task.id, Claim.state.in_(PLACED)).count()


def test_fifty_at_once_on_one_place(app, crowd, publish):
    task = publish()
    with Server(app, workers=3) as server:
        url = f"{server.url}{TASKS}/{task.number}"
        forms = [_open(server, each, url) for each in crowd]
        db.close_all()
        with ThreadPoolExecutor(CROWD) as pool:
            answers = Counter(pool.map(lambda form: _tap(f"{url}/claim", *form), forms))
    assert answers == {303: 1, 409: CROWD - 1}
    assert placed(task) == taken(task) == 1


def _open(server, person, url):
    """The cookie and the token of somebody who has the page of the task open."""
    request = urllib.request.Request(url, headers={"Cookie": server.cookie(person)})
    with urllib.request.urlopen(request, timeout=60) as page:
        fresh = page.headers.get("Set-Cookie")
        return (fresh.split(";")[0] if fresh else request.get_header("Cookie"),
                csrf(page.read().decode()))


def _tap(url, cookie, token):
    request = urllib.request.Request(url, urllib.parse.urlencode({"csrf_token": token}).encode(),
                                     {"Cookie": cookie})
    try:
        with urllib.request.build_opener(_StayHere).open(request, timeout=120) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


@pytest.mark.parametrize("protected", [True, False])
def test_two_at_once_on_one_place(app, scope_of, crowd, publish, monkeypatch, protected):
    """Both have looked whether they hold too many, and neither has taken the place. The statement
    that takes it decides; with a look and a count instead, both get it.
    """
    task = publish()
    let_two_meet(monkeypatch, services, "_refuse_hoarding")
    if not protected:
        monkeypatch.setattr(places, "take", _look_and_count(monkeypatch))
        _without_protection(monkeypatch)
    outcomes = _at_once(app, [lambda who=who: services.claim(scope_of(who), task) for who in crowd[:2]])
    assert (sum(outcomes), placed(task)) == ((1, 1) if protected else (2, 2))


def _look_and_count(monkeypatch):
    def take(task_id):
        if not Task.select().where(Task.id == task_id, places.free()).exists():
            raise LostRace
    return take


@pytest.mark.parametrize("protected", [True, False])
def test_two_claims_at_once_and_a_limit_of_one(app, scope_of, crowd, publish, village, monkeypatch,
                                               protected):
    """One person, two phones, two tasks."""
    save_settings(module, village("宅群村"), {"open_claims": 1}, None)
    tasks = [publish(), publish()]
    let_two_meet(monkeypatch, services, "_refuse_hoarding")
    if not protected:
        _without_protection(monkeypatch)
    outcomes = _at_once(app, [lambda task=task: services.claim(scope_of(crowd[0]), task) for task in tasks])
    held = Claim.select().where(Claim.person == crowd[0], Claim.state.in_(IN_HAND)).count()
    assert (sum(outcomes), held) == ((1, 1) if protected else (2, 2))


@pytest.mark.parametrize("protected", [True, False])
def test_two_taps_of_one_person_on_one_task(app, scope_of, crowd, publish, monkeypatch, protected):
    """Both get the claim of the first; without the guard the index keeps the second out."""
    task = publish(people=2)
    let_two_meet(monkeypatch, services, "placed")
    if not protected:
        without_guards(monkeypatch, services)
    outcomes = _at_once(app, [lambda: services.claim(scope_of(crowd[0]), task)] * 2)
    assert sum(outcomes) == (2 if protected else 1) and placed(task) == 1


@pytest.mark.parametrize("protected", [True, False])
def test_one_form_handed_in_twice_at_once(app, scope_of, crowd, publish, monkeypatch, protected):
    claim = services.claim(scope_of(crowd[0]), publish())
    let_two_meet(monkeypatch, services.once, "refuse_repeat")
    if not protected:
        without_guards(monkeypatch, services)
    outcomes = _at_once(app, [lambda: services.hand_in(
        scope_of(crowd[0]), claim, "扫了", 30, [], "one-form")] * 2)
    assert sum(outcomes) == 1 and Claim.get_by_id(claim.id).state == SUBMITTED


def test_the_clock_and_a_hand_in_at_once(app, scope_of, crowd, publish, monkeypatch):
    """A claim that has just run out: whoever comes first, the place is counted right."""
    task = publish()
    claim = services.claim(scope_of(crowd[0]), task)
    Claim.update(due_at=utc_now() - timedelta(seconds=1)).where(Claim.id == claim.id).execute()
    let_two_meet(monkeypatch, services, "own")
    let_two_meet(monkeypatch, services, "_with_task")
    outcomes = _at_once(app, [
        lambda: services.hand_in(scope_of(crowd[0]), claim, "扫了", 30, [], "late"),
        lambda: services.lapse(claim.id, utc_now())])
    assert Claim.get_by_id(claim.id).state == SUBMITTED and outcomes[0]
    assert placed(task) == taken(task) == 1


def test_two_rounds_of_the_clock_at_once(app, scope_of, crowd, publish, monkeypatch):
    task = publish(people=2)
    claims = [services.claim(scope_of(who), task) for who in crowd[:2]]
    let_two_meet(monkeypatch, services, "_with_task")
    outcomes = _at_once(app, [lambda: services.lapse(claims[0].id, claims[0].due_at)] * 2)
    assert sum(outcomes) == 1 and Claim.get_by_id(claims[0].id).state == LAPSED
    assert placed(task) == taken(task) == 1


def test_cancelled_and_claimed_at_once(app, scope_of, crowd, publish):
    """Whatever the order: no claim of a cancelled task stays in hand."""
    for number in range(5):
        task = publish()
        _at_once(app, [lambda task=task: cancelling.cancel_task(scope_of("方敏仪"), task, "下雨"),
                       lambda task=task, who=crowd[number]: services.claim(scope_of(who), task)])
        assert Task.get_by_id(task.id).state == CANCELLED
        assert placed(task) == taken(task) == 0
        assert all(claim.state == STOPPED for claim in task.claims)


def test_cancelled_and_handed_in_at_once(app, scope_of, crowd, publish):
    """It is stopped or it is handed in, never both, and the places add up."""
    for number in range(5):
        task = publish()
        claim = services.claim(scope_of(crowd[number]), task)
        outcomes = _at_once(app, [
            lambda task=task: cancelling.cancel_task(scope_of("方敏仪"), task, "下雨"),
            lambda claim=claim, who=crowd[number]: services.hand_in(
                scope_of(who), claim, "扫了", 30, [], f"form-{claim.id}")])
        state = Claim.get_by_id(claim.id).state
        assert outcomes[0] and state == (SUBMITTED if outcomes[1] else STOPPED)
        assert placed(task) == taken(task)


def test_two_verdicts_at_once(app, scope_of, crowd, publish):
    task = publish()
    claim = services.claim(scope_of(crowd[0]), task)
    services.hand_in(scope_of(crowd[0]), claim, "扫了", 30, [], "form")
    seen = reviewing.seen_of(Claim.get_by_id(claim.id))
    outcomes = _at_once(app, [
        lambda: reviewing.accept(scope_of("方敏仪"), claim, seen, ""),
        lambda: reviewing.reject(scope_of("梁书宁"), claim, seen, "不行")])
    assert sum(outcomes) == 1 and placed(task) == taken(task)


def _at_once(app, attempts):
    """Whether each of two attempts went through."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda attempt: _outcome(app, attempt), attempts))


def _outcome(app, attempt):
    with app.app_context(), db.connection_context():
        try:
            attempt()
        except (Refused, LostRace, once.AlreadyDone):
            return False
        return True


def _without_protection(monkeypatch):
    """No guard rows, and no unique index behind them."""
    without_guards(monkeypatch, services)
    db.execute_sql("DROP INDEX leaders_claim_placed")
