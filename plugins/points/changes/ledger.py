"""The ledger of households' changes (户变动台账)."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Household, Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.points.accounts.models import Account
from plugins.points.changes.models import KINDS, Change

_other, _others = Account.alias(), Household.alias()

CHANGES = Ledger(
    "changes", title=_l("户变动台账"), permission="points.read", model=Change,
    columns=(
        Column("day", _l("日期"), Change.day, "day"),
        Column("kind", _l("变动"), Change.kind, "choice", KINDS),
        Column("account", _l("存折"), Account.number, "code"),
        Column("household", _l("户号"), Household.number, "code"),
        Column("other", _l("转到的户号"), _others.number, "code"),
        Column("points", _l("积分"), Change.points, "number"),
        Column("reason", _l("说明"), Change.reason, "long"),
        Column("made_by", _l("谁登记的"), Person.name),
    ),
    joins=(Join(Account, Change.account == Account.id), Join(Household, Account.household == Household.id),
           Join(_other, Change.other == _other.id), Join(_others, _other.household == _others.id),
           Join(Person, Change.made_by == Person.id)),
    filters=(Filter("kind", _l("变动"), Change.kind, words=KINDS), Filter("day", _l("日期"), Change.day,
                                                                          "days")),
    search=(Account.number, Household.number, _others.number, Change.reason),
    order=(Change.id.desc(),),
    opens="points.change", opens_with={"change_id": Change.id},
    empty=_l("还没有分户、并户、迁出。要办的话，先打开那一户的存折，点“分户、并户、迁出、过世”。"))

LEDGERS = (CHANGES,)
