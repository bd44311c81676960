"""Telling people: an inbox on the site, and a delivery that says no more than that there is one.

A notice and its delivery are written in the transaction of the fact they tell, so that a crash
loses neither. One clock (`linli.jobs`) drains the outbox (`linli.delivery`); nothing else sends.
"""

from urllib.parse import quote

from flask_babel import lazy_gettext as _l

from linli.database import db, transaction, utc_now
from linli.delivery.models import WAITING, Delivery, Notice
from linli.languages import of_person
from linli.people.proxies.lists import agents_of


def notify(person, title, text, url, errand=""):
    """Put a notice into a person's inbox, and into the outbox where they want to be told outside the site.
    Whose account is closed is told nothing more. `errand` names the module whose errand it is about: of a
    person who cannot sign in, those are told too who act for them there. Lazy words are said in the reader's
    own language.
    """
    assert db.in_transaction(), "a notice is written with the fact it tells"
    if person.disabled_at:
        return
    _put(person, title, text, url)
    if errand and person.password_hash is None:
        for proxy in agents_of(person, errand):
            _put(proxy.agent, _l("替%(name)s办的：%(title)s", name=person.name, title=title), text,
                 f"/me/proxies/{proxy.id}/begin?next={quote(url)}")


def _put(person, title, text, url):
    with of_person(person):
        notice = Notice.create(person=person, title=str(title), text=str(text), url=url)
    if person.told_by:
        Delivery.create(notice=notice, person=person, way=person.told_by)


def call_staff(locality, way, group):
    """Let a group of a place's staff know by `way` (a key) how many things wait on its desk: counted when it
    goes out, in the core's words, and not said where nothing waits. One that still waits is enough.
    """
    assert db.in_transaction(), "what leaves the site is written with its reason"
    waits = Delivery.select().where(Delivery.state == WAITING, Delivery.locality == locality,
                                    Delivery.way == way, Delivery.group == group)
    if not waits.exists():
        Delivery.create(locality=locality, way=way, group=group)


def unread(person):
    """How many notices this person has not opened."""
    return Notice.select().where(Notice.person == person, Notice.read_at.is_null()).count()


def mark_read(notice):
    """Note when a notice was first opened."""
    with transaction():
        Notice.update(read_at=utc_now()).where(
            Notice.id == notice.id, Notice.read_at.is_null()).execute()
