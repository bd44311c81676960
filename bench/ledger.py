"""What a page of the ledger of bookings costs, in bare Flask answers, at 100 and at 100,000 rows."""

import tempfile
import time
from datetime import UTC, datetime, timedelta

from flask import Flask

from linli import create_app, demo
from linli.database import db, transaction
from linli.people.models import Person
from linli.people.services import open_session
from plugins.legal.booking.models import Booking

V = "440783108226"
PAGES = {"first page": "", "page 150": "?page=150", "one state": "?state=cancelled",
         "search": "?q=美珍", "a month": "?day_first=2026-03-01&day_last=2026-03-31"}


def main():
    """Print a table: pages × sizes."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(DATA=folder, DATABASE_URL="")
        demo.fill(app)
        client, bare = signed_in(app, "方敏仪"), bare_flask()
        print(f"{'':14}" + "".join(f"{size:>12,}" for size in (100, 100_000)))
        found = {name: [] for name in PAGES}
        for size in (100, 100_000):
            fill(size)
            one = cost(lambda: bare.get("/"))
            for name, query in PAGES.items():
                url = f"/{V}/legal/ledgers/bookings{query}"
                found[name].append(cost(lambda url=url: client.get(url)) / one)
        for name, ratios in found.items():
            print(f"{name:14}" + "".join(f"{ratio:12.0f}" for ratio in ratios))
        db.close_all()


def cost(call, seconds=1.5):
    """The quickest of many calls, in seconds: what the machine did beside it is left out."""
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        started = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - started)
    return best


def bare_flask():
    """A client of an app that answers a constant."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    return app.test_client()


def signed_in(app, name):
    """A client signed in as one of the cast."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["token"] = open_session(Person.get(Person.name == name), "bench")
    return client


def fill(size):
    """As many bookings of the village as `size`, spread over eight years."""
    one = Booking.select().where(Booking.locality == V).first()
    people = [person.id for person in Person.select().where(Person.locality == V)]
    copy = {name: value for name, value in one.__data__.items() if name != "id"}
    first, have = datetime(2019, 1, 1, tzinfo=UTC), Booking.select().where(
        Booking.locality == V).count()
    with transaction():
        for start in range(have, size, 500):
            Booking.insert_many([{
                **copy, "number": f"B-{each:07}", "resident": people[each % len(people)],
                "starts_at": first + timedelta(minutes=42 * each),
                "ends_at": first + timedelta(minutes=42 * each + 30),
                "state": "cancelled" if each % 10 == 0 else "held"}
                for each in range(start, min(start + 500, size))]).execute()


if __name__ == "__main__":
    main()
