"""Planning, recording and cancelling talks and meetings; their photos."""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.toolkit import album, once, workflow
from linli.toolkit.editing import save
from plugins.legal.gatherings.models import CANCELLED, HELD, PLANNED, Gathering


class Doubled(Exception):
    """These photos stand there already; a sentence for the reader."""


def enter(scope, kind, nonce, **columns):
    """Enter a gathering of `scope.locality`, held where `minutes` are given; returns it.

    Raises once.AlreadyDone with the id of the one that the same form made before.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        state = PLANNED if columns["minutes"] is None else HELD
        gathering = Gathering.create(locality=scope.locality, kind=kind, state=state,
                                     made_by=scope.person, **columns)
        workflow.begin(gathering, scope)
        once.keep(nonce, str(gathering.id))
    return gathering


def change(scope, gathering, version, **columns):
    """Write what was typed; a planned one with its `minutes` is held from then on.

    `version` is what the form was filled in from. Raises LostRace where another change came
    between, or where it is cancelled.
    """
    if gathering.state == CANCELLED:
        raise LostRace
    with transaction():
        save(gathering, version, **columns)
        if gathering.state == PLANNED and gathering.minutes is not None:
            workflow.apply("hold", gathering, scope)


def cancel(scope, gathering, version, reason):
    """It is not held. Raises LostRace where it was changed since, held or cancelled."""
    with transaction():
        save(gathering, version)
        workflow.apply("cancel", gathering, scope, note=reason)


def add_photos(scope, gathering, uploads, caption, nonce):
    """Put more photos beside a gathering; those that stand there already stay as they are.
    Raises Doubled where all of them do, once.AlreadyDone, or LostRace where it is cancelled.
    """
    if gathering.state == CANCELLED:
        raise LostRace
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        if not album.add(gathering, uploads, caption):
            raise Doubled(_l("照片已经在上面了，请换一张"))
        once.keep(nonce, str(gathering.id))


def remove_photo(gathering, photo_id):
    """Take a photo away; one that is gone is as good as taken away."""
    with transaction():
        album.remove(gathering, photo_id)
