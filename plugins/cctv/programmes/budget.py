"""The money of a programme: reserved at the last approval, given back, spent at settlement.

Each function is called in the transaction of the step that it belongs to, after the Person and
before the application (`hold`): that is the order of locks. Each move is one statement that keeps
`reserved + spent` within the budget, the cameras within their number and a village within its
limit; and one line. Amounts are 分, and never below zero.
"""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, db
from linli.localities.models import Locality
from linli.toolkit.money import yuan
from linli.toolkit.refusals import NotNow
from plugins.cctv.programmes.models import (
    GIVEN_BACK,
    RAISED,
    RESERVED,
    SPENT,
    BudgetLine,
    Limit,
    Programme,
)


def hold(programme_id):
    """Hold a programme until the transaction ends, for a rule over several rows. Its `version` stays:
    that is for whoever edits it. Raises LostRace where it is gone.
    """
    assert db.in_transaction(), "hold() belongs in a transaction"
    if not Programme.update(reserved=Programme.reserved).where(Programme.id == programme_id).execute():
        raise LostRace


def reserve(programme_id, locality_id, amount, record, person, note=""):
    """Set `amount` and one camera aside for an application of a village; `record` is its
    `workflow.key_of`. Raises NotNow: nothing was written.
    """
    _refuse_without_room(programme_id, locality_id, amount)
    taken = Programme.update(reserved=Programme.reserved + amount, taken=Programme.taken + 1).where(
        Programme.id == programme_id, _room_for(amount)).execute()
    if not taken or not _take_in_village(programme_id, locality_id):
        raise NotNow(_why_not(programme_id, locality_id, amount))
    _write(programme_id, RESERVED, amount, record, person, note)


def give_back(programme_id, locality_id, amount, record, person, note=""):
    """Undo what `reserve` did for an application: the same amount, and its camera. Raises LostRace."""
    given = Programme.update(reserved=Programme.reserved - amount, taken=Programme.taken - 1).where(
        Programme.id == programme_id, Programme.reserved >= amount, Programme.taken > 0).execute()
    fewer = Limit.update(taken=Limit.taken - 1).where(
        Limit.programme == programme_id, Limit.locality == locality_id, Limit.taken > 0).execute()
    if not given or not fewer:
        raise LostRace
    _write(programme_id, GIVEN_BACK, -amount, record, person, note)


def spend(programme_id, amount, record, person, note=""):
    """What was reserved is paid out: `record` is the application or the batch. The cameras stay
    taken. Raises LostRace where less is reserved.
    """
    spent = Programme.update(reserved=Programme.reserved - amount, spent=Programme.spent + amount).where(
        Programme.id == programme_id, Programme.reserved >= amount).execute()
    if not spent:
        raise LostRace
    _write(programme_id, SPENT, amount, record, person, note)


def raise_to(programme, amount, person, note):
    """Let the budget be `amount`, more or less than before; `programme` as it was read. Raises
    NotNow where more is reserved and spent already, LostRace where the budget changed meanwhile.
    """
    changed = Programme.update(budget=amount).where(
        Programme.id == programme.id, Programme.budget == programme.budget,
        Programme.reserved + Programme.spent <= amount).execute()
    if not changed:
        _refuse_below(programme.id, amount)
        raise LostRace
    _write(programme.id, RAISED, amount - programme.budget, "", person, note)


def _write(programme_id, kind, amount, record, person, note):
    assert db.in_transaction(), "a line is written with the fact it tells"
    if amount:  # where the town pays nothing, no money moves
        BudgetLine.create(programme=programme_id, kind=kind, amount=amount, record=record, person=person,
                          note=note)


def _room_for(amount):
    return ((Programme.reserved + Programme.spent + amount <= Programme.budget)
            & ((Programme.cameras == 0) | (Programme.taken < Programme.cameras)))


def _room_in_village():
    return Limit.most.is_null() | (Limit.taken < Limit.most)


def _take_in_village(programme_id, locality_id):
    (Limit.insert(programme=programme_id, locality=locality_id, taken=0)
     .on_conflict_ignore().execute())
    return Limit.update(taken=Limit.taken + 1).where(
        Limit.programme == programme_id, Limit.locality == locality_id, _room_in_village()).execute()


def _refuse_without_room(programme_id, locality_id, amount):
    why = _why_not(programme_id, locality_id, amount)
    if why:
        raise NotNow(why)


def _why_not(programme_id, locality_id, amount):
    """What stands against one camera more, as a sentence that says what is left; None: nothing."""
    row = Programme.get_by_id(programme_id)
    free = row.budget - row.reserved - row.spent
    if free < amount:
        return _l("补贴资金不够了：这一户要镇里出 %(wanted)s 元，现在只剩 %(left)s 元",
                  wanted=yuan(amount), left=yuan(free))
    if row.cameras and row.taken >= row.cameras:
        return _l("名额用完了：这个方案一共 %(count)d 个，已经批了 %(taken)d 个，还剩 0 个",
                  count=row.cameras, taken=row.taken)
    limit = Limit.get_or_none(Limit.programme == programme_id, Limit.locality == locality_id)
    if limit and limit.most is not None and limit.taken >= limit.most:
        return _l("%(village)s的名额用完了：一共 %(count)d 个，还剩 0 个",
                  village=Locality.get_by_id(locality_id).short_name, count=limit.most)
    return None


def _refuse_below(programme_id, amount):
    row = Programme.get_by_id(programme_id)
    bound = row.reserved + row.spent
    if bound > amount:
        raise NotNow(_l("已经预留和支出了 %(bound)s 元，预算不能比这少", bound=yuan(bound)))
