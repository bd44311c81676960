"""Starts Linli on copies of an old database, killed before each statement that writes in turn, and then
again to its end; tells in one line of JSON how many kills there were, and what was not as it should be.

A process of its own, which forks: `python killing.py sqlite OLD SCRATCH`, with OLD the folder that
`old_settings` describes. Nothing of this is in the program itself.
"""

import json
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path

import peewee
import time_machine

from linli import create_app
from linli.database import beside, snapshot
from linli.operations.counting import Tally, columns, tables
from linli.operations.counting import rows as rows_of
from linli.testing.databases import Postgres, Sqlite, close
from tests.operations.places import schema

WRITES = ("CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "DROP")
KILLED = signal.SIGKILL
AT = "2026-03-09T01:00:00+00:00"  # what a migration makes may depend on the day


def die_before(count):
    """Kill this process, as kill -9 does, before its `count`-th statement that writes, or COMMIT."""
    execute, commit, seen = peewee.Database._execute_cursor, peewee.Database.commit, [0]

    def step():
        seen[0] += 1
        if seen[0] == count:
            os.kill(os.getpid(), KILLED)

    def counting_execute(self, sql, *arguments, **named):
        if sql.lstrip().startswith(WRITES):
            step()
        return execute(self, sql, *arguments, **named)

    def counting_commit(self):
        step()
        return commit(self)
    peewee.Database._execute_cursor, peewee.Database.commit = counting_execute, counting_commit


def start(settings, count=0):
    """Start Linli in a process of its own; the signal that ended it, 0 where it went well."""
    pid = os.fork()
    if not pid:
        try:
            die_before(count)
            with time_machine.travel(AT):
                create_app(**settings)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
    status = os.waitpid(pid, 0)[1]
    assert not os.WIFEXITED(status) or not os.WEXITSTATUS(status), "it does not start any more"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def state(settings):
    """All that migrating decides: the tables, their rows, and which scripts count as done."""
    url = settings["DATABASE_URL"] or f"sqlite:///{settings['DATA']}/linli.db"
    with beside(url) as database, snapshot(database):
        rows = {table: without_keys(database, table) for table in tables(database)
                if not table.endswith("_migration")}
        done = {table: sorted(database.execute_sql(f"SELECT name FROM {table}").fetchall())
                for table in database.get_tables() if table.endswith("_migration")}
    return {"schema": schema(url), "rows": rows, "done": done}


def without_keys(database, table):
    """The rows of a table but for their own keys: PostgreSQL gives no number twice, also where the row that
    had it came to nothing.
    """
    names, tally = columns(database, table), Tally()
    for _row in tally.passing([value for name, value in zip(names, row, strict=True) if name != "id"]
                              for row in rows_of(database, table)):
        pass
    return tally.told()


def main(kind, old, scratch):
    """Every kill, until a start gets through without one."""
    databases, count, wrong = {"sqlite": Sqlite, "postgresql": Postgres}[kind](), 0, []
    right = databases.copy(old, scratch / "right")
    with time_machine.travel(AT):
        create_app(**right)  # here, and not in a child: what it warms up, all children have
    close()
    wanted = state(right)
    while True:
        count += 1
        settings = databases.copy(old, scratch / str(count))
        killed = start(settings, count)
        if killed:
            assert start(settings) == 0
        found = state(settings)
        wrong += [(count, part) for part in wanted if found[part] != wanted[part]]
        databases.drop(settings)
        shutil.rmtree(settings["DATA"])
        if not killed:
            break
    databases.drop(right)
    print(json.dumps({"kills": count - 1, "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3]))
