"""Changes and passbooks as the pages of changes need them."""

from linli.people.models import Household, Person
from plugins.points.accounts.models import Account
from plugins.points.changes.models import Change


def with_everything(query):
    """The same changes, each with both passbooks and who made it."""
    other, others = Account.alias(), Household.alias()
    return (query.select(Change, Account, Household, other, others, Person)
            .join(Account, on=Change.account).join(Household)
            .switch(Change).left_outer_join(other, on=(Change.other == other.id), attr="other")
            .left_outer_join(others, on=(other.household == others.id), attr="household")
            .switch(Change).join(Person, on=Change.made_by))
