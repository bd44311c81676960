"""Points to be covered (点位): listed, linked to the camera that covers them, struck off."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.cctv.cameras.models import Point

LISTED = _l("这个点位已经在单子上了")


def add(scope, village, title, camera, nonce):
    """List a point of a village, with the camera (or None) that covers it. Raises FieldRefused,
    NotAllowed, once.AlreadyDone.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            once.keep(nonce, str(write(scope, village, title, camera).id))
    except peewee.IntegrityError as error:
        raise FieldRefused("title", LISTED) from error


def write(scope, village, title, camera):
    """The same within a transaction, for a table of many; returns the Point. Raises IntegrityError where
    it is listed already, NotAllowed.
    """
    _refuse_others(scope, village)
    return Point.create(locality=village, title=title, camera=camera, listed_on=today())


def link(scope, point, camera):
    """Let a camera of the same village, or none, cover a point. Raises NotAllowed, LostRace where the
    point is gone.
    """
    _refuse_others(scope, point.locality)
    with transaction():
        if not Point.update(camera=camera).where(Point.id == point.id).execute():
            raise LostRace


def drop(scope, point):
    """Strike a point off the list; one that is gone is as good as struck off. Raises NotAllowed."""
    _refuse_others(scope, point.locality)
    with transaction():
        Point.delete().where(Point.id == point.id).execute()


def _refuse_others(scope, village):
    if not scope.can("cctv.record", village):
        raise workflow.NotAllowed
