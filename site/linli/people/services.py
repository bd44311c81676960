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

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.people.models import Guess, Person, Post, Session
from linli.toolkit.calendar import today

MAINLAND_MOBILE = re.compile(r"1[3-9][0-9]{9}")
GUESS_WINDOW = timedelta(minutes=15)
GUESSES_PER_PHONE = 5
GUESSES_PER_ADDRESS = 60
SEEN_EVERY = timedelta(minutes=10)
MIN_PASSWORD = 8

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex())


class SignInRefused(Exception):
    """Wrong phone or password, or a disabled account; which of them is not told."""


class TooManyGuesses(Exception):
    """`wait` is how long, a timedelta, until this phone or address may try again."""

    def __init__(self, wait):
        super().__init__()
        self.wait = wait


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


def sign_in(phone, password, device, address):
    """Check phone and password and open a session; returns its token.

    Raises SignInRefused or TooManyGuesses. A guess is written before the password is looked at,
    so that of a hundred at once no more than the limit are tried.
    """
    counted = _count_guess({_key("phone", phone): GUESSES_PER_PHONE,
                            _key("address", address): GUESSES_PER_ADDRESS})
    person = Person.get_or_none(Person.phone == phone)
    if not _matches(person, password):
        raise SignInRefused
    with transaction():
        Guess.delete().where(
            Guess.id.in_(counted) | (Guess.key == _key("phone", phone))).execute()
        return open_session(person, device)


def forget_guesses():
    """Drop guesses that no longer count; returns how many."""
    with transaction():
        return Guess.delete().where(Guess.at < utc_now() - GUESS_WINDOW).execute()


def open_session(person, device):
    """A new signed-in device of this person; returns the token for its cookie."""
    token = secrets.token_urlsafe(32)
    with transaction():
        Session.create(token_hash=_hash(token), person=person, device=device[:80])
    return token


def session_of(token):
    """The live session of a token with its person, or None: ended, disabled or unknown."""
    session = (Session.select(Session, Person, Locality).join(Person)
               .join(Locality, JOIN.LEFT_OUTER)
               .where(Session.token_hash == _hash(token), Session.ended_at.is_null(),
                      Person.disabled_at.is_null()).first())
    if session and utc_now() - session.seen_at > SEEN_EVERY:
        with transaction():
            Session.update(seen_at=utc_now()).where(Session.id == session.id).execute()
    return session


def end_sessions(sessions):
    """End these sessions (a query over Session) at once; returns how many."""
    with transaction():
        return (Session.update(ended_at=utc_now())
                .where(Session.id.in_(sessions.select(Session.id)), Session.ended_at.is_null())
                .execute())


def change_password(person, old, new):
    """Set a new password and end every session of this person.

    Raises SignInRefused where the old one is wrong, TooManyGuesses after a few.
    """
    confirm_password(person, old)
    set_password(person, new)


def confirm_password(person, password):
    """Ask somebody who is signed in for their password again. Raises SignInRefused where it is wrong,
    TooManyGuesses after a few.
    """
    counted = _count_guess({_key("password", person.id): GUESSES_PER_PHONE})
    if not _matches(person, password):
        raise SignInRefused
    with transaction():
        Guess.delete().where(Guess.id.in_(counted)).execute()


def set_password(person, password):
    """Set a password without asking for the old one; ends every session."""
    with transaction():
        Person.update(password_hash=_hasher.hash(password)).where(Person.id == person.id).execute()
        end_sessions(Session.select().where(Session.person == person))


def disable(person):
    """Close an account; its sessions end at once, its records stay."""
    with transaction():
        Person.update(disabled_at=utc_now()).where(Person.id == person.id).execute()
        end_sessions(Session.select().where(Session.person == person))


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


def set_email(person, address):
    """Where notices may be announced outside the site; None: nowhere."""
    with transaction():
        Person.update(email=address or None).where(Person.id == person.id).execute()


def give_post(person, role, locality, starts_on=None, ends_on=None):
    """Give a person a role in a locality from a day on; a post already held stays as it is."""
    starts_on = starts_on or today()
    with transaction():
        guard(Person, person.id)
        held = Post.select().where(Post.person == person, Post.role == role,
                                   Post.locality == locality, Post.held_on(starts_on)).first()
        return held or Post.create(person=person, role=role, locality=locality,
                                   starts_on=starts_on, ends_on=ends_on)


def end_post(post, last_day):
    """The post's last day; raises LostRace where it has ended already."""
    with transaction():
        ended = Post.update(ends_on=last_day).where(Post.id == post.id, Post.ends_on.is_null())
        if not ended.execute():
            raise LostRace


def hold_post(person, role, locality, ends_on=None):
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


def leave_post(person, role, locality):
    """End a role held here at once: yesterday was its last day. Nothing where it is not held."""
    with transaction():
        Post.update(ends_on=today() - timedelta(days=1)).where(
            Post.person == person, Post.role == role, Post.locality == locality,
            Post.held_on(today())).execute()


def posts_of(person):
    """What this person holds today, with the localities."""
    return list(Post.select(Post, Locality).join(Locality)
                .where(Post.person == person, Post.held_on(today())))


def holders(role, locality):
    """People who hold this role today for exactly this locality, by name."""
    return list(Person.select().join(Post)
                .where(Post.role == role, Post.locality == locality, Post.held_on(today()),
                       Person.disabled_at.is_null()).distinct().order_by(Person.name))


def _matches(person, password):
    stored = (person and not person.disabled_at and person.password_hash) or _nobody
    try:
        return _hasher.verify(stored, password) and stored is not _nobody
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count_guess(limits):
    """Write one guess for each key of {key: limit}; returns their ids.

    They stay only where the guess was wrong: a whole village may share one address. Raises
    TooManyGuesses, and then takes them back.
    """
    now = utc_now()
    with transaction():
        mine = [Guess.create(key=key, at=now).id for key in limits]
    for key, allowed in limits.items():
        times = [row.at for row in Guess.select(Guess.at)
                 .where(Guess.key == key, Guess.at > now - GUESS_WINDOW)
                 .order_by(Guess.at.desc()).limit(allowed + 1)]
        if len(times) > allowed:
            with transaction():
                Guess.delete().where(Guess.id.in_(mine)).execute()
            raise TooManyGuesses(times[-1] + GUESS_WINDOW - now)
    return mine


def _key(kind, value):
    return _hash(f"{kind}:{value}")


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()
