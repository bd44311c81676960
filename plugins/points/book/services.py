"""Keeping the book: a rule is never edited, another version of it begins; all under the book's guard."""

from contextlib import contextmanager
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.points.book.models import MINUS, Book, Rule

_BEFORE = timedelta(days=1)


def add(scope, values, nonce):
    """A new rule of the village of this request; returns its first version.

    `values` are the fields of RuleForm. Raises FieldRefused, or once.AlreadyDone with the number of
    the rule that the same form made.
    """
    with _book_of(scope.locality, nonce):
        last = Rule.select(Rule.number).where(Rule.locality == scope.locality).order_by(
            Rule.number.desc()).first()
        return _write(scope, last.number + 1 if last else 1, values, nonce)


def change(scope, number, version, values, nonce):
    """Another version of a rule begins on `values["starts_on"]`; returns it.

    The one before ends the day before, and what was to begin later no longer does. `version` is
    the one that the form was filled in from (Rule.version): raises LostRace where it is no longer
    the last, FieldRefused, or once.AlreadyDone.
    """
    with _book_of(scope.locality, nonce):
        _close(scope.locality, number, version, values["starts_on"])
        return _write(scope, number, values, nonce)


def end(scope, number, version, day, nonce):
    """The rule is no longer in force from `day` on. Raises as `change` does."""
    with _book_of(scope.locality, nonce):
        _close(scope.locality, number, version, day)
        once.keep(nonce, str(number))


def newest(locality, number):
    """The version of a rule that stands or comes last, or None where the rule has ended."""
    return Rule.select().where(
        Rule.locality == locality, Rule.number == number, Rule.open_on(today())).order_by(
        Rule.starts_on.desc(), Rule.id.desc()).first()


def rule_on(locality, number, day):
    """The version of a rule in force on a Shanghai day, or None."""
    return Rule.get_or_none(Rule.locality == locality, Rule.number == number, Rule.on(day))


@contextmanager
def _book_of(locality, nonce):
    """A transaction that holds the book of a village: clerks write one after the other."""
    with transaction():
        Book.insert(locality=locality).on_conflict_ignore().execute()
        guard(Book, Book.get(Book.locality == locality).id)
        once.refuse_repeat(nonce)
        yield


def _close(locality, number, version, day):
    """End what holds on `day` the day before; what begins then or later is void."""
    last = newest(locality, number)
    if last is None or last.version != version:
        raise LostRace
    if day < today():
        raise FieldRefused("starts_on", _l("只能从今天或以后的日子起改"))
    mine = (Rule.locality == locality) & (Rule.number == number)
    for row in list(Rule.select().where(mine, Rule.open_on(day))):
        ends_on = (day if row.starts_on < day else row.starts_on) - _BEFORE
        Rule.update(ends_on=ends_on).where(Rule.id == row.id).execute()


def _write(scope, number, values, nonce):
    _refuse_doubles(scope.locality, number, values)
    fields = {name: value for name, value in values.items() if name != "sign"}
    rule = Rule.create(locality=scope.locality, number=number, made_by=scope.person,
                       **{**fields, "minus": values["sign"] == MINUS, "cap": values["cap"] or 0})
    once.keep(nonce, str(number))
    return rule


def _refuse_doubles(locality, number, values):
    """In one book no two rules share a title, and none counts what another counts already."""
    others = Rule.select().where(Rule.locality == locality, Rule.number != number,
                                 Rule.open_on(values["starts_on"]))
    for other in others:
        if other.title == values["title"]:
            raise FieldRefused("title", _l("第 %(number)d 条也叫这个名字，请换一个", number=other.number))
        if values["activity"] and other.activity == values["activity"]:
            raise FieldRefused("activity", _l("第 %(number)d 条已经按任务算了", number=other.number))
