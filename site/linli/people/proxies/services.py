"""Giving a consent and ending it. Both are told to the two of them, and to the audit."""

from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import LostRace, guard, transaction, utc_now
from linli.languages import said
from linli.people.models import Person, Post
from linli.people.proxies import lists
from linli.people.proxies.models import DOOR, GUARDIAN, OFFICE, SELF, Proxy
from linli.toolkit import once
from linli.toolkit.calendar import date_text, today
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused

LONGEST = timedelta(days=366)
OF_AGE = timedelta(days=366 * 18)
MINE = "/me/proxies/"


def give(scope, principal, agent, way, consent, nonce):
    """Record that `agent` may act for `principal` (each a Person); returns the Proxy.

    `consent` holds words, matters, confided (lists of modules), until and, where it was given in person,
    agreed_on and ground. Raises FieldRefused, or once.AlreadyDone with the consent's id.
    """
    try:
        with transaction():
            for key in sorted({scope.person.id, principal.id}):
                guard(Person, key)
            once.refuse_repeat(nonce)
            _refuse(scope, principal, agent, way)
            lists.expire(principal).execute()
            if way == DOOR:
                lists.lift(principal, agent).execute()
            proxy = Proxy.create(
                principal=principal, agent=agent, locality=principal.locality_id, way=way,
                recorded_by=scope.person, **{**consent, "matters": " ".join(consent["matters"]),
                                             "confided": " ".join(consent["confided"])})
            audit.write(scope, "proxy_given", "people.proxy", subject=principal, place=proxy.locality_id,
                        details=proxy.matters)
            _tell(scope, proxy, _l("托付了代办"), _l(
                "%(agent)s可以替%(principal)s办事，到%(until)s为止", agent=agent.name,
                principal=principal.name, until=said(date_text, proxy.until)))
            once.keep(nonce, str(proxy.id))
            return proxy
    except peewee.IntegrityError as error:
        raise FieldRefused("agent", _l("已经托付过这一位了；要改，请先结束原来的")) from error


def end(scope, proxy):
    """End a consent at once: whoever is just acting by it is asked to stop at the next step. Raises LostRace
    where it has ended.
    """
    with transaction():
        if not Proxy.update(ended_at=utc_now(), ended_by=scope.person).where(
                Proxy.id == proxy.id, Proxy.standing()).execute():
            raise LostRace
        audit.write(scope, "proxy_ended", "people.proxy", subject=proxy.principal_id, place=proxy.locality_id)
        _tell(scope, proxy, _l("代办结束了"), _l("%(agent)s不再替%(principal)s办事", agent=proxy.agent.name,
                                           principal=proxy.principal.name))


def longest(way, ground):
    """The last day that such a consent may have."""
    return today() + (timedelta(0) if way == DOOR else OF_AGE if ground == GUARDIAN else LONGEST)


def _refuse(scope, principal, agent, way):
    if Post.select().where(Post.person == principal).exists():
        raise FieldRefused("agent", _l("有岗位的人能看到别人的事，自己的事要自己办"))
    if principal.id == agent.id:
        raise FieldRefused("agent", _l("自己的事不用托付自己"))
    if principal.locality_id is None:
        raise FieldRefused("agent", _l("要先是一个村的村民，才能托人代办"))
    if agent.disabled_at or not agent.password_hash:
        raise FieldRefused("agent", _l("这一位还没有账号，登录不了。请他先到村委领密码条"))
    near = scope.person.is_near(principal) or (way == OFFICE and scope.person.is_near(agent))
    if way != SELF and near:
        raise FieldRefused("agent", _l("自己和自己家里人的，请别的同事登记"))
    if way == DOOR and principal.password_hash:
        raise FieldRefused("agent", _l("这位自己能登录，请本人在“我的 → 请人代办”里托付，或者到村委登记"))
    if way == SELF and scope.person.id != principal.id:
        raise FieldRefused("agent", _l("只能托付自己的事"))


def _tell(scope, proxy, title, text):
    """Both of them, but for whoever did it."""
    for person in (proxy.principal, proxy.agent):
        if person.id != scope.person.id:
            notify(person, title, text, f"{MINE}{proxy.id}")
