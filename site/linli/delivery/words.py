"""What a word outside the site says: that there is something, never what. A code is the one exception."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.delivery.models import DROPPED, FAILED, TOLD
from linli.delivery.waiting import waiting_at
from linli.delivery.ways import Message
from linli.languages import of_person
from linli.toolkit.phones import masked as masked_phone
from linli.toolkit.sealing import Unreadable, unseal

SEALED_FOR = "delivery.code"
REASONS = {
    "nowhere": _l("没有留下可以送到的号码或地址"),
    "refused": _l("对方不收：号码或地址不对，或者已经停用"),
    "tries": _l("试了 6 次都没送出去"),
}
STATES = {
    FAILED: (_l("等人处理"), "soon"), DROPPED: (_l("不再试"), "quiet"), TOLD: (_l("已上门告诉"), "ok"),
    "waiting": (_l("再试一次"), "soon"), "sent": (_l("已送出"), "ok"),
}


def message_of(app, way, delivery):
    """(what goes out now, ""), or (None, why it can't: a key of REASONS, "" where there is nothing to say
    any more).
    """
    if delivery.person is None:
        return _to_group(app, delivery)
    if delivery.person.disabled_at:
        return None, ""
    with of_person(delivery.person):
        return _to_person(app, way, delivery)


def _to_person(app, way, delivery):
    to = getattr(delivery.person, way.address) if way.address else ""
    if delivery.code:
        return _code(app, delivery, to)
    if delivery.person.told_by != way.key:
        return None, ""
    return (notice_words(app, f"delivery-{delivery.id}", to), "") if to else (None, "nowhere")


def notice_words(app, key, to):
    """The Message that says that there is a notice."""
    return Message(key, to, _("您有一条新消息"),
                   _("您有一条新消息，请登录查看：%(url)s", url=f"{app.config['SITE_URL']}/me/inbox"))


def _code(app, delivery, to):
    try:
        code = unseal(app.secret_key, SEALED_FOR, delivery.code)
    except Unreadable:
        return None, ""
    if not to or utc_now() >= delivery.until:
        return None, ""
    words = _("您的验证码是 %(code)s。不是您本人要的，就不用理会，也不要告诉别人。", code=code)
    return Message(f"delivery-{delivery.id}", to, _("您的验证码"), words, code), ""


def _to_group(app, delivery):
    count = waiting_at(app, delivery.locality)
    if not count:
        return None, ""
    place = delivery.locality
    words = _("%(place)s的工作台有 %(count)d 件事等着处理：%(url)s", place=place.short_name, count=count,
              url=f"{app.config['SITE_URL']}/{place.code}/desk")
    return Message(f"delivery-{delivery.id}", delivery.group, _("工作台有事等着处理"), words), ""


def masked(way, person):
    """Where a way would reach a person, hardly readable; "" where it can't."""
    to = getattr(person, way.address, None) or "" if way and person else ""
    if "@" not in to:
        return masked_phone(to)
    name, _at, host = to.partition("@")
    return f"{name[:1]}***@{host}"
