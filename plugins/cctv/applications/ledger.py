"""The ledger of applications (申请台账)."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.cctv.applications import lists
from plugins.cctv.applications.models import APPLIED, STATES, SURVEYED, Application, Quote
from plugins.cctv.programmes.models import APPLICANTS, Package, Programme

_Enterer = Person.alias()

APPLICATIONS = Ledger(
    "applications", title=_l("申请台账"), permission="cctv.record", model=Application,
    columns=(
        Column("number", _l("编号"), Application.number, "code"),
        Column("person", _l("谁申请的"), Person.name),
        Column("entered", _l("谁代录的"), _Enterer.name),
        Column("kind", _l("给谁装"), Application.kind, "choice", APPLICANTS),
        Column("place", _l("在哪里"), Application.place),
        Column("package", _l("套餐"), Package.title),
        Column("state", _l("状态"), Application.state, "choice", STATES),
        Column("applied_at", _l("哪天申请"), Application.applied_at, "moment"),
        Column("approved_at", _l("哪天批准"), Application.approved_at, "moment"),
        Column("pay_by", _l("最晚哪天交款"), Application.pay_by, "day"),
        Column("price", _l("一共"), Quote.price, "money"),
        Column("telecom", _l("电信减"), Quote.telecom, "money"),
        Column("resident", _l("住户出"), Quote.resident, "money"),
        Column("town", _l("镇里补"), Quote.town, "money"),
    ),
    joins=(Join(Person, Application.person == Person.id),
           Join(Programme, Application.programme == Programme.id),
           Join(Package, Application.package == Package.id),
           Join(_Enterer, Application.entered_by == _Enterer.id),
           Join(Quote, (Quote.application == Application.id) & Quote.id.in_(lists.last_quotes())
                & Application.state.not_in((APPLIED, SURVEYED)))),  # a quote before them is void
    filters=(
        Filter("state", _l("状态"), Application.state, words=STATES),
        Filter("kind", _l("给谁装"), Application.kind, words=APPLICANTS),
        Filter("programme", _l("方案"), Application.programme, "pick", label=Programme.title),
        Filter("applied", _l("哪天申请"), Application.applied_at, "days"),
        Filter("approved", _l("哪天批准"), Application.approved_at, "days"),
    ),
    search=(Application.number, Application.place, Person.name),
    order=(Application.applied_at.desc(), Application.id.desc()),
    opens="cctv.application", opens_with={"number": Application.number},
    empty=_l("还没有人申请。方案开放以后，交来的申请都在这里。"))

LEDGERS = (APPLICATIONS,)
