"""What the pages of changes say, and what they show before it is done."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.languages import listed
from linli.toolkit.calendar import date_text
from plugins.points.accounts.services import leaving_day
from plugins.points.changes.models import DEATH, MERGE, MOVED_AWAY, SPLIT


@dataclass(frozen=True)
class Words:
    """What one kind of change is called, its rule in a sentence, and its endpoint."""

    title: str
    rule: str
    endpoint: str
    button: str


WORDS = {
    SPLIT: Words(_l("分户"), _l("一户分成两户。新户开一本存折，积分怎么分由户里商量，一分不多一分不少。"
                              "在走流程的好事和等领的东西留在老户。"), "points.split", _l("确定分户")),
    MERGE: Words(_l("并户"), _l("这一户并到另一户。人、积分、在走流程的好事和等领的东西都过去，"
                              "这本存折结清，这一户从登记册里去掉。"), "points.merge", _l("确定并户")),
    MOVED_AWAY: Words(_l("迁出"), _l("全家搬走了。到最后兑换日前还可以兑换，过了那天剩下的就没有了。"),
                      "points.move_away", _l("确定迁出")),
    DEATH: Words(_l("有人过世"), _l("这位的账号和担任的职务今天起停下。户里还有人的，存折照旧。"
                                    "没有人了，家属到最后兑换日前可以到兑换点兑换。"),
                 "points.death", _l("确定登记")),
}


def effects(kind, form, account):
    """What it changes: [(what, before, after)], as the page before the deed shows it."""
    return {SPLIT: _split, MERGE: _merge, MOVED_AWAY: _moved_away, DEATH: _death}[kind](form, account)


def balances(kind, form, account):
    """The balances that are shown, as the form carries them."""
    return f"{account.balance} {form.other.balance}" if kind == MERGE else str(account.balance)


def _points(household, before, after):
    return (_("%(number)s 户的积分", number=household), _("%(points)d 分", points=before),
            _("%(points)d 分", points=after))


def _people(household, before, after):
    return (_("%(number)s 户的人", number=household), *(
        listed(each.name for each in people) or _("没有人") for people in (before, after)))


def _split(form, account):
    old, points = account.household.number, form.points.data
    gone = [each for each in form.people if each.id in form.members.data]
    left = [each for each in form.people if each not in gone]
    return [_points(old, account.balance, account.balance - points), _points(form.number.data, 0, points),
            _people(old, form.people, left), _people(form.number.data, [], gone), *_lives_in(form)]


def _lives_in(form):
    if "block" not in form:
        return []
    names = {choice.value: choice.label for choice in form.block.choices}
    return [(_("%(number)s 户住哪一处", number=form.number.data), _("没有这一户"), names[form.block.data])]


def _merge(form, account):
    other, points = form.other, account.balance
    residents = list(other.household.people)
    return [_points(account.household.number, points, 0),
            _points(other.household.number, other.balance, other.balance + points),
            _people(account.household.number, form.people, []),
            _people(other.household.number, residents, residents + form.people)]


def _moved_away(_form, account):
    return [_points(account.household.number, account.balance, account.balance), _last_day(account)]


def _death(form, account):
    left = [each for each in form.people if each.id != form.person.data]
    shown = [_people(account.household.number, form.people, left),
             _points(account.household.number, account.balance, account.balance)]
    return shown if left else [*shown, _last_day(account)]


def _last_day(account):
    day = account.leaving_until or leaving_day(account.locality)
    return _("最后兑换日"), _("还没有"), date_text(day)
