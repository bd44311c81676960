"""Asking for a code, and setting a password with it. What is answered tells nobody who has an account."""

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.audit import services as audit
from linli.database import guard, transaction, utc_now
from linli.delivery.models import WAITING, Delivery
from linli.delivery.services import send_code
from linli.people import guesses
from linli.people.forgotten.models import ResetCode
from linli.people.models import Person
from linli.people.services import open_session, set_password
from linli.toolkit.notices import notify
from linli.toolkit.sealing import Unreadable, seal, unseal

GOOD_FOR = timedelta(minutes=15)
TRIES = 5  # of one code, by strangers
ASKED_PER_PHONE, TRIED_PER_PHONE = 15, 2 * TRIES  # by strangers, from wherever
ASKED = "forgotten"  # a way of delivery that is none: who asked waits there, sealed, for the clock
DIGITS = 6


class CodeRefused(Exception):
    """A wrong code, a late one, one that was tried too often, or nobody's: which of them is not told."""


def ask(phone, knock):
    """Let a code go to whoever has this phone, an account and an address. Whether there is one, is not told,
    nor does it change what is done here, so that no clock tells it either.

    Raises guesses.TooManyGuesses, for a phone that nobody has as well.
    """
    guesses.count(knock.limits("forgotten", phone, _account(phone), ASKED_PER_PHONE))
    with transaction():
        Delivery.create(way=ASKED, code=seal(knock.secret, ASKED, phone), until=utc_now() + GOOD_FOR)


def answer(app):
    """Send a code to whoever asked and can be reached; the clock does it, every few seconds."""
    waiting = Delivery.way == ASKED, Delivery.state == WAITING
    for asked in list(Delivery.select().where(*waiting, Delivery.until > utc_now()).order_by(Delivery.id)):
        with transaction():
            if Delivery.delete().where(*waiting, Delivery.id == asked.id).execute():
                _send(app, _asking(app.secret_key, asked))


def _asking(secret, asked):
    """Whose phone it is, where it is anybody's."""
    try:
        return _account(unseal(secret, ASKED, asked.code))
    except Unreadable:  # the key has changed since
        return None


def _send(app, person):
    if person is None:
        return
    guard(Person, person.id)
    code, until = f"{secrets.randbelow(10 ** DIGITS):0{DIGITS}}", utc_now() + GOOD_FOR
    ResetCode.delete().where(ResetCode.person == person).execute()
    if send_code(app, person, code, until):
        ResetCode.create(person=person, until=until, code_hash=_hash(app.secret_key, person.id, code))


def reset(phone, code, password, knock):
    """Set a password with the code that was sent, and sign in; returns the session's token.

    Every session of before ends, and the person is told. Raises CodeRefused, guesses.TooManyGuesses.
    """
    person = _account(phone)
    limits = knock.limits("code", phone, person, TRIED_PER_PHONE)
    counted = guesses.count(limits)
    if not _try(knock.secret, person, code, own=len(limits) == 1):
        raise CodeRefused
    guesses.forgive(counted)
    with transaction():
        if not ResetCode.delete().where(ResetCode.person == person).execute():
            raise CodeRefused
        set_password(person, password)
        notify(person, _l("密码重设了"),
               _l("用的是发给您的验证码，以前登录的设备都已退出。不是您本人的话，请马上告诉村委。"),
               "/me/devices")
        audit.write(replace(BY_CLOCK, person=person, locality=person.locality), "password_by_code",
                    "people.reset_code", str(_l("忘记密码")), 1)
        return open_session(person, knock.device)


def _account(phone):
    return Person.get_or_none(Person.phone == phone, Person.disabled_at.is_null(),
                              Person.password_hash.is_null(False))


def _try(secret, person, code, own):
    """Whether it is the code. A try is written first: of a hundred at once five are looked at; those of the
    person's `own` device, which are counted elsewhere, are none, so that strangers use up no code for it.
    """
    whose = person.id if person else 0  # for nobody all the same is done
    good = ResetCode.person == whose, ResetCode.until > utc_now()
    with transaction():
        tried = own or ResetCode.update(tries=ResetCode.tries + 1).where(
            *good, ResetCode.tries < TRIES).execute()
    row, given = ResetCode.get_or_none(*good), _hash(secret, whose, code)
    return hmac.compare_digest(row.code_hash if row else "", given) and bool(tried)


def _hash(secret, whose, code):
    """Keyed: six digits alone would be found out from a stolen table."""
    return hmac.new(secret.encode(), f"reset:{whose}:{code}".encode(), hashlib.sha256).hexdigest()
