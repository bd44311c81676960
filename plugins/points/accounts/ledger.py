"""The ledgers of passbooks (积分户台账) and of their lines (积分流水台账)."""

from flask_babel import lazy_gettext as _l
from peewee import Case

from linli.people.models import Household, Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.points.accounts.models import GIVEN_BACK, KINDS, SPENT, STATES, Account, Entry
from plugins.points.book.models import ASPECTS

_OFF = {True: _l("不上名单"), False: _l("可以上")}
_HOUSEHOLD = Join(Household, Account.household == Household.id)
_about = Case(None, ((Entry.kind.in_((SPENT, GIVEN_BACK)), "goods"),), "other")

ACCOUNTS = Ledger(
    "accounts", title=_l("积分户台账"), permission="points.read", model=Account,
    columns=(
        Column("number", _l("存折"), Account.number, "code"),
        Column("household", _l("户号"), Household.number, "code"),
        Column("state", _l("状态"), Account.state, "choice", STATES),
        Column("balance", _l("现有积分"), Account.balance, "number", total=True),
        Column("address", _l("住址"), Household.address),
        Column("joined_on", _l("参加日期"), Account.joined_on, "day"),
        Column("joined_by", _l("谁登记的"), Person.name),
        Column("leaving_until", _l("最后兑换日"), Account.leaving_until, "day"),
        Column("off_lists", _l("名单"), Account.off_lists, "choice", _OFF),
    ),
    joins=(_HOUSEHOLD, Join(Person, Account.joined_by == Person.id)),
    filters=(
        Filter("state", _l("状态"), Account.state, words=STATES),
        Filter("joined", _l("参加日期"), Account.joined_on, "days"),
    ),
    search=(Account.number, Household.number, Household.address),
    order=(Account.number.desc(), Account.id.desc()),
    opens="points.account", opens_with={"account_id": Account.id},
    new=(("points.new_account", _l("替一户参加")),),
    empty=_l("还没有户参加。村民可以自己点“参加”，也可以由村委替他们登记。"))

ENTRIES = Ledger(
    "entries", title=_l("积分流水台账"), permission="points.read", model=Entry,
    columns=(
        Column("on", _l("日期"), Entry.on, "day"),
        Column("account", _l("存折"), Account.number, "code"),
        Column("household", _l("户号"), Household.number, "code"),
        Column("kind", _l("种类"), Entry.kind, "choice", KINDS),
        Column("title", _l("事由"), Entry.title),
        Column("reason", _l("说明"), Entry.reason, "long"),
        Column("points", _l("积分"), Entry.points, "number", total=True),
        Column("balance", _l("余额"), Entry.balance, "number"),
    ),
    joins=(Join(Account, Entry.account == Account.id), _HOUSEHOLD),
    filters=(
        Filter("kind", _l("种类"), Entry.kind, words=KINDS),
        Filter("about", _l("换东西"), _about, words={"goods": _l("换掉和退回的"), "other": _l("别的")}),
        Filter("aspect", _l("方面"), Entry.aspect, words=ASPECTS),
        Filter("on", _l("日期"), Entry.on, "days"),
    ),
    search=(Account.number, Household.number, Entry.title, Entry.reason),
    order=(Entry.on.desc(), Entry.id.desc()), locality=Account.locality,
    opens="points.account", opens_with={"account_id": Account.id},
    empty=_l("还没有流水。积分公示完就会记在这里。"))

LEDGERS = (ACCOUNTS, ENTRIES)
