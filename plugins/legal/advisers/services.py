"""Taking an adviser into the service of a village."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.people.models import Person, Post
from linli.people.services import give_post, person_by_phone
from linli.toolkit import once
from linli.toolkit.calendar import today
from plugins.legal.advisers.models import ROLE, Adviser


def add(scope, person, profile, nonce):
    """Let the person of this phone and name serve `scope.locality`.

    `person` and `profile` are the fields of Person and Adviser. An adviser known from another
    village keeps the profile they have; returns whether this one is new. Raises ValueError
    with a sentence for the clerk, or once.AlreadyDone with the adviser's id.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            found = person_by_phone(**person)
            if found.disabled_at:
                raise ValueError(_l("这个手机号的账号停用了，请先找系统管理员恢复"))
            _give_village(scope, found)
            adviser, new = Adviser.get_or_create(person=found, defaults=profile)
            once.keep(nonce, str(adviser.id))
    except peewee.IntegrityError as error:
        raise ValueError(_l("刚刚有人登记了这个手机号，请再提交一次")) from error
    return new


def change(adviser, profile):
    """Set kind, matters and dialects, for all villages."""
    with transaction():
        guard(Adviser, adviser.id)
        Adviser.update(**profile).where(Adviser.id == adviser.id).execute()


def own(scope):
    """The adviser that this person is in `scope.locality` today, or None."""
    return Adviser.serving(scope.locality).where(Adviser.person == scope.person.id).first()


def choosable(scope, chosen=None):
    """The advisers whom a form offers in `scope.locality`: those who serve there today, and
    whoever a record names now (`chosen`), though they serve there no longer.
    """
    advisers = list(Adviser.visible_to(scope))
    return advisers if chosen is None or chosen in advisers else [*advisers, chosen]


def posts(locality):
    """Query: the posts that make somebody an adviser of exactly this place today."""
    return Post.select().where(Post.role == ROLE, Post.locality == locality,
                               Post.held_on(today()))


def _give_village(scope, person):
    """A post that was ended earlier today goes on."""
    post = give_post(person, ROLE, scope.locality, scope=scope)
    if post.ends_on:
        Post.update(ends_on=None).where(Post.id == post.id).execute()
