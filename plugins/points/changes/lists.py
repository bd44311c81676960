"""Changes and passbooks as the pages of changes need them."""

from linli.people.models import Household, Person
from plugins.points.accounts.lists import whole
from plugins.points.accounts.models import OPEN, Account
from plugins.points.changes.models import Change


def in_use(scope, number):
    """The passbook in use of the household with this number in the village of the request."""
    return whole(Account.visible_to(scope)).where(
        Account.locality == scope.locality, Account.state == OPEN, Household.number == number).first()


def with_everything(query):
    """The same changes, each with both passbooks and who made it."""
    other, others = Account.alias(), Household.alias()
    return (query.select(Change, Account, Household, other, others, Person)
            .join(Account, on=Change.account).join(Household)
            .switch(Change).left_outer_join(other, on=(Change.other == other.id), attr="other")
            .left_outer_join(others, on=(other.household == others.id), attr="household")
            .switch(Change).join(Person, on=Change.made_by))
