"""What stands against collecting a deed: its day, its range, its proof, the cap of its rule."""

from collections import Counter
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.toolkit.calendar import day_text, today
from linli.toolkit.figures.periods import MONTH, QUARTER, Period
from linli.toolkit.refusals import FieldRefused
from plugins.points.book.models import MONTH as PER_MONTH
from plugins.points.book.models import PERS, Rule
from plugins.points.deeds.models import ACTIVITY, COUNTED, HOUSEHOLD, Deed


def oldest_day(settings):
    """The first Shanghai day of which a village of these settings still collects a deed."""
    return today() - timedelta(days=settings.oldest_days)


def refuse_unless_fit(settings, account, rule, points, day, source, decision_number, photos):
    """Raise FieldRefused where the deed does not fit its rule. `points` has no sign; `photos`: how many."""
    refuse_day(settings, account, rule, day, source)
    if rule.minus and source == HOUSEHOLD:
        raise FieldRefused("rule", _l("扣分的要由工作人员收集"))
    if not (points > 0 if source == ACTIVITY else rule.least <= points) or points > rule.most:
        raise FieldRefused("points", _l("这一条是 %(worth)s 分", worth=rule.worth))
    if rule.offence and not decision_number:
        raise FieldRefused("decision_number", _l("要填主管部门生效的处理决定的文号；举报、指控都不能扣分"))
    if (rule.proof or source == HOUSEHOLD) and source != ACTIVITY and not photos:
        raise FieldRefused("photos", _l("要有照片"))


def refuse_day(settings, account, rule, day, source):
    """Raise FieldRefused unless it was lately, since the household takes part, and the rule held then."""
    if day > today():
        raise FieldRefused("day", _l("不能晚于今天"))
    if day < oldest_day(settings) and source != ACTIVITY:  # a task may be accepted late
        raise FieldRefused("day", _l("太久了，只收 %(days)d 天以内的", days=settings.oldest_days))
    if day < account.joined_on and source != ACTIVITY:  # nor by whom the household merged into
        raise FieldRefused("day", _l("这户 %(day)s才参加", day=day_text(account.joined_on)))
    if rule.locality_id != account.locality_id or not rule.holds_on(day):
        raise FieldRefused("rule", _l("那一天的细则里没有这一条"))


def refuse_over_cap(account, rule, points, day, counted=None):
    """Raise FieldRefused where the cap of the rule is passed with `points` (no sign). Hold the account's
    guard; `counted` as `counts` gives it, where it is known already.
    """
    left = room(account, rule, day, counted)
    if left is not None and points > left:
        raise FieldRefused("points", _l("%(per)s每户最多 %(cap)d 分，这户只剩 %(left)d 分了",
                                   per=PERS[rule.per], cap=rule.cap, left=left))


def room(account, rule, day, counted=None):
    """How many points the cap leaves in the month or quarter of this day; None where there is none."""
    if not rule.cap:
        return None
    period = period_of(rule, day)
    if counted is None:
        counted = counts([account.id], period.first)
    return max(rule.cap - counted[key_of(account.id, rule, day)], 0)


def period_of(rule, day):
    """The month or quarter over which the cap of a rule counts."""
    return Period.around(day, MONTH if rule.per == PER_MONTH else QUARTER)


def key_of(account_id, rule, day):
    """Under which `counts` holds what fills the cap of this rule."""
    return account_id, rule.number, period_of(rule, day)


def counts(accounts, first):
    """Counter of {(account, number of a rule, month or quarter): points without sign} from the
    Shanghai day `first` on, over all versions of a rule; one query.
    """
    found, rows = Counter(), (
        Deed.select(Deed.account, Rule.number, Deed.day, fn.ABS(Deed.points)).join(Rule).where(
            Deed.account.in_(accounts), Deed.day >= first, Deed.state.in_(COUNTED)).tuples())
    for account, number, day, points in rows:
        count(found, account, number, day, points)
    return found


def count(found, account, number, day, points):
    """Add the points of one deed to what `counts` gave."""
    for months in (MONTH, QUARTER):
        found[account, number, Period.around(day, months)] += points


def first_day(day):
    """From which day on a cap may count what fills it."""
    return Period.around(day, QUARTER).first
