"""Becoming a leader: one puts oneself forward, or the village names somebody."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.people.models import Person
from linli.people.services import person_by_phone
from linli.toolkit import once, workflow
from linli.toolkit.refusals import FieldRefused
from plugins.leaders.tenure.models import LIAISON, NAMED, OPEN, SELF, STEWARD, Tenure
from plugins.leaders.tenure.services import tell


def role_for(place):
    """A micro-grid and a whole village have a liaison (1人+N户), a building and a staircase a steward."""
    return STEWARD if place.kind in ("building", "staircase") else LIAISON


def put_forward(scope, place, words, nonce):
    """The person of this scope puts themself forward for `place`; returns the Tenure.

    Raises FieldRefused where they are in line or serve there already, once.AlreadyDone with its id.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            return _begin(scope, place, scope.person, SELF, words, nonce)
    except peewee.IntegrityError as error:
        raise _twice() from error


def name_somebody(scope, place, words, nonce, person=None, phone="", name=""):
    """The village names a resident, `person` or the one with this phone and name; returns the
    Tenure. They are told, and may say no. Raises as `put_forward`, and FieldRefused for a stranger.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            person = person or _by_phone(phone, name, place)
            _refuse_stranger(scope, place, person)
            tenure = _begin(scope, place, person, NAMED, words, nonce)
            tell(tenure, _l("村里提名您为%(place)s服务", place=place.short_name),
                  _l("愿意的话，等村里约您聊聊；不愿意，打开这一页撤回就行。"))
            return tenure
    except peewee.IntegrityError as error:
        raise _twice() from error


def _begin(scope, place, person, way, words, nonce):
    role = role_for(place)
    if Tenure.select().where(Tenure.person == person, Tenure.locality == place, Tenure.role == role,
                             Tenure.state.in_(OPEN)).exists():
        raise _twice()
    tenure = Tenure.create(locality=place, role=role, person=person, way=way, words=words)
    workflow.begin(tenure, scope)
    once.keep(nonce, str(tenure.id))
    return tenure


def _by_phone(phone, name, place):
    village = place if place.is_village else place.parent
    try:
        return person_by_phone(phone, name, village)
    except ValueError as error:
        raise FieldRefused("name", error.args[0]) from error


def _refuse_stranger(scope, place, person):
    if person.id == scope.person.id:
        raise FieldRefused("name", _l("自己想做，请点“自荐”"))
    if person.locality_id != place.code.partition("-")[0]:
        raise FieldRefused("name", _l("这位没有登记为本村村民，先登记再提名"))


def _twice():
    return FieldRefused("place", _l("这里已经报过名，或者正在任了"))
