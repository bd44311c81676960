"""The register as a ledger, and how far it covers the villages."""

from collections import defaultdict
from dataclasses import dataclass, fields

from flask_babel import lazy_gettext as _l
from peewee import Case, fn

from linli.localities.models import Locality
from linli.localities.services import villages_of
from linli.people.models import Household
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.legal.pathfinders.models import EXPIRED, LEFT, SOON, STATES, VALID, Pathfinder

_state = Case(None, ((Pathfinder.runs_out(), SOON),), Pathfinder.standing())

PATHFINDERS = Ledger(
    "pathfinders", title=_l("法律明白人名册"), permission="legal.pathfinders", model=Pathfinder,
    joins=(Join(Household, Pathfinder.household == Household.id),),
    columns=(
        Column("name", _l("姓名"), Pathfinder.name),
        Column("village", _l("村"), Locality.short_name),
        Column("phone", _l("手机号"), Pathfinder.phone, "phone"),
        Column("household", _l("户号"), Household.number, "code"),
        Column("state", _l("状态"), _state, "choice", STATES),
        Column("valid_until", _l("证书有效期到"), Pathfinder.valid_until, "day"),
        Column("certificate", _l("证书编号"), Pathfinder.certificate, "code"),
        Column("training", _l("参加的培训"), Pathfinder.training),
        Column("trained_on", _l("培训日期"), Pathfinder.trained_on, "day"),
    ),
    filters=(
        Filter("standing", _l("状态"), Pathfinder.standing(), words={
            VALID: _l("有效"), EXPIRED: _l("过期了"), LEFT: _l("不再担任")}),
        Filter("runs_out", _l("到期"), Case(None, ((Pathfinder.runs_out(), SOON),), ""), words={
            SOON: _l("60 天内到期")}),
        Filter("village", _l("村"), Pathfinder.locality, "pick", label=Locality.short_name),
    ),
    search=(Pathfinder.name,),
    order=(Pathfinder.locality, Pathfinder.name, Pathfinder.id),
    opens="legal.pathfinder", opens_with={"pathfinder_id": Pathfinder.id},
    new=(("legal.new_pathfinder", _l("登记一位")),),
    empty=_l("名册上还没有人。到“法律明白人”里登记一位，或者用表格导入。"))


@dataclass(frozen=True)
class Cover:
    """Of one village, or of all: how many hold a valid certificate, of them soon no more, how many
    an expired one; how many households have a valid one, of how many that are registered.
    """

    valid: int = 0
    soon: int = 0
    expired: int = 0
    households: int = 0
    registered: int = 0

    def __add__(self, other):
        return Cover(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def coverage(scope):
    """[(village, Cover)] of the villages in the place of this scope, and the Cover of all together."""
    villages = [scope.locality] if scope.locality.is_village else villages_of(scope.locality)
    found = _counted(scope, [village.code for village in villages])
    lines = [(village, found[village.code]) for village in villages]
    return lines, sum((cover for _village, cover in lines), Cover())


def _counted(scope, codes):
    valid, expired = Pathfinder.standing() == VALID, Pathfinder.standing() == EXPIRED
    people = Pathfinder.visible_to(scope).select(
        Pathfinder.locality, _how_many(valid), _how_many(Pathfinder.runs_out()), _how_many(expired),
        fn.COUNT(fn.DISTINCT(Case(None, ((valid, Pathfinder.household),))))).where(
        Pathfinder.locality.in_(codes)).group_by(Pathfinder.locality).tuples()
    homes = Household.select(Household.locality, fn.COUNT(Household.id)).where(
        Household.locality.in_(codes), Household.registered()).group_by(Household.locality).tuples()
    found = defaultdict(Cover, {code: Cover(*counts) for code, *counts in people})
    for code, registered in homes:
        found[code] += Cover(registered=registered)
    return found


def _how_many(condition):
    return fn.SUM(Case(None, ((condition, 1),), 0))
