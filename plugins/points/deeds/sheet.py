"""The table by which many deeds are collected at once."""

from functools import partial

from flask_babel import lazy_gettext as _l

from linli.database import db, guard
from linli.modules.services import settings_of
from linli.people.models import Household
from linli.toolkit.importer import Sheet
from linli.toolkit.importer.runs import Unsettled
from linli.toolkit.refusals import FieldRefused
from plugins.points.accounts.models import Account
from plugins.points.book.models import Rule
from plugins.points.deeds import limits, services
from plugins.points.deeds.forms import RowForm
from plugins.points.deeds.households import takers
from plugins.points.deeds.lists import choosable
from plugins.points.deeds.models import EXCEL
from plugins.points.module import module

ALIASES = {"户": "household", "户编号": "household", "积分细则": "rule", "事项": "rule", "项目": "rule",
           "分数": "points", "积分": "points", "时间": "day", "备注": "text", "情况": "text"}


class Versions:
    """All versions of a village's rules, found by the title that stands in a table and a day."""

    def __init__(self, village):
        self.rows = list(Rule.select().where(Rule.locality == village))

    def on(self, title, day):
        """The version that bore this title on the day; else what is called so on another day, as it
        stood then; None where it did not.
        """
        held = [rule for rule in self.rows if rule.holds_on(day)]
        called = {rule.number for rule in self.rows if rule.title == title}
        return next((rule for rule in held if rule.title == title), None) or next(
            (rule for rule in held if rule.number in called), None)


def sheet_here(scope):
    """The sheet of a village; None elsewhere."""
    if not scope.locality.is_village:
        return None
    return Sheet(_l("积分事项"), partial(RowForm, choosable(scope.locality)), examine, save, ALIASES)


def examine(scope, rows):
    """Refuse every row that the form for one deed would refuse, and those that pass a cap together
    with the rows above them (importer.Sheet.examine). A row's values become those of `save`.
    """
    village = scope.locality
    numbers = {row.values["household"] for row in rows}
    accounts = {each.household.number: each
                for each in takers(scope).where(Household.number.in_(numbers))} if rows else {}
    _hold(accounts.values())
    known = {number for (number,) in Household.select(Household.number).where(
        Household.locality == village, Household.number.in_(numbers)).tuples()} if rows else ()
    versions = Versions(village) if rows else None
    own = Household.get_or_none(Household.id == scope.person.household_id, Household.locality == village)
    days = [limits.first_day(row.values["day"]) for row in rows]
    counted = limits.counts([each.id for each in accounts.values()], min(days)) if accounts else None
    settings = settings_of(module, village) if rows else None
    for row in rows:
        account = accounts.get(row.values["household"])
        if account:
            _examine(row, account, settings, versions, counted)
        elif own and own.number == row.values["household"]:
            row.refuse("household", services.OWN)
        else:
            number = row.values["household"]
            row.refuse("household", _l("这一户没有参加积分，或者不归您收集") if number in known else
                       _l("本村没有户号 %(number)s", number=number))


def save(scope, values):
    """Collect one that `examine` let pass; returns the Deed. Raises Unsettled where it fits no longer."""
    try:
        return services.collect(scope, source=EXCEL, **values)
    except FieldRefused as error:
        raise Unsettled from error


def _hold(accounts):
    """While rows are written nobody else collects for these households; always in the same order."""
    if db.in_transaction():
        for key in sorted(account.id for account in accounts):
            guard(Account, key)


def _examine(row, account, settings, versions, counted):
    day = row.values["day"]
    rule = versions.on(row.values["rule"], day)
    if rule is None:
        row.refuse("rule", _l("那一天的细则里没有这一条"))
        return
    try:
        points = _points(rule, row.values["points"])
        limits.refuse_unless_fit(settings, account, rule, points, day, EXCEL, "", 0)
        limits.refuse_over_cap(account, rule, points, day, counted)
    except FieldRefused as error:
        alone = error.field in ("photos", "decision_number")
        row.refuse("rule" if alone else error.field, _l(
            "%(reason)s，请一条一条登记", reason=str(error)) if alone else error)
        return
    limits.count(counted, account.id, rule.number, day, points)
    row.values = {"account": account, "rule": rule, "points": points, "day": day,
                  "text": row.values["text"]}


def _points(rule, typed):
    """The worth without a sign; a rule that has only one need not be told it."""
    if typed is None and rule.least == rule.most:
        return rule.least
    if typed is None:
        raise FieldRefused("points", _l("这一条是 %(worth)s 分，请填几分", worth=rule.worth))
    if (typed < 0) != rule.minus:
        raise FieldRefused("points", _l("这一条是扣分，请写成 -%(points)d 这样", points=rule.least)
                             if rule.minus else _l("这一条只加分，不能写负数"))
    return abs(typed)
