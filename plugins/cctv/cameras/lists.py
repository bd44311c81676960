"""What pages show of cameras, faults and points. Each narrows a query that it is given."""

from datetime import timedelta

import peewee
from peewee import JOIN, fn

from linli.localities.models import VILLAGE_KINDS, Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.cctv.applications.models import ACCEPTED, SETTLED
from plugins.cctv.cameras.models import (
    FAULT_OPEN,
    REMOVED,
    WORKING,
    Camera,
    CameraChange,
    Fault,
    Point,
)

Reporter = Person.alias()
SOON = timedelta(days=7)


def of_application(scope, application):
    """The Camera that came of an application, or None; one query at most."""
    if application.state not in (ACCEPTED, SETTLED):
        return None
    return Camera.visible_to(scope).where(Camera.application == application.id).first()


def whole(query):
    """The same cameras with their place and who answers for them, in one query."""
    return (query.select(Camera, Locality, Person).join(Locality).switch(Camera)
            .join(Person, JOIN.LEFT_OUTER, on=(Camera.person == Person.id)))


def own(scope):
    """The reader's own cameras, in the place of the request or anywhere, those that stand first."""
    return whole(Camera.visible_to(scope)).where(
        Camera.person == (scope.person.id if scope.person else None), scope.here(Camera.locality)).order_by(
            Camera.state == REMOVED, Camera.id)


def to_file(scope):
    """What has to be filed with the police here and below, the first due first."""
    return whole(Camera.visible_to(scope)).where(
        Camera.file_by.is_null(False), Camera.filed_on.is_null(), Camera.state != REMOVED,
        scope.holds("cctv.file", Camera.locality), scope.here(Camera.locality)).order_by(
            Camera.file_by, Camera.id)


def filing_soon(scope):
    """Of those, what runs out in SOON days or has run out."""
    return to_file(scope).where(Camera.file_by <= today() + SOON)


def counts(place, start):
    """The villages of a place and below it, each with how many cameras `stands` there and how many `stood`
    when a day began: what the public may know.
    """
    stands = fn.COUNT(peewee.Case(None, [(Camera.state != REMOVED, 1)]))
    then = (Camera.since < start) & (Camera.removed_on.is_null() | (Camera.removed_on >= start))
    stood = fn.COUNT(peewee.Case(None, [(then, 1)]))
    return list(Locality.select(Locality, stands.alias("stands"), stood.alias("stood"))
                .join(Camera, JOIN.LEFT_OUTER, on=(Camera.locality == Locality.code))
                .where(Locality.within(place.path), Locality.kind.in_(VILLAGE_KINDS))
                .group_by(Locality).order_by(stands.desc(), Locality.code))


def placed(scope):
    """The cameras of the register here and below whose position is known, by place and number."""
    return whole(_register(scope)).where(
        Camera.latitude.is_null(False), Camera.longitude.is_null(False)).order_by(
            Camera.locality, Camera.number)


def standing(scope):
    """Query: the cameras of the register here and below that were not removed."""
    return _register(scope)


def changes_of(camera):
    """How a camera was moved and replaced, oldest first."""
    return list(CameraChange.select(CameraChange, Person).join(Person).where(
        CameraChange.camera == camera.id).order_by(CameraChange.day, CameraChange.id))


def faults_of(camera):
    """The faults of a camera, the latest first."""
    return list(Fault.select().where(Fault.camera == camera.id).order_by(Fault.id.desc()).limit(50))


def whole_faults(query):
    """The same faults with camera, its owner, place and reporter, in one query."""
    return (query.select(Fault, Locality, Camera, Person, Reporter)
            .join(Locality).switch(Fault).join(Camera)
            .join(Person, JOIN.LEFT_OUTER, on=(Camera.person == Person.id)).switch(Fault)
            .join(Reporter, on=(Fault.reported_by == Reporter.id), attr="reported_by"))


def open_faults(scope):
    """The faults to see to here and below, the first due first."""
    return whole_faults(Fault.visible_to(scope)).where(
        Fault.state.in_(FAULT_OPEN), scope.holds("cctv.record", Fault.locality),
        scope.here(Fault.locality)).order_by(Fault.visit_by, Fault.id)


def points(scope):
    """The points listed here and below, each with its camera (or None), the uncovered ones first."""
    return (Point.visible_to(scope).select(Point, Locality, Camera).join(Locality).switch(Point)
            .join(Camera, JOIN.LEFT_OUTER).where(scope.here(Point.locality))
            .order_by(Camera.state == WORKING, Point.locality, Point.title, Point.id))


def coverage(scope):
    """(points with a working camera, points listed) here and below."""
    covered = fn.SUM(peewee.Case(None, [(Camera.state == WORKING, 1)], 0))
    rows = Point.visible_to(scope).select(fn.COALESCE(covered, 0), fn.COUNT(Point.id)).join(
        Camera, JOIN.LEFT_OUTER).where(scope.here(Point.locality)).tuples()
    return tuple(int(value) for value in next(iter(rows)))


def to_choose(scope, village):
    """The cameras that may cover a point of a village, by number."""
    return list(Camera.visible_to(scope).where(
        Camera.locality == village, Camera.state != REMOVED).order_by(Camera.number))


def open_in(locality):
    """Query: the faults that are not ended in a place and below it."""
    return Fault.select().join(Locality).where(
        Locality.within(locality.path), Fault.state.in_(FAULT_OPEN))


def _register(scope):
    return Camera.visible_to(scope).where(
        scope.holds("cctv.register", Camera.locality), Camera.state != REMOVED, scope.here(Camera.locality))
