"""From notice to passbook, and back out of it: always by lines, never by changing one.

Order of what is held: the passbook, then the deed, as a merge does, which moves deeds from one
passbook to another: what is written is written to the passbook that is held (`_held`). The line of a
posting and that of its reversal bear the deed as their record.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.toolkit import once, workflow
from plugins.points.accounts.models import CLOSED, DEED, REVERSED, Account, Entry
from plugins.points.accounts.services import write, write_at_most
from plugins.points.deciding.telling import signed, tell_household
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import NOTICE, OPEN, POSTED, TRANSITIONS, Deed
from plugins.points.notice.answering import end_all


def post(deed_id, day):
    """Post a deed whose notice is over on `day`; returns whether it was posted now. Raises LostRace
    where its household merges at this moment.

    A minus takes what there is and no more; where there is nothing, the deed is posted without a
    line and its history says so. A household that is leaving still gets what it did before; what
    reaches a passbook that is closed lapses at once.
    """
    with transaction():
        deed = _held(deed_id)
        if deed.state != NOTICE or deed.notice_until >= day:
            return False
        took = _write(deed, day)
        note = _said(deed, took)
        workflow.apply("post", deed, BY_CLOCK, note=note, posted_on=day)
        tell_household(deed, _l("积分记入存折了") if deed.points > 0 else _l("扣分记入存折了"),
                       _l("%(rule)s %(points)s 分。%(note)s", rule=deed.rule.title, points=signed(took),
                          note=note))
        return True


def reverse(scope, deed, reason, nonce):
    """Staff take a posted deed back, for a reason; returns the points that moved.

    Of a plus is taken what is still there: what was spent nobody owes. A minus is given back as
    it was taken. Raises NotAllowed for one's own household, LostRace, AlreadyDone.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        if deed.account.household_id == scope.person.household_id:
            raise workflow.NotAllowed
        moved = _take_back(scope, "reverse", _held(deed.id), reason)
        once.keep(nonce, deed.number)
    return moved


def undo(deed):
    """The task behind a deed was accepted by mistake: withdraw it, or reverse it where it is posted.

    Belongs in the transaction that takes the activity; a deed that ended otherwise stays as it is.
    Raises LostRace as `post` does.
    """
    deed = _held(deed.id)
    if deed.state in OPEN:
        workflow.apply("undo", deed, BY_CLOCK, due_on=None)
        end_all(deed)
        tell_household(deed, _l("一条积分撤回了"), _l("%(number)s %(rule)s：任务验收被撤回，不记分了。",
                                                   number=deed.number, rule=deed.rule.title))
    elif deed.state == POSTED:
        _take_back(BY_CLOCK, "undo_posted", deed, str(TRANSITIONS["undo_posted"].label))


def line_of(deed):
    """The line by which a deed was posted, or None where there was nothing to take. It stands in the
    passbook of then: that of a household which merged.
    """
    return Entry.get_or_none(Entry.kind == DEED, Entry.record == record_of(deed))


def record_of(deed):
    """How lines name a deed."""
    return f"points_deed:{deed.id}"


def _held(deed_id):
    """The deed with its passbook, both held. Raises LostRace where it went over to another passbook
    between the two.
    """
    account_id = Deed.select(Deed.account).where(Deed.id == deed_id).scalar()
    guard(Account, account_id)
    guard(Deed, deed_id)
    deed = whole(Deed.select()).where(Deed.id == deed_id).get()
    if deed.account_id != account_id:
        raise LostRace
    return deed


def _write(deed, day):
    """The points that the posting moved, signed."""
    writes = write if deed.points > 0 else write_at_most
    line = writes(deed.account, DEED, deed.points, record_of(deed), title=deed.rule.full_title,
                  reason=deed.text, aspect=deed.rule.aspect, day=day)
    return line.points if line else 0


def _said(deed, took):
    if deed.points > 0:
        return _("存折已经结清，这些分随即过期。") if deed.account.state == CLOSED else ""
    if took == deed.points:
        return ""
    return _("存折里只有 %(count)d 分，只扣这些。", count=-took) if took else _("存折里没有积分，没有扣。")


def _take_back(scope, step, deed, reason):
    line, moved = line_of(deed), 0
    workflow.apply(step, deed, scope, note=reason)
    if line:
        writes = write if line.points < 0 else write_at_most
        back = writes(deed.account, REVERSED, -line.points, record_of(deed), title=line.title,
                      reason=reason, aspect=line.aspect, person=scope.person)
        moved = back.points if back else 0
    tell_household(deed, _l("一条积分冲正了"), _l(
        "%(rule)s 原来 %(points)s 分，存折变动 %(moved)s 分。%(reason)s", rule=deed.rule.title,
        points=signed(deed.points), moved=signed(moved), reason=reason))
    return moved
