"""Races made to happen: two meet between reading and writing, with and without protection."""

import threading
from contextlib import contextmanager, suppress

from linli.database import db, is_sqlite

TIMEOUT = 2.0  # seconds; whoever is kept out by a guard never comes, and the other goes on


def let_two_meet(monkeypatch, module, name):
    """Let two callers of `module.name` wait for each other after it, for TIMEOUT at most.

    `module` is the one that calls: a name imported into another module is another name.
    """
    both_are_here, real = threading.Barrier(2), getattr(module, name)

    def meet(*arguments, **named):
        result = real(*arguments, **named)
        with suppress(threading.BrokenBarrierError):
            both_are_here.wait(TIMEOUT)
        return result
    monkeypatch.setattr(module, name, meet)


def without_guards(monkeypatch, *modules):
    """Take guard() from these modules; on SQLite, which lets one writer in, transaction() too."""
    for module in modules:
        monkeypatch.setattr(module, "guard", lambda *_arguments: None)
    if not is_sqlite():
        return
    inside = threading.local()

    @contextmanager
    def no_transaction():
        inside.it = True
        try:
            yield
        finally:
            inside.it = False
    for module in modules:
        monkeypatch.setattr(module, "transaction", no_transaction)
    monkeypatch.setattr(db.obj, "in_transaction", lambda: getattr(inside, "it", False))
