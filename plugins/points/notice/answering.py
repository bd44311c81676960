"""Answering an objection: by whom, and what becomes of the deed."""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.people.models import Person, Post
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from plugins.points.deciding.models import Vote
from plugins.points.deciding.telling import tell_household
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import Deed
from plugins.points.module import module
from plugins.points.notice.models import DISMISSED, MOOT, STANDING, STATES, UPHELD, Objection
from plugins.points.notice.objecting import due_day, standing

_ROLES = module.permissions["points.manage"] + module.permissions["points.decide"]


def answerers(deed):
    """The keys of the people who may answer an objection to this deed.

    Staff of the village and the committee, without the household, whoever collected it and
    whoever objected; and without those who voted on it, unless nobody else is left.
    """
    return answerers_of([deed])[deed.id]


def answerers_of(deeds):
    """{id of a deed: `answerers` of it}; three queries, however many deeds. Each comes with its
    place and its passbook.
    """
    ids = [deed.id for deed in deeds]
    posts = list(Post.select(Post, Person).join(Person).where(
        Post.role.in_(_ROLES), Post.held_on(today()), Person.disabled_at.is_null(),
        Post.locality.in_({code for deed in deeds for code in deed.locality.lineage})))
    objected = _by_deed(Objection.select(Objection.deed, Objection.person).where(Objection.deed.in_(ids)))
    voted = _by_deed(Vote.select(Vote.deed, Vote.member).where(Vote.deed.in_(ids)))
    return {deed.id: _free(deed, posts, objected.get(deed.id, set()), voted.get(deed.id, set()))
            for deed in deeds}


def _free(deed, posts, objected, voted):
    near = {post.person for post in posts if post.locality_id in deed.locality.lineage}
    free = {person.id for person in near if person.household_id != deed.account.household_id}
    free -= objected | {deed.collected_by_id}
    return free - voted or free


def _by_deed(query):
    found = {}
    for deed, person in query.tuples():
        found.setdefault(deed, set()).add(person)
    return found


def answer(scope, objection, upheld, words, nonce):
    """Answer an objection: `upheld` strikes the deed, and with it ends every other objection to it;
    else it goes on hanging once all of them are answered.

    Nothing is posted on the day of an answer: where its days are over, it hangs for today still.
    Raises NotAllowed, LostRace (somebody answered a moment earlier), AlreadyDone.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        guard(Deed, objection.deed_id)
        deed = whole(Deed.select()).where(Deed.id == objection.deed_id).get()
        if scope.person.id not in answerers(deed):
            raise workflow.NotAllowed
        _settle(objection, UPHELD if upheld else DISMISSED, words, scope.person)
        (_strike if upheld else _dismiss)(scope, deed, words)
        once.keep(nonce, objection.id)


def end_all(deed, state=MOOT, person=None):
    """End what nobody has answered yet, because the deed is gone; each objector is told."""
    for objection in standing(deed):
        words = _l("这一条已经不记分了。") if state == UPHELD else _l("这一条已经撤回，不记分了。")
        _settle(objection, state, words, person)


def _settle(objection, state, words, person):
    settled = Objection.update(state=state, answer=words, answered_by=person, answered_at=utc_now()).where(
        Objection.id == objection.id, Objection.state == STANDING).execute()
    if not settled:
        raise LostRace
    place = objection.deed.locality_id
    notify(objection.person, _l("您提的异议有答复了：%(state)s", state=STATES[state][0]), words,
           f"/{place}/points/objections/{objection.id}")


def _strike(scope, deed, words):
    end_all(deed, UPHELD, scope.person)
    workflow.apply("uphold", deed, scope, note=words, due_on=None)
    tell_household(deed, _l("异议成立，这一条不记分"), _l(
        "%(number)s %(rule)s：%(text)s", number=deed.number, rule=deed.rule.title, text=words))


def _dismiss(scope, deed, words):
    left = standing(deed)
    if left:
        Deed.update(due_on=due_day(deed, left[0])).where(Deed.id == deed.id).execute()
        return
    until = max(deed.notice_until, today())
    workflow.apply("dismiss", deed, scope, note=words, due_on=None, notice_until=until)
    tell_household(deed, _l("异议不成立，继续公示"), _l(
        "%(number)s %(rule)s：%(text)s", number=deed.number, rule=deed.rule.title, text=words))


def may_answer(scope, deed):
    """Whether this person may answer objections to this deed."""
    holds = scope.can("points.manage", deed.locality) or scope.can("points.decide", deed.locality)
    return holds and scope.person.id in answerers(deed)


