"""What is found of points: by numbers and titles; a household by its number, never by a name."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.people.models import Household
from linli.toolkit.search import Found, Kind, look
from plugins.points.accounts.models import STATES as ACCOUNT_STATES
from plugins.points.accounts.models import Account
from plugins.points.book.models import Rule
from plugins.points.deeds.models import STATES as DEED_STATES
from plugins.points.deeds.models import Deed
from plugins.points.shop.models import STATES as REDEMPTION_STATES
from plugins.points.shop.models import Good, Redemption

ACCOUNTS, DEEDS, REDEMPTIONS = (Kind(_l("积分存折"), "accounts"), Kind(_l("积分事项"), "deeds"),
                                Kind(_l("兑换"), "redemptions"))


def search(scope, words):
    """Passbooks and deeds by number and household number, deeds by their rule too, redemptions by number
    and what was taken.
    """
    return [*_accounts(scope, words), *_deeds(scope, words), *_redemptions(scope, words)]


def _accounts(scope, words):
    query = Account.visible_to(scope).select(Account, Household).join(Household)
    rows = look(scope, query, words, Account.number, Household.number, newest=Account.joined_on)
    return [Found(ACCOUNTS, _("%(number)s 户", number=row.household.number),
                  f"{row.number} · {ACCOUNT_STATES[row.state][0]}", _passbook(scope, row), row.locality,
                  row.joined_on, row.number) for row in rows]


def _passbook(scope, account):
    """One's own, or as those who keep the points read it."""
    reads = scope.can("points.read", account.locality)
    return (url_for("points.account", locality=account.locality_id, account_id=account.id) if reads
            else url_for("points.home", locality=account.locality_id))


def _deeds(scope, words):
    query = (Deed.visible_to(scope).select(Deed, Rule).join(Rule).switch(Deed).join(Account).join(Household))
    rows = look(scope, query, words, Deed.number, Rule.title, Household.number, newest=Deed.collected_at)
    return [Found(DEEDS, row.rule.title, f"{row.number} · {row.worth} · {DEED_STATES[row.state][0]}",
                  url_for("points.deed", locality=row.locality_id, number=row.number), row.locality, row.day,
                  row.number) for row in rows]


def _redemptions(scope, words):
    query = (Redemption.visible_to(scope).select(Redemption, Good).join(Good).switch(Redemption)
             .join(Account).join(Household))
    rows = look(scope, query, words, Redemption.number, Good.title, Household.number,
                newest=Redemption.reserved_at)
    return [Found(REDEMPTIONS, row.what, f"{row.number} · {REDEMPTION_STATES[row.state][0]}",
                  url_for("points.redemption", locality=row.locality_id, number=row.number), row.locality,
                  row.reserved_at, row.number) for row in rows]
