"""The ledgers of the register: households, people, and the township's view without names."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.people.proxies.models import STATES as PROXY_STATES
from linli.people.proxies.models import WAYS, Proxy
from linli.toolkit.ledger import Column, Filter, Join, Ledger

REGISTERED, LEFT = "registered", "left"
STATES = {REGISTERED: (_l("在册"), "ok"), LEFT: (_l("已注销"), "quiet")}
_block, _principal, _agent = Locality.alias(), Person.alias(), Person.alias()


class _Members:
    """What the search box looks into beside the household's own columns: its people."""

    def contains(self, word):
        """Condition: somebody of it has this in their name or phone number."""
        return Household.id.in_(Person.select(Person.household).where(
            Person.name.contains(word) | Person.phone.contains(word)))


def _state():
    return peewee.Case(None, ((Household.registered(), REGISTERED),), LEFT)


def _heads():
    return Person.select(peewee.fn.COUNT(Person.id)).where(Person.household == Household.id)


def _head():
    return Person.select(peewee.fn.MIN(Person.name)).where(Person.household == Household.id, Person.is_head)


_number = Column("number", _l("户号"), Household.number, "code")
_where = Column("block", _l("楼栋、微网格"), _block.name)
_counted = Column("heads", _l("人数"), _heads(), "number", total=True)
_standing = Column("state", _l("状态"), _state(), "choice", STATES)
_joins = (Join(_block, Household.block == _block.code),)
_filters = (Filter("state", _l("状态"), _state(), words=STATES, default=REGISTERED),
            Filter("block", _l("楼栋、微网格"), Household.block, "pick", label=_block.name))
_order = (Household.locality, Household.number, Household.id)

HOUSEHOLDS = Ledger(
    "households", title=_l("户名册"), permission="register.read", model=Household, rows="kept_by",
    columns=(_number, Column("head", _l("户主"), _head()), Column("address", _l("住址"), Household.address),
             _where, _counted, _standing),
    joins=_joins, filters=_filters, search=(Household.number, Household.address, _Members()), order=_order,
    opens="register.household", opens_with={"household_id": Household.id}, locality=Household.place(),
    new=(("register.new_household", _l("登记一户")), ("register.import_households", _l("用表格导入"))),
    empty=_l("还没有登记住户。可以一户一户登记，也可以用表格一次导入。"))

PEOPLE = Ledger(
    "people", title=_l("人员名册"), permission="register.read", model=Person, rows="kept_by",
    columns=(Column("name", _l("姓名"), Person.name),
             Column("number", _l("户号"), Household.number, "code"),
             Column("is_head", _l("户主"), peewee.Case(None, ((Person.is_head, "yes"),), ""), "choice",
                    {"yes": _l("户主"), "": ""}),
             Column("phone", _l("手机号"), Person.phone, "phone"),
             Column("address", _l("住址"), Household.address), _where),
    joins=(Join(Household, Person.household == Household.id, peewee.JOIN.INNER), *_joins),
    filters=(Filter("block", _l("楼栋、微网格"), Household.block, "pick", label=_block.name),),
    search=(Person.name, Person.phone, Household.number, Household.address),
    order=(Household.locality, Household.number, Person.is_head.desc(), Person.id),
    opens="register.household", opens_with={"household_id": Household.id}, locality=Household.place(),
    empty=_l("还没有登记的人。先登记一户，再登记户里的人。"))

MASKED = Ledger(
    "masked", title=_l("户数清单（不含姓名住址）"), permission="register.masked", model=Household,
    rows="counted_by", columns=(Column("village", _l("村居"), Locality.short_name), _number, _where, _counted,
                                _standing),
    joins=_joins, filters=_filters, search=(Household.number,), order=_order, locality=Household.locality)

PROXIES = Ledger(
    "proxies", title=_l("代办登记"), permission="proxies.keep", model=Proxy, rows="kept_by",
    columns=(Column("principal", _l("谁的事"), _principal.name), Column("agent", _l("谁代办"), _agent.name),
             Column("way", _l("怎么托的"), Proxy.way, "choice", WAYS),
             Column("agreed_on", _l("哪一天"), Proxy.agreed_on, "day"),
             Column("until", _l("到哪一天"), Proxy.until, "day"),
             Column("state", _l("状态"), Proxy.shown_state(), "choice", PROXY_STATES)),
    joins=(Join(_principal, Proxy.principal == _principal.id, peewee.JOIN.INNER),
           Join(_agent, Proxy.agent == _agent.id, peewee.JOIN.INNER)),
    filters=(Filter("state", _l("状态"), Proxy.shown_state(), words=PROXY_STATES),
             Filter("way", _l("怎么托的"), Proxy.way, words=WAYS)),
    search=(_principal.name, _agent.name), order=(Proxy.id.desc(),), opens="proxies.kept",
    opens_with={"proxy_id": Proxy.id},
    empty=_l("还没有人托付代办。在户名册里打开一户，点名字后面的“代办”登记。"))

LEDGERS = {ledger.name: ledger for ledger in (HOUSEHOLDS, PEOPLE, MASKED, PROXIES)}
