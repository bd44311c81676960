"""What everybody reads counts no minus: one figure less another would else tell of a household."""

from datetime import timedelta

from linli.access import BY_CLOCK
from linli.database import transaction
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.figures import asked_together
from linli.toolkit.figures.periods import MONTH, Period
from plugins.points.accounts.models import Account
from plugins.points.deeds.models import POSTED, Deed
from plugins.points.figures import REPORT
from plugins.points.tests.planting import V, deed, household

FIGURES = {figure.name: figure for figure in REPORT.figures}


def counted(place):
    """{(figure, which of its sums): value} of this month."""
    month = Period.around(today(), MONTH)
    sums = {each: name for name in ("days_to_passbook", "decided", "approved") for each in FIGURES[name].sums}
    values = {}
    for (each, _code, _month), value in asked_together(list(sums), place, [month]).items():
        values[sums[each], list(sums).index(each)] = value
    return values


def happens(app, account, points):
    """A deed is decided, hangs and is posted, all by today."""
    row = deed(account, points, day=today() - timedelta(days=9))
    with app.test_request_context(), transaction():
        workflow.apply("approve", row, BY_CLOCK)
        Deed.update(state=POSTED, notice_from=today(), posted_on=today()).where(Deed.id == row.id).execute()
    return row


def test_a_minus_moves_no_figure_of_deciding_and_of_notice(app, place):
    account, before = household(place, "梁阿婆"), counted(place)
    happens(app, account, -3)
    assert counted(place) == before
    happens(app, account, 3)
    after = counted(place)
    assert after.keys() and all(after[key] > before.get(key, 0) for key in after)


def test_the_rows_behind_the_days_are_those_that_are_counted(app, place, clerk):
    """Of a household that stays off lists too."""
    account = household(place, "梁阿婆")
    Account.update(off_lists=True).where(Account.id == account.id).execute()
    plus, minus = happens(app, account, 3), happens(app, account, -3)
    page = clerk.get(f"{V}/ledgers/notices?posted_first={today()}&posted_last={today()}").text
    assert plus.number in page and minus.number not in page
