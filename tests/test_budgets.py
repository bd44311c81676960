"""Every page has its budget of queries: a number that does not grow with the tables."""

from linli.gate import routes
from linli.testing import count_queries
from linli.testing.addresses import fill
from plugins.legal.booking.models import Booking

V = "440783108226"
EACH = 12  # what the cards, what awaits a clerk and the desk of one module may ask
CORE = {
    "/": 3,
    "/<locality:locality>/": 9 + 6 * EACH,
    "/<locality:locality>/places": 7,
    "/<locality:locality>/desk": 14 + 6 * EACH,
    "/<locality:locality>/modules/": 11,
    "/<locality:locality>/modules/<module>": 8,
    "/<locality:locality>/modules/<module>/switch": 8,
    "/health": 3,
    "/sign-in": 5,
    "/me/": 4 + 5 * 8,
    "/me/devices": 5,
    "/me/calendar": 5,
    "/me/seen": 6 + 3,
    "/<locality:locality>/audit/ledgers/lines": 12,
    "/<locality:locality>/audit/ledgers/lines/export": 9,
    "/calendar/<token>.ics": 7,
    "/me/telling": 4,
    "/<locality:locality>/undelivered": 8,
    "/me/inbox": 6,
    "/me/inbox/<int:notice_id>": 5,
    "/me/password": 4,
    "/me/household": 7,
    "/<locality:locality>/invitations/": 11,
    "/<locality:locality>/invitations/people": 11,
    "/<locality:locality>/invitations/people/<int:person_id>": 12,
    "/<locality:locality>/invitations/new": 10,
    "/<locality:locality>/invitations/households": 12,
    "/<locality:locality>/invitations/<int:invitation_id>": 12,
    "/<locality:locality>/invitations/<int:invitation_id>/end": 11,
    "/i/<token>": 7,
    "/sign-in/forgotten": 3,
    "/sign-in/forgotten/code": 3,
    "/<locality:locality>/reveal/<offer>": 5,
    "/me/second-step": 6,
    "/me/second-step/set-up": 5,
    "/me/second-step/codes": 4,
    "/me/second-step/off": 4,
    "/confirm-again": 4,
    "/sign-in/second-step": 3,
    "/<locality:locality>/search": 6,
    "/me/where": 4,
    "/me/data": 3 + 7,
    "/me/leave": 3 + 7 + 12,
    "/<locality:locality>/desk/leave": 7,
    "/retention": 5 + 27,
    "/retention/<key>": 5,
    "/me/proxies/": 4,
    "/me/proxies/new": 5,
    "/me/proxies/<int:proxy_id>": 6,
    "/me/proxies/<int:proxy_id>/end": 5,
    "/me/proxies/<int:proxy_id>/begin": 5,
}
REGISTER = 6 + 5 * EACH  # the desk's menu beside it
# Reading a case writes the line that says who did.
MODULES = {"legal": 15, "leaders": 15, "points": 15, "mediation": 15 + 6, "cctv": 15, "chat": 15}
# To one's village, to what a notice tells of, to the page that a second step follows.
LEADS_ON = {"/", "/me/inbox/<int:notice_id>", "/sign-in/forgotten/code", "/sign-in/second-step"}
PEOPLE = ("黄美珍", "方敏仪", "司徒晴", "冯少芬", "邓桂香", "胡月娥", "何永康", "吴国安", "谭志豪",
          "方立秋", "梁书宁", "关启文", None)


def test_every_page_opens_to_somebody_within_its_budget(app, client_as, values):
    """A page that nobody of PEOPLE can open would have its refusals counted here, and no queries."""
    over, closed = [], {route["rule"] for route in routes(app) if route["method"] == "GET"}
    for client in map(client_as, PEOPLE):
        for route in routes(app):
            if route["method"] == "GET":
                rule, url = route["rule"], fill(route["rule"], values)
                with count_queries() as seen:
                    answer = client.get(url)
                if answer.status_code in ((302, 303) if rule in LEADS_ON else (200,)):
                    closed.discard(rule)
                budget = MODULES.get(route["module"]) or CORE.get(rule) or REGISTER
                if len(seen) > budget:
                    over.append(f"{url}: {len(seen)} queries, {budget} allowed")
    assert not closed, "nobody opens " + ", ".join(sorted(closed))
    assert not over, "\n".join(over)


def test_a_budget_does_not_grow_with_the_rows(client_as):
    """Ten times the bookings, the same number of queries."""
    urls = (f"/{V}/", f"/{V}/legal/ledgers/bookings", f"/{V}/legal/book", "/me/", f"/{V}/legal/advisers")
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
