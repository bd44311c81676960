"""Which ways are set up, a code that has to go out, and what becomes of what could not be sent."""

from linli.database import LostRace, db, transaction, utc_now
from linli.delivery.mail import MAIL
from linli.delivery.models import DROPPED, FAILED, TOLD, WAITING, Delivery
from linli.delivery.words import SEALED_FOR
from linli.toolkit.sealing import seal

BY_PHONE_FIRST = ("phone", "email")
ACTS = {"again": WAITING, "drop": DROPPED, "told": TOLD}


def ways_of(app):
    """{key: Way} of all that are set up here, the core's own first. A plugin that raises adds none."""
    registry = app.extensions["linli"]
    answers = registry.ask("linli_deliver", registry.modules)
    return {way.key: way for ways in [[MAIL], *answers.values()] for way in ways if way.is_ready(app.config)}


def ways_to_people(app):
    """{key: Way} of those that reach one person, and may be chosen to be told by."""
    return {key: way for key, way in ways_of(app).items() if way.address}


def send_code(app, person, code, until):
    """Let a code reach a person outside the site before `until` (UTC): the one content that leaves it.

    It goes by the way they chose, else by phone, else by e-mail; returns that Way, None where none that is
    set up reaches them. It is kept sealed, and wiped once it is out or too late. An earlier code that still
    waits is dropped. Write it in the transaction that makes the code.
    """
    assert db.in_transaction(), "a code goes out with the row that knows it"
    reaching = [way for way in ways_to_people(app).values() if getattr(person, way.address)]
    if not reaching or person.disabled_at:
        return None
    way = min(reaching, key=lambda way: (way.key != person.told_by, BY_PHONE_FIRST.index(way.address)))
    Delivery.update(state=DROPPED, code="", ended_at=utc_now()).where(
        Delivery.person == person, Delivery.state == WAITING, Delivery.code != "").execute()
    Delivery.create(person=person, way=way.key, until=until, code=seal(app.secret_key, SEALED_FOR, code))
    return way


def wipe_late():
    """Wipe codes that came too late to be sent; returns how many. How long the rows stay is told by
    personal.retention.
    """
    now = utc_now()
    with transaction():
        return Delivery.update(state=DROPPED, code="", ended_at=now).where(
            Delivery.state == WAITING, Delivery.until < now).execute()


def see_to(delivery, act, person):
    """What becomes of a word that could not be sent, by a key of ACTS: tried again, left, or told in person.
    Raises LostRace where somebody else has seen to it.
    """
    state, now = ACTS[act], utc_now()
    again = {"tries": 0, "due_at": now, "ended_at": None} if state == WAITING else {"ended_at": now}
    with transaction():
        seen = Delivery.update(state=state, seen_by=person, **again).where(
            Delivery.id == delivery.id, Delivery.state == FAILED)
        if not seen.execute():
            raise LostRace
