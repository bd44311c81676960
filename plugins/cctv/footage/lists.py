"""Requests to view footage as lists: what one may ask about, what one asked and what waits."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from peewee import JOIN

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import local, today
from plugins.cctv.applications.lens import PUBLIC
from plugins.cctv.cameras.models import MOVED, Camera, CameraChange
from plugins.cctv.footage.models import ASKED, GRANTED, Access, FootageRequest

LONG_GONE = timedelta(days=365)  # no camera keeps longer (module.py, retention_days)
POLICE_ROLE = "camera_police"


def askable(scope, text=""):
    """Query: the cameras here that this scope may ask about, by number: those that see public ground,
    one's own, and those of a register one keeps; never somebody's private one. `text` narrows by
    number or place.
    """
    seen = Camera.visible_to(scope).select(Camera.id)
    query = (Camera.select(Camera, Locality).join(Locality)
             .where(Camera.article.in_(PUBLIC) | Camera.id.in_(seen), scope.here(Camera.locality),
                    Camera.removed_on.is_null() | (Camera.removed_on >= today() - LONG_GONE))
             .order_by(Camera.number))
    for word in text.split():
        query = query.where(Camera.number.contains(word) | Camera.place.contains(word))
    return query


def is_police(scope, place):
    """Whether this person serves as the police for cameras there."""
    return any(held.role == POLICE_ROLE and place.path.startswith(held.path) for held in scope.held)


def with_people(scope, query):
    """The same requests, each with its place, its camera, who asked and who decided, in one query;
    `decides` is whether this scope may decide and record what was shown.
    """
    asker, decider = Person.alias(), Person.alias()
    return (query.select(FootageRequest, Locality, Camera, asker, decider,
                         FootageRequest.decided_by_scope(scope).alias("decides"))
            .join(Locality).switch(FootageRequest).join(Camera)
            .join_from(FootageRequest, asker, on=FootageRequest.person == asker.id, attr="person")
            .join_from(FootageRequest, decider, JOIN.LEFT_OUTER,
                       on=FootageRequest.decided_by == decider.id, attr="decided_by"))


def register(scope, state=""):
    """Query: the requests here that this scope sees, the latest first; `state` narrows."""
    query = with_people(scope, FootageRequest.visible_to(scope)).where(
        scope.here(FootageRequest.locality)).order_by(FootageRequest.id.desc())
    return query.where(FootageRequest.state == state) if state else query


def waiting(scope):
    """Condition: it waits for this scope to answer, or to record what was shown where the law asks that.
    Whoever holds the duty from above is asked only where the village lets its day go by.
    """
    codes = [held.code for held in scope.holding("cctv.record")]
    own = FootageRequest.camera.in_(Camera.select(Camera.id).where(Camera.person == scope.person.id))
    near = own | FootageRequest.locality.in_(codes)
    late = (FootageRequest.state == ASKED) & (FootageRequest.answer_by < today())
    to_do = (FootageRequest.state == ASKED) | (
        (FootageRequest.state == GRANTED) & FootageRequest.to_note())
    return FootageRequest.decided_by_scope(scope) & to_do & (near | late)


def awaiting(scope):
    """Open requests that await this person, here or everywhere: their own, and those to decide or to
    show; the most pressing first.
    """
    mine = (FootageRequest.person == scope.person.id) & FootageRequest.state.in_((ASKED, GRANTED))
    return with_people(scope, FootageRequest.visible_to(scope)).where(
        mine | waiting(scope), scope.here(FootageRequest.locality)).order_by(
        FootageRequest.answer_by, FootageRequest.id)


def to_decide(scope):
    """Query: what waits here for this scope, for the desk."""
    return FootageRequest.select().where(waiting(scope), scope.here(FootageRequest.locality))


def accesses_of(scope, row):
    """The lines of the access register of one request, in the order they were written."""
    return list(Access.visible_to(scope).select(Access, Person).join(Person).where(
        Access.request == row.id).order_by(Access.id))


def read_from_above(scope, row):
    """Whether this scope reads a request that its own village answers: that is kept on record."""
    codes = [held.code for held in scope.holding("cctv.record")]
    own = scope.person.id in (row.person_id, row.camera.person_id)
    return not own and row.locality_id not in codes


def owed(day):
    """The requests of the police that owners have not answered in time, the oldest first."""
    return list(FootageRequest.select().where(FootageRequest.owed(day)).order_by(FootageRequest.id))


def place_then(row):
    """Where the camera hung in those minutes, if it was moved since; else ""."""
    change = CameraChange.select().where(
        CameraChange.camera == row.camera_id, CameraChange.kind == MOVED,
        CameraChange.day > local(row.starts_at).date()).order_by(CameraChange.day, CameraChange.id).first()
    return change.before if change else ""


def open_matters(locality):
    """For whoever switches the module off: how many requests are open; one query."""
    count = FootageRequest.select().join(Locality).where(
        Locality.within(locality.path), (FootageRequest.state == ASKED)
        | ((FootageRequest.state == GRANTED) & FootageRequest.to_note())).count()
    return [_l("还有 %(count)d 件调阅申请没有办完。关闭以后网上看不到、也答复不了，录像到期照样会覆盖",
               count=count)] if count else []
