"""The quote, and the approvals in their turn; at the last one the budget is reserved."""

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.modules.services import settings_of
from linli.people.models import Person, Post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from plugins.cctv.applications import lists, steps
from plugins.cctv.applications.models import QUOTED, SURVEYED, Application, Approval, Quote
from plugins.cctv.applications.steps import NotNow
from plugins.cctv.module import module
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.split import split

USUAL = ("village_staff", "township_staff")


def approvers(application):
    """The roles that speak about its quote, in order: of what the place of the programme set, those that
    may approve, or the usual two. It is that place's money: no village decides about it alone. A role
    that only the applicant or their household holds is passed over. Raises NotNow where none is left.
    """
    said = settings_of(module, application.programme.locality).approvers.split()  # not the village's
    known = tuple(role for role in said if role in module.permissions["cctv.approve"]) or USUAL
    posts = list(Post.select(Post, Person).join(Person).where(
        Post.role.in_(known), Post.locality.in_(application.locality.lineage), Post.held_on(today())))
    theirs = {post.role for post in posts if steps.near(post.person, application)}
    others = {post.role for post in posts if not steps.near(post.person, application)}
    roles = tuple(role for role in known if role not in theirs - others)
    if not roles:
        raise NotNow(_l("能审批的人都和申请人是一家，请镇里先另外安排人"))
    return roles


def quote(scope, application, extra, extra_for, nonce):
    """Quote the price of its own edition of the package and `extra` (分, with words), split by the
    package's rules; approvals begin anew. Returns the Quote. Raises NotNow, TooNear,
    once.AlreadyDone.
    """
    with steps.held(scope, application, nonce) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, SURVEYED, QUOTED)
        price, roles = row.package.price + extra, approvers(row)
        made = Quote.create(application=row, price=price, extra=extra, extra_for=extra_for,
                            approvers=roles, person=scope.person, **split(price, row.package)._asdict())
        workflow.apply("quote", row, scope, turn=roles[0])
        steps.tell(row, _l("装摄像头的报价出来了"))
    return made


def may_speak(scope, application):
    """Whether it is the turn of a role that this person holds there, and it is not theirs to leave."""
    return application.state == QUOTED and not steps.near(scope.person, application) and any(
        held.role == application.turn and application.locality.path.startswith(held.path)
        for held in scope.held)


def approve(scope, application, quote_id, words):
    """Say yes to the quote that was read, in one's turn; at the last turn the money is reserved and
    the applicant told. Returns whether it was the last.

    Raises NotNow where another quote came between or one has spoken already, budget.NotEnough,
    TooNear, workflow.NotAllowed.
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
    steps.tell(row, _l("装摄像头的申请批准了"), _l("申请 %(number)s，打开看看怎么交款", number=row.number))
