"""Using a slip: whoever holds it sets the password, once."""

from dataclasses import replace

import peewee
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.audit import services as audit
from linli.database import LostRace, guard, transaction
from linli.people import guesses
from linli.people.invitations import tokens
from linli.people.invitations.models import OPEN, Invitation
from linli.people.models import Person
from linli.people.second_factor import services as second_factor
from linli.people.services import open_session, posts_of, set_password
from linli.toolkit import workflow
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused

TRIES_PER_ADDRESS = 30  # of links that were never made


def find(token, address):
    """The Invitation of a link, used or dead ones too; None where no link is like this.

    Raises guesses.TooManyGuesses where an address tries one after the other.
    """
    row = Invitation.get_or_none(Invitation.token_hash == tokens.hash_of(token))
    if row is None:
        guesses.count({guesses.key("invitation", address): TRIES_PER_ADDRESS})
    return row


def is_good(row):
    """Whether it can be used now. One that was made for an account without a password is dead as soon as
    there is one, and one that was made for a resident as soon as they hold a post: both would let
    somebody in whom nobody has confirmed.
    """
    person = row.person
    return (row.standing == OPEN and not person.disabled_at and (row.resets or not person.password_hash)
            and (row.for_posts or not posts_of(person)))


def use(row, password, phone, device):
    """Set the password, and the phone where none is known, and sign in here; returns the session's token.

    Of an account that had a password every session ends and the person is told. Raises LostRace where
    the slip is dead, FieldRefused where the phone is somebody else's.
    """
    try:
        with transaction():
            guard(Person, row.person_id)
            row = Invitation.get_by_id(row.id)
            if not is_good(row):
                raise LostRace
            return _use(row, password, phone, device)
    except peewee.IntegrityError as error:
        raise FieldRefused("phone", _("这个手机号已经有人用来登录了，请填您自己的，或者问村委")) from error


def _use(row, password, phone, device):
    person, scope = row.person, replace(BY_CLOCK, person=row.person, locality=row.locality)
    workflow.apply("use", row, scope)
    if not person.phone:
        Person.update(phone=phone).where(Person.id == person.id).execute()
    set_password(person, password)
    if row.ends_second_factor:
        second_factor.end(scope)
    if row.resets:
        notify(person, _l("密码重设了"),
               _l("用的是村里给的密码条，以前登录的设备都已退出。不是您本人的话，请马上告诉村委。"),
               "/me/devices")
    audit.write(scope, "invitation_used", "people.invitation", row.reason or _l("开通账号"), 1,
                subject=person)
    return open_session(Person.get_by_id(person.id), device)
