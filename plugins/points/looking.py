"""What leaves of a household's passbook: the lines of the audit that its people may read."""

from linli.audit.models import Unnamed
from plugins.points.accounts.models import Account
from plugins.points.deeds.models import Deed

PASSBOOK, LETTER = "points.passbook", "points.letter"


def about(person):
    """Copies of the passbook of this person's household, and letters to it; two queries, or none."""
    if person.household_id is None:
        return []
    home = Account.household == person.household_id
    accounts = Account.select(Account.number).where(home)
    letters = Deed.select(Deed.number).join(Account).where(home, Deed.letter_on.is_null(False))
    return [*(Unnamed(PASSBOOK, account.number) for account in accounts),
            *(Unnamed(LETTER, deed.number) for deed in letters)]
