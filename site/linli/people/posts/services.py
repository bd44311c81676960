"""Giving a post, ending it, taking back one that has not begun. Each leaves a line in the audit and tells the
person.
"""

from datetime import date, timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import LostRace, guard, transaction
from linli.people.models import Person, Post
from linli.people.posts.words import day_words, span_text
from linli.people.services import person_by_phone
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused

FOR_GOOD = date(9999, 12, 31)


def give(scope, role, who, starts_on, ends_on, reason, nonce):
    """Give a role (an access.Role) in the place of `scope` from a day to a day (None: without end); returns
    the Post.

    `who` is a Person, or the {name, phone} of somebody who may be new. Raises FieldRefused for oneself,
    for a closed account and for days on which the role is held already, once.AlreadyDone with the
    post's id.
    """
    try:
        with transaction():
            person = who if isinstance(who, Person) else _by_phone(**who)
            for key in sorted({scope.person.id, person.id}):  # in one order: two may give to each other
                guard(Person, key)
            once.refuse_repeat(nonce)
            _must_be_free(scope, person, role, starts_on, ends_on)
            post = _enter(person, role.key, scope.locality, starts_on, ends_on)
            audit.write(scope, "give_post", role.key, reason, details=str(span_text(post)),
                        subject=person)
            notify(person, *_told(scope.locality, role, span_text(post)), "/me/")
            once.keep(nonce, str(post.id))
            return post
    except peewee.IntegrityError as error:
        raise FieldRefused("name", _l("刚刚有人登记了这个手机号，请再提交一次")) from error


def end(scope, role, post, last_day, seen, reason):
    """Let this be the last day of a post that was read with the end `seen` (None: without). Raises
    FieldRefused for days that are over or beyond that end, and for the last administrator; LostRace
    where it has changed.
    """
    with transaction():
        _keep_an_administrator(post, last_day)
        if last_day < max(today(), post.starts_on) or (seen and last_day > seen):
            raise FieldRefused("last_day", _l("最后一天请填今天或以后，不晚于原来的最后一天"))
        changed = Post.update(ends_on=last_day).where(Post.id == post.id, _ends(seen))
        if not changed.execute():
            raise LostRace
        post.ends_on = last_day
        audit.write(scope, "end_post", post.role, reason, details=str(span_text(post)),
                    subject=post.person_id, place=post.locality_id)
        notify(post.person, *_told(post.locality, role, _l("到%(day)s为止", day=day_words(last_day))), "/me/")


def take_back(scope, role, post, reason):
    """A post that has not begun never does. Raises LostRace where it has, or is gone."""
    with transaction():
        if not Post.delete().where(Post.id == post.id, Post.starts_on > today()).execute():
            raise LostRace
        audit.write(scope, "take_back_post", post.role, reason, details=str(span_text(post)),
                    subject=post.person_id, place=post.locality_id)
        notify(post.person, *_told(post.locality, role, _l("取消了，不再开始")), "/me/")


def _by_phone(name, phone):
    try:
        return person_by_phone(phone, name)
    except ValueError as error:
        raise FieldRefused("name", error.args[0]) from error


def _must_be_free(scope, person, role, starts_on, ends_on):
    if person.id == scope.person.id:
        raise FieldRefused("role", _l("自己的岗位，请别的同事来安排"))
    if Person.get_by_id(person.id).disabled_at:
        raise FieldRefused("role", _l("这位的账号停用了，请先找系统管理员恢复"))
    held = Post.select().where(
        Post.person == person, Post.role == role.key, Post.locality == scope.locality,
        Post.starts_on <= (ends_on or FOR_GOOD),
        Post.ends_on.is_null() | ((Post.ends_on >= starts_on) & (Post.ends_on >= Post.starts_on))).first()
    if held:
        raise FieldRefused("starts_on", _l("这位这段时间已经是%(role)s：%(span)s", role=role.title,
                                           span=span_text(held)))


def _enter(person, role, place, starts_on, ends_on):
    """A post that was to begin on the same day, and was ended before it, goes on."""
    same = {"person": person, "role": role, "locality": place, "starts_on": starts_on}
    post, _new = Post.get_or_create(**same, defaults={"ends_on": ends_on})
    Post.update(ends_on=ends_on).where(Post.id == post.id).execute()
    post.ends_on = ends_on
    return post


def _keep_an_administrator(post, last_day):
    """Two who end each other's at once meet at the same guard."""
    if post.role != "administrator":
        return
    held = Post.select(Post.person).join(Person).where(
        Post.role == "administrator", Post.locality == post.locality, Person.disabled_at.is_null())
    first = held.where(Post.held_on(today())).order_by(Post.person).first()
    if first:
        guard(Person, first.person_id)
    if not held.where(Post.person != post.person_id, Post.held_on(last_day + timedelta(days=1))).exists():
        raise FieldRefused("last_day", _l("这里只剩这一位系统管理员，请先安排另一位"))


def _ends(seen):
    return Post.ends_on.is_null() if seen is None else Post.ends_on == seen


def _told(place, role, words):
    return (_l("您在%(place)s的岗位", place=place.short_name),
            _l("%(role)s，%(words)s", role=role.title, words=words))
