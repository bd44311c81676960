"""The quote, and the approvals in their turn; at the last one the budget is reserved.

Four eyes: nobody approves what they surveyed, quoted or entered, nor what is their household's.
"""

from collections import Counter

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.modules.services import settings_of
from linli.people.models import Person, Post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import lists, paying, steps
from plugins.cctv.applications.models import QUOTED, SURVEYED, Application, Approval, Quote
from plugins.cctv.module import module
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.split import split

TOWNSHIP = "township_staff"
USUAL = ("village_staff", TOWNSHIP)


def approvers(application, quoter):
    """The roles that speak about a quote of `quoter`, in order: of what the place of the programme set,
    those that may approve, or the usual two. It is that place's money: no village decides about it
    alone. A role of which nobody is free to speak is passed over, and the township's speaks. Raises
    NotNow where nobody of it is free either.
    """
    said = settings_of(module, application.programme.locality).approvers.split()  # not the village's
    known = tuple(role for role in said if role in module.permissions["cctv.approve"]) or USUAL
    free = _free(application, {*known, TOWNSHIP}, _hands(application, quoter.id))
    roles = _filled(known, free)
    if roles != known and TOWNSHIP not in roles:
        roles = _filled((*roles, TOWNSHIP), free)
        if TOWNSHIP not in roles:
            raise NotNow(_l("能审批的人不是经手过这份申请，就是和申请人是一家。请换一位同事来报价"))
    return roles


def quote(scope, application, extra, extra_for, nonce):
    """Quote the price of its own edition of the package and `extra` (分, with words), split by the
    package's rules; approvals begin anew. Returns the Quote. Raises NotNow, TooNear,
    once.AlreadyDone.
    """
    with steps.held(scope, application, nonce) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, SURVEYED, QUOTED)
        price, roles = row.package.price + extra, approvers(row, scope.person)
        made = Quote.create(application=row, price=price, extra=extra, extra_for=extra_for,
                            approvers=roles, person=scope.person, **split(price, row.package)._asdict())
        workflow.apply("quote", row, scope, turn=roles[0])
        steps.tell(row, _l("装摄像头的报价出来了"))
    return made


def may_speak(scope, application):
    """Whether it is the turn of a role that this person holds there, and it is not theirs to leave."""
    holds = application.state == QUOTED and any(
        held.role == application.turn and application.locality.path.startswith(held.path)
        for held in scope.held)
    return (holds and not scope.person.is_near(application.person)
            and scope.person.id not in _hands(application))


def speakers(application):
    """The people whom one may ask for the word that is due now, by name."""
    last = lists.last_quote(application)
    said = {each.person_id for each in lists.approvals_of(last)}
    free = _free(application, {application.turn}, _hands(application) | said)
    return sorted(free.get(application.turn, ()), key=lambda person: person.name)


def approve(scope, application, quote_id, words):
    """Say yes to the quote that was read, in one's turn; at the last turn the money is reserved and
    the applicant told. Returns whether it was the last.

    Raises NotNow where another quote came between, one has spoken already, or the money does not
    reach; TooNear, workflow.NotAllowed.
    """
    with steps.held(scope, application) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, QUOTED)
        last, said = _standing(scope, row, quote_id)
        Approval.create(application=row, quote=last, step=len(said), role=row.turn, person=scope.person,
                        words=words)
        following = last.approvers[len(said) + 1:]
        if following:
            Application.update(turn=following[0]).where(Application.id == row.id).execute()
        else:
            _approved(scope, row, last, words)
    return not following


def _standing(scope, row, quote_id):
    """(the last quote, what was said about it) where it is this person's turn."""
    last = lists.last_quote(row)
    if last.id != quote_id:
        raise NotNow(_l("报价刚刚改过，请看过新的报价再批"))
    said = lists.approvals_of(last)
    if scope.person.id in [each.person_id for each in said]:
        raise NotNow(_l("您已经批过这份报价了，下一步要由别人来批"))
    if not may_speak(scope, row):
        raise workflow.NotAllowed("approve")
    return last, said


def _approved(scope, row, last, words):
    budget.reserve(row.programme_id, row.locality_id, last.town, workflow.key_of(row), scope.person,
                   note=row.number)
    workflow.apply("approve", row, scope, note=words, turn="", approved_at=utc_now())
    if last.resident:
        paying.wait_for_money(row)
    steps.tell(row, _l("装摄像头的申请批准了"), _l("申请 %(number)s，打开看看怎么交款", number=row.number))


def _hands(application, quoter=None):
    """The ids of those through whose hands it went: who entered it, who looked at the site, who quoted
    (by default the last quote's person).
    """
    survey, last = lists.last_survey(application), lists.last_quote(application)
    ids = (application.entered_by_id, survey and survey.person_id, quoter or (last and last.person_id))
    return {each for each in ids if each}


def _free(application, roles, barred):
    """{role: who holds it there and may speak}: nobody `barred` (ids), nobody of the applicant's house."""
    posts = Post.select(Post, Person).join(Person).where(
        Post.role.in_(roles), Post.locality.in_(application.locality.lineage), Post.held_on(today()),
        Person.disabled_at.is_null(), Person.id.not_in(barred))
    found = {}
    for post in posts:
        if not post.person.is_near(application.person):
            found.setdefault(post.role, set()).add(post.person)
    return found


def _filled(roles, free):
    """Those of `roles`, in order, for which somebody is free: nobody speaks for two, and whoever holds
    the fewest roles goes first.
    """
    hats = Counter(person for people in free.values() for person in people)
    taken, filled = set(), []
    for role in roles:
        left = free.get(role, set()) - taken
        if left:
            filled.append(role)
            taken.add(min(left, key=lambda person: (hats[person], person.id)))
    return tuple(filled)
