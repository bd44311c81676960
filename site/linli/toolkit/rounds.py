"""A round of the clock: each thing that is due is done by itself, so that one that fails keeps no other."""

import logging

from peewee import InterfaceError, OperationalError

from linli.database import LostRace

log = logging.getLogger("linli.rounds")


def each(due, act):
    """Call `act` with each of `due`, rows or whatever a plugin counts in. Who lost a race has nothing left
    to do; what raises is logged, and the next goes on. Without a database the round ends.
    """
    for one in list(due):
        try:
            act(one)
        except LostRace:
            continue
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("%s failed with %r", getattr(act, "__qualname__", act), one)
