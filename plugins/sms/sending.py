"""Text messages through the gateway; nothing of its address, its keys or its answers reaches a log."""

from contextlib import contextmanager

import requests
from flask_babel import lazy_gettext as _l

from linli.delivery.ways import Refused, Unreachable, Way
from linli.toolkit.phones import plain
from plugins.sms.gateway import filled, headers_of, is_json, means

SECONDS = (5, 15)  # to connect, to answer
AWAY = {401, 403, 429, 502, 503, 504}  # of the gateway or its keys, not of this number


class NotAccepted(Exception):
    """The gateway answered, and did not take it this time."""


@contextmanager
def _opened(config):
    with requests.Session() as session:
        session.headers.update(_headers(config))
        yield lambda message: _send(session, config, message)


def _headers(config):
    kind = "application/json" if is_json(config["SMS_BODY"]) else "application/x-www-form-urlencoded"
    return {"Content-Type": f"{kind}; charset=utf-8", **headers_of(config["SMS_HEADERS"])}


def _send(session, config, message):
    body = filled(config["SMS_BODY"], _values(config, message))
    sent = {"params": body} if config["SMS_METHOD"].upper() == "GET" else {"data": body.encode()}
    try:
        answer = session.request(config["SMS_METHOD"], config["SMS_URL"], timeout=SECONDS,
                                 allow_redirects=False, **sent)
    except requests.ConnectionError:
        raise Unreachable from None  # the error's own words hold the address
    _judge(config, answer)


def _judge(config, answer):
    if answer.status_code in AWAY:
        raise Unreachable
    if config["SMS_REFUSED"] and means(answer.text, config["SMS_REFUSED"]):
        raise Refused
    if answer.status_code >= 300 or not means(answer.text, config["SMS_SUCCESS"]):
        raise NotAccepted


def _values(config, message):
    template = config["SMS_CODE_TEMPLATE"] if message.code else config["SMS_TEMPLATE"]
    return {"phone": plain(message.to), "text": message.text, "sign": config["SMS_SIGN"],
            "template": template, "code": message.code, "site": config["SITE_URL"]}


SMS = Way("sms", _l("短信"), "phone", lambda config: bool(config["SMS_URL"]), _opened)
