"""Applying: a resident for their home or shop, the village for a place of its own, and whoever works
there for a resident without a phone (代录).
"""

from flask_babel import lazy_gettext as _l

from linli.access import RESIDENT
from linli.database import guard, transaction
from linli.people.models import Person
from linli.toolkit import album, once, workflow
from linli.toolkit.calendar import date_text, today
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import FieldRefused, NotNow
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import OPEN, Application
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import APPLICANTS, HOME, SHOP, VILLAGE, Package, Programme


def kinds_for(scope, programme):
    """The kinds (keys of APPLICANTS) for which this reader may apply here: home and shop in the
    village they live in, the village for its staff.
    """
    here = scope.locality
    lives = scope.person is not None and scope.person.locality_id == here.code and any(
        held.role == RESIDENT for held in scope.held)
    serves = any(held.role == "village_staff" and here.path.startswith(held.path) for held in scope.held)
    may = {HOME: lives, SHOP: lives, VILLAGE: serves}
    return [kind for kind in (HOME, SHOP, VILLAGE) if kind in programme.applicants and may[kind]]


def kinds_to_enter(programme):
    """The kinds for which somebody may be entered: a resident's."""
    return [kind for kind in (HOME, SHOP) if kind in programme.applicants]


def apply(scope, programme, package_id, kind, uploads, nonce, **told):
    """Apply for one camera under an edition of a package; returns the Application. `told` are its
    columns: title, place, sees, duty, proof, latitude, longitude.

    A household has one open application in a programme. Raises NotNow, FieldRefused for a package that is
    not for its kind, workflow.NotAllowed for a
    kind that is not theirs, once.AlreadyDone with the number that the same form made.
    """
    if kind not in kinds_for(scope, programme):
        raise workflow.NotAllowed("apply")
    with transaction():
        guard(Person, scope.person.id)
        household = None if kind == VILLAGE else scope.person.household_id
        by = {"entered_by": scope.proxy.agent, "consent": _consent(scope.proxy)} if scope.proxy else {}
        return _apply(scope, programme, package_id, scope.person, uploads, nonce, kind=kind,
                      household=household, **by, **told)


def enter(scope, programme, package_id, household, name, uploads, nonce, kind, consent, **told):
    """The same for somebody of a household who has no phone and gave their word (`consent`): entered for
    them, and recorded so. Whoever is not in the register is put there, without a phone; whoever can
    sign in after all is told.

    Raises as `apply` does, and FieldRefused for one's own household.
    """
    if not scope.can("cctv.enter") or kind not in kinds_to_enter(programme):
        raise workflow.NotAllowed("enter")
    if household.id == scope.person.household_id:
        raise FieldRefused("number", _l("您自家的，请自己申请，不用代录"))
    with transaction():
        guard(Person, scope.person.id)
        person = Person.get_or_none(Person.household == household, Person.name == name) or Person.create(
            name=name, household=household, locality=scope.locality)
        made = _apply(scope, programme, package_id, person, uploads, nonce, kind=kind, household=household,
                      entered_by=scope.person, consent=consent, **told)
        if steps.can_sign_in(person):
            steps.tell(made, _l("有人替您申请了装摄像头"))
    return made


def _apply(scope, programme, package_id, person, uploads, nonce, **columns):
    budget.hold(programme.id)
    once.refuse_repeat(nonce)
    package = _package(programme, package_id, columns["kind"])
    _refuse_second(programme, person, columns["kind"], columns["household"])
    made = Application.create(
        number=next_number("SB", today().year), programme=programme, package=package,
        locality=scope.locality, person=person, **columns)
    album.add(made, uploads)
    workflow.begin(made, scope)
    once.keep(nonce, made.number)
    return made


def _consent(proxy):
    """That there is one, and of which day: its words may tell of other matters."""
    return str(_l("本人托付代办，%(day)s登记", day=date_text(proxy.agreed_on)))


def _package(programme, package_id, kind):
    if not Programme.select().where(Programme.id == programme.id, Programme.open_today()).exists():
        raise NotNow(_l("这个方案现在不接受申请"))
    package = Package.get_or_none(Package.id == package_id, Package.programme == programme.id,
                                  Package.ended_at.is_null())
    if package is None:
        raise NotNow(_l("这个套餐刚刚改了，请看过现在的价钱再申请"))
    if kind not in package.applicants:
        raise FieldRefused("package", refused_for(kind))
    return package


def refused_for(kind):
    """Why a package may not be had for this kind, in words."""
    return _l("这个套餐不是给%(who)s的，请另选一个", who=APPLICANTS[kind])


def _refuse_second(programme, person, kind, household):
    """A village may ask for many places; a household, or somebody without one, for one at a time."""
    if kind == VILLAGE:
        return
    theirs = Application.household == household if household else (
        (Application.person == person) & Application.household.is_null())
    other = Application.select().where(
        Application.programme == programme.id, Application.kind != VILLAGE, theirs,
        Application.state.in_(OPEN)).first()
    if other:
        raise NotNow(_l("这一户在这个方案里已经有一份申请 %(number)s 在办，办完或撤回了才能再申请",
                        number=other.number))
