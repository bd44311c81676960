"""The ways out of the site: e-mail, which is the core's own, and those that plugins add."""

from collections.abc import Callable
from dataclasses import dataclass


class Refused(Exception):
    """The address takes nothing, now or later: it is wrong, or nobody's."""


class Unreachable(Exception):
    """The whole way is closed just now (a server that is away, a key that is refused): nothing was tried."""


@dataclass(frozen=True)
class Message:
    """What leaves the site, in the core's words. `key` stays the same when it is tried again; `to` is an
    address of a person, or the key of a group. Only where it is a code (`code`) has it a content.
    """

    key: str
    to: str
    subject: str
    text: str
    code: str = ""


@dataclass(frozen=True)
class Way:
    """A way by which a word leaves the site.

    `key` is stored, `title` is the word on screen (短信). `address` names the field of a Person that it goes
    to, "phone" or "email"; "" where it reaches groups only, and is offered to no person.
    `is_ready(config)` says whether it is set up here. `opened(config)` is a context manager for one
    round; it gives `send(message)`, which returns where the message was taken, and raises `Refused`,
    `Unreachable`, or whatever went wrong this time: then it is tried again later.
    """

    key: str
    title: str
    address: str
    is_ready: Callable
    opened: Callable
