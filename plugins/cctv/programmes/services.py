"""A programme, its packages and its limits: begun, changed, opened and closed by the township.

Whoever applied keeps the edition of the package they applied under: a package is never changed.
"""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.editing import save
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import NotNow
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import RAISED, BudgetLine, Limit, Package, Programme


def begin(scope, nonce, amount, **columns):
    """Draft a programme of `scope.locality` with a budget of `amount` (分), its first line. Returns it.
    Raises once.AlreadyDone, workflow.NotAllowed.
    """
    _refuse_others(scope, scope.locality)
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        made = Programme.create(number=next_number("XM", today().year), locality=scope.locality,
                                budget=amount, **columns)
        if amount:
            BudgetLine.create(programme=made, kind=RAISED, amount=amount, person=scope.person)
        workflow.begin(made, scope)
        once.keep(nonce, made.number)
    return made


def change(scope, programme, version, **columns):
    """Write what was typed: words, days, who may apply, how many cameras. Raises NotNow where more
    cameras are approved already, LostRace where another change came between.
    """
    _refuse_others(scope, programme.locality)
    with transaction():
        budget.hold(programme.id)
        taken, cameras = Programme.get_by_id(programme.id).taken, columns["cameras"]
        if cameras and cameras < taken:
            raise NotNow(_l("已经批了 %(taken)d 个，总数不能比这少", taken=taken))
        save(programme, version, **columns)


def step(scope, programme, name):
    """Open it, close it or open it again. Raises NotNow without a package, a budget or days to
    come; LostRace, NotAllowed.
    """
    with transaction():
        budget.hold(programme.id)
        if name != "close":
            _refuse_unready(Programme.get_by_id(programme.id))
        workflow.apply(name, programme, scope)


def raise_budget(scope, programme, amount, note, nonce):
    """Let the budget be `amount` (分), by a line of its own. Raises NotNow below what is
    reserved and spent, LostRace, once.AlreadyDone.
    """
    with _held(scope, programme, nonce):
        budget.raise_to(programme, amount, scope.person, note)


def add_package(scope, programme, nonce, **columns):
    """Put a package of its own key on the list; returns it. Raises once.AlreadyDone."""
    with _held(scope, programme, nonce):
        count = Package.select(Package.key).where(Package.programme == programme.id).distinct().count()
        return Package.create(programme=programme, key=f"p{count + 1}", **columns)


def change_package(scope, package, nonce, **columns):
    """End this edition and put the next one in its place; returns it. Raises LostRace where another
    edition came between, once.AlreadyDone.
    """
    with _held(scope, package.programme, nonce):
        _end(package)
        return Package.create(programme=package.programme, key=package.key, edition=package.edition + 1,
                              **columns)


def end_package(scope, package):
    """Offer it no longer. Raises LostRace where it has ended."""
    with _held(scope, package.programme):
        _end(package)


def set_limit(scope, programme, village, most):
    """Let a village have at most so many cameras (None: as many as the programme allows). Raises
    NotNow where it has more already.
    """
    with _held(scope, programme):
        (Limit.insert(programme=programme, locality=village, taken=0).on_conflict_ignore().execute())
        row = (Limit.programme == programme.id) & (Limit.locality == village.code)
        fits = Limit.taken >= 0 if most is None else Limit.taken <= most
        if not Limit.update(most=most).where(row, fits).execute():
            raise NotNow(_l("%(village)s已经批了 %(taken)d 个，不能比这少", village=village.short_name,
                              taken=Limit.get(row).taken))


@contextmanager
def _held(scope, programme, nonce=""):
    """A transaction that holds the sender, once a form, and the programme; for its township only."""
    _refuse_others(scope, programme.locality)
    with transaction():
        guard(Person, scope.person.id)
        if nonce:
            once.refuse_repeat(nonce)
        budget.hold(programme.id)
        yield
        if nonce:
            once.keep(nonce, programme.number)


def _end(package):
    ended = Package.update(ended_at=utc_now()).where(Package.id == package.id, Package.ended_at.is_null())
    if not ended.execute():
        raise LostRace


def _refuse_others(scope, place):
    if not scope.can("cctv.manage", place):
        raise workflow.NotAllowed("manage")


def _refuse_unready(programme):
    if not Package.select().where(Package.programme == programme.id, Package.ended_at.is_null()).exists():
        raise NotNow(_l("先加一个套餐，才能开始申请"))
    if not programme.budget:
        raise NotNow(_l("先定预算，才能开始申请"))
    if programme.last_day < today():
        raise NotNow(_l("最后一天已经过了，先改日期"))
