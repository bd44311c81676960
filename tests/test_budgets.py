"""Every page has its budget of queries: a number that does not grow with the tables."""

import re

import pytest

from linli.gate import routes
from linli.testing import count_queries
from plugins.legal.booking.models import Booking
from plugins.legal.booking.offers import offers

V = "440783108226"
CORE = {"/": 4, "/<locality:locality>/": 16, "/<locality:locality>/places": 8,
        "/<locality:locality>/desk": 14, "/<locality:locality>/modules/": 8,
        "/<locality:locality>/modules/<module>": 8, "/<locality:locality>/modules/<module>/switch": 8,
        "/health": 4, "/sign-in": 5, "/me/": 8, "/me/devices": 5, "/me/email": 5, "/me/inbox": 6,
        "/me/inbox/<int:notice_id>": 5, "/me/password": 5}
LEGAL = 15
PEOPLE = ("黄美珍", "方敏仪", "司徒晴", None)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_asks_more_than_its_budget(app, client_as, village, name):
    booking = Booking.select().where(Booking.locality == V).order_by(Booking.id.desc()).first()
    with app.app_context():
        slot = next(offer.slot.key for offer in offers(village("宅群村"))[1] if offer.free)
    values = {"locality": V, "number": booking.number, "slot": slot, "module": "legal"}
    client, over = client_as(name), []
    for route in routes(app):
        if route["method"] == "GET":
            url = re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda part: str(values.get(part[1], 1)), route["rule"])
            with count_queries() as seen:
                client.get(url)
            budget = LEGAL if route["module"] == "legal" else CORE[route["rule"]]
            if len(seen) > budget:
                over.append(f"{url}: {len(seen)} queries, {budget} allowed")
    assert not over, "\n".join(over)


def test_a_budget_does_not_grow_with_the_rows(client_as):
    """Ten times the bookings, the same number of queries."""
    urls = (f"/{V}/", f"/{V}/legal/ledger", f"/{V}/legal/book", "/me/", f"/{V}/legal/advisers")
    clerk = client_as("方敏仪")

    def counts():
        found = []
        for url in urls:
            with count_queries() as seen:
                clerk.get(url)
            found.append(len(seen))
        return found
    before = counts()
    rows = [{name: value for name, value in row.__data__.items() if name != "id"}
            for row in Booking.select()]
    for copy in range(1, 10):
        Booking.insert_many([{**row, "number": f"{row['number']}-{copy}",
                              "seat": copy + 1} for row in rows]).execute()
    assert counts() == before
