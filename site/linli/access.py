"""Who may open what, and on whose behalf rows are asked for.

Two questions, two answers: the permission that a view declares opens the page; which rows it
shows comes only from a model's `visible_to(scope)`.
"""

import operator
from dataclasses import dataclass
from functools import reduce, wraps

from flask import abort, g
from flask_babel import lazy_gettext as _l
from peewee import SQL
from werkzeug.local import LocalProxy

from linli.localities.models import Locality

EVERYONE, SIGNED_IN, RESIDENT = "everyone", "signed_in", "resident"


@dataclass(frozen=True)
class Role:
    """What a person may be somewhere: a stable key and the word on screen. `desk`: a plugin's
    role whose work comes in on the staff desk. `second_factor`: it opens what others have confided, so
    that whoever holds it is asked to sign in by two steps. `township`: held for the township, and given by
    its staff; else for a village. `steps`: the endpoint of the page where the plugin itself gives and ends
    it, in steps of its own; "" where that is done with the posts (linli.people.posts).
    """

    key: str
    title: str
    desk: bool = False
    second_factor: bool = False
    township: bool = False
    steps: str = ""


ROLES = (
    Role("administrator", _l("系统管理员"), township=True, second_factor=True),
    Role("auditor", _l("审计员"), township=True, second_factor=True),
    Role("township_staff", _l("镇综治办"), township=True, second_factor=True),
    Role("village_staff", _l("村委")), Role("supervision_committee", _l("村监委")),
    Role("grid_worker", _l("网格员")), Role(RESIDENT, _l("村民")),
)
STAFF = ("township_staff", "village_staff")
PERMISSIONS = {
    "public": (EVERYONE,),
    "me": (SIGNED_IN,),
    "desk": STAFF,
    "people.invite": ("administrator", *STAFF),
    "people.invite_residents": STAFF,
    "people.invite_posts": ("administrator", "township_staff"),
    "modules.switch": ("administrator", *STAFF),
    "people.phones": ("village_staff", "grid_worker"),
    "audit.read": ("administrator", "auditor"),
    "posts": ("administrator", *STAFF),
    "undelivered": ("administrator", "village_staff"),
    "register.read": ("village_staff", "grid_worker"),
    "register.keep": ("village_staff", "grid_worker"),
    "register.change": ("village_staff",),
    "register.masked": ("township_staff",),
    "people.find": (*STAFF, "grid_worker"),
    "retention.see": ("administrator",),
    "proxies.keep": ("village_staff",),
    "proxies.enter": ("village_staff", "grid_worker"),
    "retention.set": ("administrator",),
}


@dataclass(frozen=True)
class Held:
    """A role held in the place with this path and everywhere below it."""

    role: str
    code: str
    path: str


@dataclass(frozen=True)
class Scope:
    """The standing of one request: who asks, what they hold, where, and what is on there.

    `permissions` maps each permission to its roles, `modules` names the modules on in
    `locality` (None on pages that belong to no place). `withheld` are roles that count only once there is
    a second factor; `asks_second_factor` says that the person holds such a role, and has none. `proxy` is
    the consent (people.proxies) by which somebody else acts for `person`, None where they act themselves.
    """

    permissions: dict
    person: object = None
    held: tuple = ()
    locality: object = None
    modules: frozenset = frozenset()
    session: object = None
    withheld: tuple = ()
    asks_second_factor: bool = False
    proxy: object = None

    @property
    def actor(self):
        """Who really sits there: whoever acts for `person`, or that person."""
        return self.proxy.agent if self.proxy else self.person

    def reads_confided(self, module):
        """Whether what `person` confided in a module may be shown: to themselves always, to whoever acts for
        them where they agreed to it.
        """
        return self.proxy is None or module in self.proxy.confided_keys

    def can(self, permission, locality=None):
        """Whether the permission is held in `locality` (by default the request's own)."""
        roles = self.permissions[permission]
        if EVERYONE in roles or (self.person and SIGNED_IN in roles):
            return True
        return _held_in(locality or self.locality, roles, self.held)

    def would_have(self, permission):
        """Whether the permission is held here but for the second factor."""
        return _held_in(self.locality, self.permissions[permission], self.withheld)

    def holding(self, permission):
        """The places (Held) in which this permission is held."""
        roles = self.permissions[permission]
        return [held for held in self.held if held.role in roles]

    def holds(self, permission, field):
        """Condition: the row is of a place in which this permission is held; `field` is its key
        to Locality. False for every row where the permission is held nowhere.
        """
        places = [Locality.within(held.path) for held in self.holding(permission)]
        nowhere = Locality.code.is_null()  # for a bare FALSE beside an OR, SQLite scans the table
        return _of_places(field, reduce(operator.or_, places or [nowhere]))

    def here(self, field):
        """Condition: the row is of the place of this request or of one below it; `field` is its
        key to Locality. True for every row on pages that belong to no place.
        """
        return _of_places(field, Locality.within(self.locality.path)) if self.locality else SQL("TRUE")


BY_CLOCK = Scope(permissions={})  # what falls due is done by nobody


def _held_in(place, roles, held):
    return any(each.role in roles and (place is None or place.path.startswith(each.path)) for each in held)


def _of_places(field, condition):
    return field.in_(Locality.select(Locality.code).where(condition))


def permission(name):
    """Declare the permission that opens a view. A view without one does not start."""
    def declare(view):
        view.permission = name
        return view
    return declare


def confirm_again(view):
    """Declare that a form of this view wants its person to have shown within 15 minutes who they are: what
    takes data out, reveals it, ends an account. Else a code is asked for, or the password of who has no
    second factor, and the form is shown again with all that was typed.
    """
    view.confirm_again = True
    return view


def village_only(view):
    """Declare that a page belongs to a village or community: anywhere else there is none (404)."""
    @wraps(view)
    def checked(**values):
        return view(**values) if g.scope.locality.is_village else abort(404)
    checked.village_only = True  # ledgers show no button to it elsewhere
    return checked


def held_by(person, posts):
    """What a person holds: their posts, and being a resident of the village they live in."""
    held = [Held(post.role, post.locality.code, post.locality.path) for post in posts]
    if person.locality_id:
        held.append(Held(RESIDENT, person.locality_id, person.locality.path))
    return tuple(held)


current_scope = LocalProxy(lambda: g.scope)
