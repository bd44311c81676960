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
from linli.delivery.services import send_code
from linli.people import guesses
from linli.people.forgotten.models import ResetCode
from linli.people.models import Person
from linli.people.services import GUESSES_PER_ADDRESS, GUESSES_PER_PHONE, open_session, set_password
from linli.toolkit.notices import notify

GOOD_FOR = timedelta(minutes=15)
TRIES = 5  # of one code
DIGITS = 6


class CodeRefused(Exception):
    """A wrong code, a late one, one that was tried too often, or nobody's: which of them is not told."""


def ask(app, phone, address):
    """Send a code to whoever has this phone, an account and an address. Whether there is one, is not told.

    Raises guesses.TooManyGuesses, for a phone that nobody has as well.
    """
    guesses.count({guesses.key("forgotten", phone): GUESSES_PER_PHONE,
                   guesses.key("forgotten-from", address): GUESSES_PER_ADDRESS})
    person = _account(phone)
    if person is None:
        return
    code, until = f"{secrets.randbelow(10 ** DIGITS):0{DIGITS}}", utc_now() + GOOD_FOR
    with transaction():
        guard(Person, person.id)
        ResetCode.delete().where(ResetCode.person == person).execute()
        if send_code(app, person, code, until):
            ResetCode.create(person=person, until=until, code_hash=_hash(app.secret_key, person, code))


def reset(secret, phone, code, password, device, address):
    """Set a password with the code that was sent, and sign in; returns the session's token.

    Every session of before ends, and the person is told. Raises CodeRefused, guesses.TooManyGuesses.
    """
    counted = guesses.count({guesses.key("code", phone): 2 * TRIES,
                             guesses.key("code-from", address): GUESSES_PER_ADDRESS})
    person = _account(phone)
    if person is None or not _try(secret, person, code):
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
        return open_session(person, device)


def _account(phone):
    return Person.get_or_none(Person.phone == phone, Person.disabled_at.is_null(),
                              Person.password_hash.is_null(False))


def _try(secret, person, code):
    """Whether it is the code. A try is written first: of a hundred at once five are looked at."""
    with transaction():
        tried = ResetCode.update(tries=ResetCode.tries + 1).where(
            ResetCode.person == person, ResetCode.until > utc_now(), ResetCode.tries < TRIES).execute()
    row = ResetCode.get_or_none(ResetCode.person == person)
    return bool(tried and row and hmac.compare_digest(row.code_hash, _hash(secret, person, code)))


def _hash(secret, person, code):
    """Keyed: six digits alone would be found out from a stolen table."""
    return hmac.new(secret.encode(), f"reset:{person.id}:{code}".encode(), hashlib.sha256).hexdigest()
