"""The ledger of days of duty (驻点日志)."""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.legal.advisers.models import KINDS, Adviser
from plugins.legal.visits.models import Visit

_name = fn.COALESCE(Person.name, Visit.visitor)
_kind = fn.COALESCE(Adviser.kind, Visit.visitor_kind)
VISITS = Ledger(
    "visits", title=_l("驻点日志台账"), permission="legal.activities", model=Visit,
    joins=(Join(Adviser, Visit.adviser == Adviser.id),
           Join(Person, Adviser.person == Person.id)),
    columns=(
        Column("day", _l("日期"), Visit.day, "day"),
        Column("village", _l("村"), Locality.short_name),
        Column("adviser", _l("谁来"), _name),
        Column("kind", _l("身份"), _kind, "choice", KINDS),
        Column("minutes", _l("分钟"), Visit.minutes, "number", total=True),
        Column("done", _l("做了什么"), Visit.done, "long"),
    ),
    filters=(
        Filter("adviser", _l("谁来"), Visit.adviser, "pick", label=Person.name),
        Filter("kind", _l("身份"), _kind, words=KINDS),
        Filter("day", _l("日期"), Visit.day, "days"),
    ),
    search=(_name, Visit.done),
    order=(Visit.day.desc(), Visit.id.desc()),
    opens="legal.visit", opens_with={"visit_id": Visit.id},
    new=(("legal.new_visit", _l("记一天")),),
    empty=_l("还没有驻点日志。在“驻点日志”里记一天，这里就有了。"))
