"""Setting up, checking and ending the second step of signing in (TOTP, RFC 6238)."""

import hashlib
import hmac
import secrets
from datetime import timedelta

import pyotp
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import LostRace, guard, transaction, utc_now
from linli.people import guesses
from linli.people.models import Person
from linli.people.second_factor.models import RecoveryCode, SecondFactor
from linli.toolkit.notices import notify
from linli.toolkit.sealing import Unreadable, seal, unseal

FRESH = timedelta(minutes=15)  # how long a proof is good for what is asked about again
TRIES = 5
STEP = 30  # seconds
SEALED_FOR = "second-factor"
SHEET = 10  # codes on paper
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ME = "/me/second-step"


class CodeRefused(Exception):
    """A wrong code, one that was used, or one of another moment."""


def begin(secret_key, person):
    """A new secret for a person's phone; it counts for nothing until `confirm`. Raises LostRace where they
    have one that is in use.
    """
    with transaction():
        guard(Person, person.id)
        if SecondFactor.select().where(
                SecondFactor.person == person, SecondFactor.confirmed_at.is_null(False)).exists():
            raise LostRace
        SecondFactor.delete().where(SecondFactor.person == person).execute()
        SecondFactor.create(person=person, sealed=seal(secret_key, SEALED_FOR, pyotp.random_base32()))


def unconfirmed(secret_key, person):
    """The secret that waits to be confirmed, or None."""
    row = SecondFactor.get_or_none(SecondFactor.person == person, SecondFactor.confirmed_at.is_null())
    return row and _secret(secret_key, row)


def address_of(secret, person):
    """What a phone's app reads from the QR code; it names the account by its last digits."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"****{(person.phone or '')[-4:]}", issuer_name="Linli")


def confirm(secret_key, scope, code):
    """The first code from the phone: from now on it is asked for. Returns ten codes for paper, which are
    shown this once. Raises CodeRefused, TooManyGuesses, or LostRace where nothing waits.
    """
    person = scope.person
    counted = _count(person)
    row = SecondFactor.get_or_none(SecondFactor.person == person, SecondFactor.confirmed_at.is_null())
    if row is None:
        raise LostRace
    if not _take_code(secret_key, row, code):
        raise CodeRefused
    guesses.forgive(counted)
    with transaction():
        now = utc_now()
        if not SecondFactor.update(confirmed_at=now).where(
                SecondFactor.id == row.id, SecondFactor.confirmed_at.is_null()).execute():
            raise LostRace
        Person.update(second_factor_at=now).where(Person.id == person.id).execute()
        _tell(scope, "second_factor_on", _l("第二步验证开通了"))
        return _new_codes(person)


def new_codes(scope):
    """Ten other codes for paper; the ones of before are worth nothing."""
    with transaction():
        guard(Person, scope.person.id)
        audit.write(scope, "recovery_codes", "people.second_factor", _("换一批备用码"), SHEET)
        return _new_codes(scope.person)


def codes_left(person):
    """How many codes on paper are unused."""
    return RecoveryCode.select().where(RecoveryCode.person == person, RecoveryCode.used_at.is_null()).count()


def check(secret_key, scope, code):
    """Take a code of this scope's person, from the phone or from paper, once. Raises CodeRefused, or
    TooManyGuesses after a few.
    """
    counted = _count(scope.person)
    row = SecondFactor.get_or_none(
        SecondFactor.person == scope.person, SecondFactor.confirmed_at.is_null(False))
    if row is None or not (_take_code(secret_key, row, code) or _take_from_paper(scope, code)):
        raise CodeRefused
    guesses.forgive(counted)


def end(scope):
    """No second step any more for this scope's person; nothing where there is none."""
    with transaction():
        SecondFactor.delete().where(SecondFactor.person == scope.person).execute()
        RecoveryCode.delete().where(RecoveryCode.person == scope.person).execute()
        if Person.update(second_factor_at=None).where(
                Person.id == scope.person.id, Person.second_factor_at.is_null(False)).execute():
            _tell(scope, "second_factor_off", _l("第二步验证停用了"))


def is_fresh(session):
    """Whether the person of a session has shown lately who they are."""
    return session.proved_at is not None and utc_now() - session.proved_at <= FRESH


def _tell(scope, act, words):
    notify(scope.person, words, _l("不是您自己做的，请马上改密码，并告诉镇里。"), ME)
    audit.write(scope, act, "people.second_factor", words, 1)


def _count(person):
    return guesses.count({guesses.key("second-step", person.id): TRIES})


def _secret(secret_key, row):
    try:
        return unseal(secret_key, SEALED_FOR, row.sealed)
    except Unreadable:  # the installation has another key now: codes on paper still work
        return None


def _take_code(secret_key, row, code):
    """Whether it is the code of this half minute or a neighbour, and of a later one than the last taken."""
    secret, now = _secret(secret_key, row), int(utc_now().timestamp()) // STEP
    for step in (now - 1, now, now + 1) if secret else ():
        if hmac.compare_digest(pyotp.TOTP(secret).at(step * STEP).encode(), _plain(code).encode()):
            with transaction():
                return bool(SecondFactor.update(last_step=step).where(
                    SecondFactor.id == row.id, SecondFactor.last_step < step).execute())
    return False


def _take_from_paper(scope, code):
    with transaction():
        taken = RecoveryCode.update(used_at=utc_now()).where(
            RecoveryCode.person == scope.person, RecoveryCode.code_hash == _hash(scope.person, code),
            RecoveryCode.used_at.is_null()).execute()
        if taken:
            _tell(scope, "recovery_code_used", _l("用掉了一个备用码"))
    return bool(taken)


def _new_codes(person):
    codes = ["".join(secrets.choice(LETTERS) for _each in range(12)) for _code in range(SHEET)]
    RecoveryCode.delete().where(RecoveryCode.person == person).execute()
    RecoveryCode.insert_many(
        [{"person": person, "code_hash": _hash(person, code)} for code in codes]).execute()
    return ["-".join(code[at:at + 4] for at in range(0, 12, 4)) for code in codes]


def _plain(code):
    return "".join(code.split()).replace("-", "").lower()


def _hash(person, code):
    return hashlib.sha256(f"{person.id}:{_plain(code)}".encode()).hexdigest()
