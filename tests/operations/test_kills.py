"""kill -9 at the worst moment: while tables are migrated, and while residents book."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest

from linli.database import beside, db, make_schema, snapshot
from linli.modules.services import save_settings
from linli.operations.copying import in_any_order, set_sequences, write
from linli.operations.counting import columns, tables
from linli.people.models import Person
from linli.plugins import migration_folders
from linli.testing import Server, csrf, environment
from linli.testing.databases import close
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.booking.offers import offers
from plugins.legal.module import module

DRIVER = Path(__file__).with_name("killing.py")
V = "/440783108226"


@pytest.fixture
def old(app, databases, tmp_path):
    """Settings of the demo town as it lay in the tables of an earlier Linli: those of each plugin's first
    script, and of the core's that they stand on.
    """
    first = {}
    for table, folder in migration_folders(app.extensions["linli"]).items():
        first[table] = tmp_path / "first" / table
        first[table].mkdir(parents=True)
        for script in Path(folder).glob("000[1-8]_*.py" if table == "core_migration" else "0001_*.py"):
            shutil.copy(script, first[table])
    (tmp_path / "old").mkdir()
    settings, url = databases.new(tmp_path / "old"), app.config["DATABASE_URL"]
    close()
    with beside(settings["DATABASE_URL"] or f"sqlite:///{tmp_path}/old/linli.db") as target, \
            target.connection_context(), beside(url) as source, snapshot(source):
        make_schema(target, first)
        with target.atomic(), in_any_order(target):
            for table in tables(target):
                if not table.endswith("_migration"):
                    _carry(source, target, table)
            set_sequences(target)
    yield settings
    databases.drop(settings)


def _carry(source, target, table):
    names = sorted(set(columns(target, table)) & set(columns(source, table)))
    listed = ", ".join(f'"{name}"' for name in names)
    known = "WHERE person_id IS NOT NULL" if table == "audit_line" else ""  # nobody's lines came later
    write(target, table, names, source.execute_sql(f'SELECT {listed} FROM "{table}" {known}').fetchall())


def test_migrating_survives_a_kill_before_any_statement(app, old, database_kind, tmp_path):
    done = subprocess.run([sys.executable, DRIVER, database_kind, json.dumps(old), tmp_path / "copies"],
                          env=environment({}), capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["kills"] > 50 and told["wrong"] == []


@pytest.fixture
def residents(village):
    """(person, key): two residents of 宅群村 for each free time, forty at most."""
    place = village("宅群村")
    save_settings(module, place, {"capacity": 2}, None)
    keys = sorted(2 * [offer.slot.key for offer in offers(place)[1] if offer.free > 1])[:40]
    return [(Person.create(name=f"村民{number}", locality=place), key) for number, key in enumerate(keys)]


def test_what_was_acknowledged_outlives_a_kill(app, residents):
    assert len(residents) >= 20
    killed, numbers = threading.Event(), []
    with Server(app, workers=2) as server:
        forms = [_open_form(server, person, key) for person, key in residents]
        db.close_all()

        def book(form):
            number = _send(*form)
            if number:
                numbers.append(number)
            if len(numbers) >= len(forms) // 3 and not killed.is_set():
                killed.set()
                _kill_all(server.process.pid)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(book, forms))
    assert killed.is_set() and len(forms) // 3 <= len(numbers) < len(forms)
    assert {booking.number for booking in Booking.select()} >= set(numbers)
    with_matter = {matter.booking_id for matter in Matter.select()}
    assert {booking.id for booking in Booking.select()} == with_matter, "half a booking"
    with Server(app) as server:
        booked = {booking.resident_id for booking in Booking.select()}
        url, *form = next(form for form in forms if form[3] not in booked)
        assert _send(f"{server.url}{urlsplit(url).path}", *form), "nobody books any more"


def _open_form(server, person, key):
    """Address, cookie, token and id of a resident who has the form open."""
    url, cookie = f"{server.url}{V}/legal/book/{key}", server.cookie(person)
    with urlopen(Request(url, headers={"Cookie": cookie}), timeout=60) as page:
        fresh = page.headers.get("Set-Cookie")
        return url, fresh.split(";")[0] if fresh else cookie, csrf(page.read().decode()), person.id


def _send(url, cookie, token, person_id):
    """The number of the booking, where the site says that there is one."""
    fields = {"csrf_token": token, "nonce": f"kill-{person_id}", "kind": "wages", "text": "欠薪"}
    try:
        build_opener(_StayHere).open(Request(url, urlencode(fields).encode(), {"Cookie": cookie}), timeout=60)
    except HTTPError as answer:
        with answer:
            return answer.headers["Location"].split("/")[-2] if answer.code == 303 else None
    except (OSError, HTTPException):  # the server is gone
        return None


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


def _kill_all(pid):
    """kill -9 of the workers in the middle of what they do, and of their master."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in (*children, pid):
        os.kill(int(each), signal.SIGKILL)
