"""Somebody leaves for good: the passbook stays the household's, and what waits for nobody goes back."""

from flask_babel import gettext as _

from linli.access import Scope
from linli.people.models import Person
from linli.personal.erasing import apply
from plugins.points.accounts.models import Account
from plugins.points.notice.models import STANDING, Objection
from plugins.points.personal import HOLDINGS
from plugins.points.shop.models import RESERVED, Redemption
from plugins.points.shop.services import cancel


def to_finish(person):
    """An objection that nobody has answered yet holds up somebody's points."""
    waiting = Objection.select().where(Objection.person == person.id, Objection.state == STANDING).count()
    return [_("您提的 %(count)d 条积分异议还在等答复", count=waiting)] if waiting else []


def erase(person):
    """Give back what nobody of the household could fetch any more, then erase."""
    others = Person.select().where(Person.household == person.household_id, Person.id != person.id,
                                   Person.disabled_at.is_null())
    if person.household_id and not others.exists():
        reserved = (Redemption.select(Redemption, Account).join(Account)
                    .where(Account.household == person.household_id, Redemption.state == RESERVED))
        for redemption in list(reserved):
            cancel(Scope(permissions={}, person=person), redemption)
    apply(HOLDINGS, person)
