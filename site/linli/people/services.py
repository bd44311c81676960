"""Signing in and out, posts, and the first administrator."""

import hashlib
import re
import secrets
from datetime import timedelta

import phonenumbers
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import lazy_gettext as _l
from peewee import JOIN

from linli.access import BY_CLOCK, Scope
from linli.audit import services as audit
from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.people import guesses
from linli.people.guesses import TooManyGuesses as TooManyGuesses
from linli.people.models import Guess, Person, Post, Session
from linli.toolkit.calendar import today

MAINLAND_MOBILE = re.compile(r"1[3-9][0-9]{9}")
GUESSES_PER_PHONE = 50  # by strangers, from wherever: see knocking
GUESSES_PER_PERSON = 5  # by whoever is signed in
STEP_WITHIN = timedelta(minutes=10)  # after the password
SEEN_EVERY = timedelta(minutes=10)
MIN_PASSWORD = 8

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex())


class SignInRefused(Exception):
    """Wrong phone or password, or a disabled account; which of them is not told."""


def normal_phone(text):
    """A phone number as E.164. Mainland mobiles need no country code.

    Raises ValueError with a sentence for the reader.
    """
    text = re.sub(r"[\s\-()]", "", text or "")
    if MAINLAND_MOBILE.fullmatch(text):
        return f"+86{text}"
    try:
        number = phonenumbers.parse(text, None if text.startswith("+") else "CN")
    except phonenumbers.NumberParseException:
        number = None
    if not text.startswith("+") or not number or not phonenumbers.is_possible_number(number):
        raise ValueError(_l("手机号要有 11 位数字，比如 13800001234；境外号码请以 + 开头"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def sign_in(phone, password, knock):
    """Check phone and password and open a session for who knocks (`knocking.Knock`); returns its token.

    Raises SignInRefused or TooManyGuesses. A guess is written before the password is looked at,
    so that of a hundred at once no more than the limit are tried.
    """
    person = Person.get_or_none(Person.phone == phone)
    limits = knock.limits("sign-in", phone, person, GUESSES_PER_PHONE)
    counted, tightest = guesses.count(limits), next(iter(limits))
    if not _matches(person, password):
        with transaction():
            audit.write(BY_CLOCK, "sign_in_refused", details=knock.device[:80], subject=person,
                        place=person and person.locality_id)
        raise SignInRefused
    with transaction():
        Guess.delete().where(
            Guess.id.in_(counted) | (Guess.key == tightest)).execute()
        return open_session(person, knock.device)


def open_session(person, device, proved=False):
    """A new signed-in device of this person; returns the token for its cookie.

    Where they have a second factor it waits for the second step, unless that was `proved`.
    """
    token, waiting = secrets.token_urlsafe(32), person.second_factor_at is not None and not proved
    with transaction():
        Session.create(token_hash=_hash(token), person=person, device=device[:80], waiting=waiting,
                       proved_at=None if waiting else utc_now())
        audit.write(Scope({}, person), "sign_in", details=device[:80], place=_seat(person))
    return token


def session_of(token):
    """The live session of a token with its person, or None: ended, disabled, unknown, or waiting for the
    second step.
    """
    session = (Session.select(Session, Person, Locality).join(Person)
               .join(Locality, JOIN.LEFT_OUTER)
               .where(Session.token_hash == _hash(token), Session.ended_at.is_null(),
                      ~Session.waiting, Person.disabled_at.is_null()).first())
    if session and utc_now() - session.seen_at > SEEN_EVERY:
        with transaction():
            Session.update(seen_at=utc_now()).where(Session.id == session.id).execute()
    return session


def end_sessions(sessions, scope=None):
    """End these sessions (a query over Session) at once; returns how many. With the scope of whoever ends
    their other devices it is told to the audit.
    """
    with transaction():
        ended = (Session.update(ended_at=utc_now())
                 .where(Session.id.in_(sessions.select(Session.id)), Session.ended_at.is_null())
                 .execute())
        if scope and ended:
            audit.write(scope, "sign_out", count=ended, place=_seat(scope.person))
        return ended


def waiting_session_of(token):
    """The session of a token that waits for the second step, with its person; None for any other, and
    after a while.
    """
    return (Session.select(Session, Person).join(Person)
            .where(Session.token_hash == _hash(token), Session.ended_at.is_null(), Session.waiting,
                   Session.started_at > utc_now() - STEP_WITHIN, Person.disabled_at.is_null()).first())


def prove(session):
    """Its person has shown who they are, just now: a session that waited is open."""
    with transaction():
        Session.update(waiting=False, proved_at=utc_now()).where(Session.id == session.id).execute()


def check_password(person, password):
    """Raises SignInRefused where it is not this person's password, TooManyGuesses after a few."""
    counted = guesses.count({guesses.key("password", person.id): GUESSES_PER_PERSON})
    if not _matches(person, password):
        raise SignInRefused
    guesses.forgive(counted)


def change_password(person, old, new):
    """Set a new password and end every session of this person.

    Raises SignInRefused where the old one is wrong, TooManyGuesses after a few.
    """
    check_password(person, old)
    set_password(person, new, Scope({}, person))


def set_password(person, password, scope=BY_CLOCK):
    """Set a password without asking for the old one; ends every session. `scope` is who does it, here and
    below: by default nobody of the site, the command line.
    """
    with transaction():
        Person.update(password_hash=_hasher.hash(password)).where(Person.id == person.id).execute()
        end_sessions(Session.select().where(Session.person == person))
        audit.write(scope, "password", subject=person, place=_seat(person))


def disable(person, scope=BY_CLOCK):
    """Close an account: its sessions end at once, and today is the last day of every post; what was to
    begin later never does. Its records stay.
    """
    with transaction():
        Person.update(disabled_at=utc_now()).where(Person.id == person.id).execute()
        end_sessions(Session.select().where(Session.person == person))
        audit.write(scope, "close", subject=person, place=_seat(person))
        for post in list(Post.select().where(
                Post.person == person, Post.ends_on.is_null() | (Post.ends_on > today()))):
            Post.update(ends_on=today()).where(Post.id == post.id).execute()
            audit.write(scope, "end_post", post.role, subject=person, place=post.locality_id)


ELSEWHERE = _l("这个手机号别处登记过，请本人带身份证来村委核对")  # says the same whoever it is


def person_by_phone(phone, name, locality=None):
    """The person with this phone, or a new one without a password.

    Raises ValueError where the phone belongs to somebody of another name, or the name is none.
    """
    if not 1 <= len(name.strip()) <= 40:
        raise ValueError(_l("姓名要有 1 到 40 个字"))
    with transaction():
        person = Person.get_or_none(Person.phone == phone)
        if person is None:
            return Person.create(name=name, phone=phone, locality=locality)
        if person.name != name:
            raise ValueError(_l("这个手机号登记的是另一位，请核对姓名"))
        return person


def settle(person, locality):
    """The village that a person lives in: they become a resident there, and no longer elsewhere."""
    with transaction():
        Person.update(locality=locality).where(Person.id == person.id).execute()


def tell_by(person, way, email=""):
    """How this person hears outside the site that there is a notice: by a way (the key of a
    `delivery.ways.Way`), "" by none; and the address for e-mail, None or "" for none.
    """
    with transaction():
        Person.update(told_by=way, email=email or None).where(Person.id == person.id).execute()


def set_language(person, language):
    """What a person is told in from now on (a key of `linli.languages`)."""
    with transaction():
        Person.update(language=language).where(Person.id == person.id).execute()


def set_zone(person, zone):
    """The time zone whose times a person reads beside Beijing's; "": whatever their phone says."""
    with transaction():
        Person.update(zone=zone).where(Person.id == person.id).execute()


def give_post(person, role, locality, starts_on=None, ends_on=None, scope=BY_CLOCK):
    """Give a person a role in a locality from a day on; a post already held stays as it is."""
    starts_on = starts_on or today()
    with transaction():
        guard(Person, person.id)
        held = Post.select().where(Post.person == person, Post.role == role,
                                   Post.locality == locality, Post.held_on(starts_on)).first()
        if held is None:
            audit.write(scope, "give_post", role, subject=person, place=locality)
        return held or Post.create(person=person, role=role, locality=locality,
                                   starts_on=starts_on, ends_on=ends_on)


def end_post(post, last_day, scope=BY_CLOCK):
    """The post's last day; raises LostRace where it has ended already."""
    with transaction():
        ended = Post.update(ends_on=last_day).where(Post.id == post.id, Post.ends_on.is_null())
        if not ended.execute():
            raise LostRace
        audit.write(scope, "end_post", post.role, subject=post.person_id, place=post.locality_id)


def hold_post(person, role, locality, ends_on=None, scope=BY_CLOCK):
    """Let a person hold a role here from today to `ends_on` (None: without end): a post that they
    hold today, or that began today, gets this last day; else one begins.
    """
    with transaction():
        guard(Person, person.id)
        held = Post.held_on(today()) | (Post.starts_on == today())
        moved = Post.update(ends_on=ends_on).where(
            Post.person == person, Post.role == role, Post.locality == locality, held)
        if not moved.execute():
            Post.create(person=person, role=role, locality=locality, starts_on=today(), ends_on=ends_on)
        audit.write(scope, "give_post", role, subject=person, place=locality)


def leave_post(person, role, locality, scope=BY_CLOCK):
    """End a role held here at once: yesterday was its last day. Nothing where it is not held."""
    with transaction():
        left = Post.update(ends_on=today() - timedelta(days=1)).where(
            Post.person == person, Post.role == role, Post.locality == locality, Post.held_on(today()))
        if left.execute():
            audit.write(scope, "end_post", role, subject=person, place=locality)


def posts_of(person):
    """What this person holds today, with the localities."""
    return list(Post.select(Post, Locality).join(Locality)
                .where(Post.person == person, Post.held_on(today())))


def holders(role, locality):
    """People who hold this role today for exactly this locality, by name."""
    return list(Person.select().join(Post)
                .where(Post.role == role, Post.locality == locality, Post.held_on(today()),
                       Person.disabled_at.is_null()).distinct().order_by(Person.name))


def _seat(person):
    """The code of the place that an account belongs to: where they live, or else serve; None for neither."""
    return person.locality_id or (
        Post.select(Post.locality).where(Post.person == person, Post.held_on(today())).limit(1).scalar())


def _matches(person, password):
    stored = (person and not person.disabled_at and person.password_hash) or _nobody
    try:
        return _hasher.verify(stored, password) and stored is not _nobody
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()
