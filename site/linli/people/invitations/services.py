"""Making slips. For an account that has a password somebody else confirms before there is one."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import guard, transaction, utc_now
from linli.people.invitations import reach, tokens
from linli.people.invitations.models import AGREED, ASKED, Invitation
from linli.people.models import Person, Post
from linli.people.services import ELSEWHERE, person_by_phone, posts_of
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused, NotNow, Refused
from linli.toolkit.workflow import NotAllowed

MOST_HOUSEHOLDS = 40  # of one printing


def add_resident(scope, name, phone, household=None):
    """The person with this name and phone as a resident of this village, new or known.

    Raises FieldRefused where the phone is another's, or somebody's who lives elsewhere.
    """
    try:
        with transaction():
            _refuse_stranger(scope, phone, name)
            person = person_by_phone(phone, name, scope.locality)
            if not (person.locality_id or person.password_hash or posts_of(person)):
                person.locality = scope.locality
            lives_here = person.locality_id == scope.locality.code
            if not lives_here or not reach.may_invite(scope, person):
                raise FieldRefused("phone", ELSEWHERE)
            person.household = person.household_id or household
            person.save(only=[Person.household, Person.locality])
            return person
    except ValueError as error:
        raise FieldRefused("phone", str(error)) from error


def _refuse_stranger(scope, phone, name):
    """Whose phone this is, a village is told only of its own people."""
    known = Person.get_or_none(Person.phone == phone)
    if known and known.name != name and known.locality_id != scope.locality.code:
        raise FieldRefused("phone", ELSEWHERE)


def invite(scope, person, nonce, days):
    """A slip for somebody without a password, good for `days`; returns (Invitation, token).

    What was made for them before ends. Raises NotAllowed, NotNow, or once.AlreadyDone.
    """
    with transaction():
        guard(Person, person.id)
        once.refuse_repeat(nonce)
        row, token = _invite(scope, Person.get_by_id(person.id), days)
        audit.write(scope, "invite", "people.invitation", str(_l("开通账号")), 1, subject=person)
        once.keep(nonce, str(row.id))
        return row, token


def invite_households(scope, households, nonce, days):
    """Slips for everybody without an account in these households (ids); returns [(Invitation, token)].

    Raises Refused where there are too many, or once.AlreadyDone.
    """
    if len(households) > MOST_HOUSEHOLDS:
        raise Refused(_("一次最多 %(most)d 户，请分几次印", most=MOST_HOUSEHOLDS))
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        people = list(reach.without_account(scope).where(Person.household.in_(households)))
        for person in sorted(people, key=lambda each: each.id):
            guard(Person, person.id)
        made = [_invite(scope, person, days) for person in people]
        audit.write(scope, "invite", "people.invitation", str(_l("按户开通账号")), len(made))
        once.keep(nonce, str(len(made)))
        return made


def ask(scope, person, reason, nonce, days, ends_second_factor=False):
    """Ask that a slip may be made for an account that has a password; returns the Invitation.

    Others of the staff are told. Raises NotAllowed, Refused where it is one's own or one's
    household's, or once.AlreadyDone.
    """
    with transaction():
        guard(Person, person.id)
        once.refuse_repeat(nonce)
        _refuse_near(scope, person)
        row = _begin(scope, person, ASKED, days, resets=True, reason=reason,
                     ends_second_factor=ends_second_factor)
        audit.write(scope, "reset_asked", "people.invitation", reason, 1, subject=person)
        for other in _who_may_confirm(row):
            notify(other, _l("请您确认：有人要重设密码"), _l("同事提出来的，确认以前请先问一问本人。"),
                   _page(row))
        once.keep(nonce, str(row.id))
        return row


def confirm(scope, row):
    """The second member of staff agrees. Raises NotAllowed, LostRace, NotNow where its days are over,
    or Refused where who asks, or whose account it is, is this person or of their household.
    """
    with transaction():
        _refuse_near(scope, row.person)
        if scope.person.is_near(row.asked_by):
            raise Refused(_("是您或您家里人提出来的，要请另一位工作人员确认"))
        _refuse_unreachable(scope, row)
        workflow.apply("confirm", row, scope)
        audit.write(scope, "reset_confirmed", "people.invitation", row.reason, 1, subject=row.person_id)
        notify(row.asked_by, _l("重设密码：同事确认了"), _l("现在可以打印密码条，当面交给本人。"), _page(row))
        notify(row.person, _l("村里要给您重设密码"),
               _l("不是您自己要的，请马上告诉村委，也请改一次密码。"), "/me/password")


def make(scope, row, days):
    """The slip of a request that was confirmed, good for `days` from now; returns its token.

    Raises as `confirm`.
    """
    with transaction():
        _refuse_near(scope, row.person)
        _refuse_unreachable(scope, row)
        token = _open(scope, row, days)
        audit.write(scope, "reset_made", "people.invitation", row.reason, 1, subject=row.person_id)
        return token


def withdraw(scope, row, reason):
    """End a slip or a request; raises LostRace where it is over."""
    with transaction():
        workflow.apply("withdraw", row, scope, note=reason)
        audit.write(scope, "invitation_ended", "people.invitation", reason, 1, subject=row.person_id)


def _invite(scope, person, days):
    if person.password_hash:
        raise NotNow(_("这个人已经有密码了，忘了的话要请另一位工作人员确认以后重设。"))
    row = _begin(scope, person, AGREED, days, resets=False)
    return row, _open(scope, row, days)


def _begin(scope, person, state, days, **fields):
    if not reach.may_invite(scope, person):
        raise NotAllowed
    for row in Invitation.select().where(Invitation.person == person, Invitation.alive()):
        workflow.apply("replace", row, scope)
    posts = bool(posts_of(person))
    row = Invitation.create(
        person=person, locality=scope.locality if posts else person.locality, state=state,
        for_posts=posts, asked_by=scope.person, until=utc_now() + timedelta(days=days), **fields)
    workflow.begin(row, scope, fields.get("reason", ""))
    return row


def _open(scope, row, days):
    token = tokens.new()
    workflow.apply("make", row, scope, token_hash=tokens.hash_of(token),
                   until=utc_now() + timedelta(days=days))
    return token


def _refuse_near(scope, person):
    if scope.person.is_near(person):
        raise Refused(_("自己和家里人的密码，要请别的工作人员来办"))


def _refuse_unreachable(scope, row):
    """What was asked for may have changed its standing: a post since, a disabled account, its days over."""
    if row.until <= utc_now() or row.person.disabled_at:
        raise NotNow(_("这张条过期了，或者账号已经停用。需要的话请重新提出来。"))
    if not reach.may_invite(scope, row.person) or (posts_of(row.person) and not row.for_posts):
        raise NotAllowed


def _who_may_confirm(row):
    """Query: staff of this place and above who may, but for whoever asked and their household."""
    roles = ("administrator", "township_staff") if row.for_posts else ("township_staff", "village_staff")
    staff = Post.select(Post.person).where(
        Post.role.in_(roles), Post.held_on(today()), Post.locality.in_(row.locality.lineage))
    return Person.select().where(Person.id.in_(staff), Person.id.not_in(Person.near(row.asked_by)),
                                 Person.id.not_in(Person.near(row.person)))


def _page(row):
    return f"/{row.locality_id}/invitations/{row.id}"
