"""The ledgers of the journal. None holds a word that somebody said."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.leaders.journal.models import KINDS, STATES, WAYS, WITHDRAWN, Appeal, Round, Visit

Block = Locality.alias()
_withdrawn = peewee.Case(None, [(Appeal.state == WITHDRAWN, "yes")], "no")

ROUNDS = Ledger(
    "rounds", title=_l("每周走访台账"), permission="leaders.read", model=Round,
    joins=(Join(Block, Round.block == Block.code), Join(Person, Round.person == Person.id)),
    columns=(
        Column("week", _l("这一周（周一）"), Round.first_day, "day"),
        Column("village", _l("村"), Locality.short_name),
        Column("block", _l("楼栋或网格"), Block.name),
        Column("leader", _l("谁"), Person.name),
        Column("due", _l("要走几户"), Round.due, "number", total=True),
        Column("made", _l("走了几户"), Round.made(), "number", total=True),
    ),
    filters=(Filter("day", _l("哪一周"), Round.first_day, "days"),
             Filter("leader", _l("谁"), Round.person, "pick", label=Person.name)),
    search=(Person.name, Block.name), order=(Round.first_day.desc(), Round.id.desc()),
    empty=_l("还没有。有楼长、联户长在任，每周一自动列出这一周要走访几户。"))

VISITS = Ledger(
    "visits", title=_l("走访记录台账"), permission="leaders.manage", model=Visit,
    joins=(Join(Block, Visit.block == Block.code), Join(Person, Visit.person == Person.id),
           Join(Household, Visit.household == Household.id)),
    columns=(
        Column("day", _l("哪天"), Visit.day, "day"),
        Column("block", _l("楼栋或网格"), Block.name),
        Column("household", _l("户号"), Household.number, "code"),
        Column("leader", _l("谁去的"), Person.name),
        Column("way", _l("怎么走访"), Visit.way, "choice", WAYS),
    ),
    filters=(Filter("day", _l("哪天"), Visit.day, "days"),
             Filter("leader", _l("谁去的"), Visit.person, "pick", label=Person.name),
             Filter("way", _l("怎么走访"), Visit.way, words=WAYS)),
    search=(Person.name, Household.number), order=(Visit.day.desc(), Visit.id.desc()),
    empty=_l("还没有走访。楼长、联户长在“走访”里记一次，这里就有了。"))

REQUESTS = Ledger(
    "appeals", title=_l("居民诉求台账"), permission="leaders.manage", model=Appeal,
    joins=(Join(Person, Appeal.leader == Person.id),),
    columns=(
        Column("number", _l("编号"), Appeal.id, "number"),
        Column("kind", _l("哪一类"), Appeal.kind, "choice", KINDS),
        Column("state", _l("状态"), Appeal.shown_state(), "choice", STATES),
        Column("place", _l("在哪里"), Locality.name),
        Column("leader", _l("告诉了谁"), Person.name),
        Column("at", _l("什么时候"), Appeal.at, "moment"),
        Column("answered", _l("答复"), Appeal.answered_at, "moment"),
    ),
    filters=(Filter("state", _l("状态"), Appeal.shown_state(), words=STATES),
             Filter("withdrawn", _l("撤回"), _withdrawn, words={
                 "no": _l("没有撤回"), "yes": _l("自己撤回了")}),
             Filter("kind", _l("哪一类"), Appeal.kind, words=KINDS),
             Filter("day", _l("什么时候"), Appeal.at, "days")),
    order=(Appeal.at.desc(), Appeal.id.desc()),
    opens="leaders.show_appeal", opens_with={"appeal_id": Appeal.id},
    empty=_l("还没有居民诉求。走访时记下的、居民自己写来的，都在这里。"))

LEDGERS = (ROUNDS, VISITS, REQUESTS)
