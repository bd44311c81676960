"""What the core shows of accounts: what awaits me, links on the desk, what is open."""

from datetime import time, timedelta

from flask import url_for
from flask_babel import gettext as _

from linli.localities.models import Locality
from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import date_text, to_utc, today
from plugins.points.accounts import lists
from plugins.points.accounts.models import CLOSED, LEAVING, Account

SOON = timedelta(days=30)


def todo(scope):
    """Points of one's household that lapse within a month, in one query."""
    lapsing = lists.whole(Account.visible_to(scope)).where(
        Account.household == scope.person.household_id, Account.state == LEAVING, Account.balance > 0,
        Account.leaving_until <= today() + SOON, scope.here(Account.locality))
    return [_todo(account) for account in lapsing]


def desk(scope):
    """Where staff enter a household; the ledgers are linked by the core."""
    if not (scope.locality.is_village and scope.can("points.manage")):
        return []
    return [DeskLink(url_for("points.new_account"), _("替一户参加"))]


def staff_links(scope):
    """All passbooks of the village."""
    if not (scope.locality.is_village and scope.can("points.read")):
        return []
    return [Card(url_for("points.ledger_accounts"), "people", _("积分户台账"), _("谁家参加了、有多少分"))]


def open_matters(locality):
    """Passbooks with points that nobody could spend, for whoever switches the module off."""
    points = Account.balance > 0
    places = Locality.select(Locality.code).where(Locality.within(locality.path))
    count = Account.select().where(Account.locality.in_(places), Account.state != CLOSED, points).count()
    return [_("%(count)d 户的存折里还有积分没用。关闭以后网上看不到、换不了；正在退出的存折"
              "到期照样结清，没用的积分作废", count=count)] if count else []


def _todo(account):
    return Todo(
        href=url_for("points.passbook", locality=account.locality_id), title=_("积分快到期了"),
        headline=_("%(points)d 分，%(day)s 前用掉", points=account.balance,
                   day=date_text(account.leaving_until)),
        text=account.number, status=_("只能兑换"), tone="soon",
        at=to_utc(account.leaving_until, time.max), place=account.locality)
