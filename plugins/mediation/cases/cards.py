"""What this noun shows on pages of the core and on the home of the module."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.database import utc_now
from linli.localities.models import Locality
from linli.plugins import Card, DeskLink, HandOver, Todo
from linli.toolkit import zones
from linli.toolkit.calendar import date_text, to_utc
from plugins.mediation.cases import lists
from plugins.mediation.cases.eligible import waiting_for_somebody
from plugins.mediation.cases.kinds import class_words, plain_words
from plugins.mediation.cases.models import Case
from plugins.mediation.cases.states import AGREED, HELD, IN_HAND, OPEN, UNASSIGNED
from plugins.mediation.rooms.models import MEDIATOR

MOST = 20


def links(scope):
    """Applying, one's own cases, and a mediator's desk."""
    found = []
    if scope.person is None or scope.can("mediation.apply"):
        found.append(Card(url_for("mediation.new_case"), "talk", _("申请调解"), _("一步一步填，不收费")))
    if scope.person:
        found.append(Card(url_for("mediation.my_cases"), "board", _("我的调解"), _("到哪一步了")))
    if scope.can("mediation.mediate"):
        found.append(Card(url_for("mediation.cases"), "desk", _("调解案件"), _("等我办的、积案")))
    return found


def todo(scope):
    """For a party what they are asked, and where their case has come to; for a mediator what waits at
    the desk and what is in hand, the late first; for whoever keeps the roster how many nobody may have.
    """
    asked = [_to_answer(party) for party in lists.not_answered(scope).limit(MOST)]
    mine = [_mine(case) for case in lists.mine(scope).where(Case.state.in_(OPEN)).limit(MOST)]
    if scope.holding("mediation.mediate"):
        mine += [_to_handle(case) for case in lists.queue(scope).limit(MOST)]
    if scope.holding("mediation.manage"):
        mine += [_to_staff(place) for place in waiting_for_somebody(scope)]
    return asked + mine


def desk(scope):
    """What waits for a mediator, and the cases past their day."""
    if not scope.can("mediation.mediate"):
        return []
    return [DeskLink(url_for("mediation.cases"), _("调解案件"), lists.queue(scope)),
            DeskLink(url_for("mediation.cases", which="late"), _("积案"))]


def open_matters(locality):
    """Cases without an end; one query."""
    counts = dict(Case.select(Case.state, fn.COUNT(Case.id)).join(Locality, on=Case.locality).where(
        Locality.within(locality.path), Case.state.in_((*UNASSIGNED, *IN_HAND))
        ).group_by(Case.state).tuples())
    waiting = sum(count for state, count in counts.items() if state in UNASSIGNED)
    in_hand = sum(count for state, count in counts.items() if state in IN_HAND)
    said = [(waiting, _l("还有 %(count)d 件调解待受理、待分派。关闭以后网上办不了", count=waiting)),
            (in_hand, _l("还有 %(count)d 件正在调解。关闭以后期限照样走，网上记不了", count=in_hand))]
    return [words for count, words in said if count]


def _to_answer(party):
    case = party.case
    return Todo(href=url_for("mediation.answer_case", locality=case.locality_id, code=case.code,
                             party_id=party.id),
                title=_("调解室问您的话"), headline=_("愿不愿意坐下来说说"), text=case.locality.short_name,
                status=_("等您回话"), tone="soon", at=party.told_at, place=case.locality)


def _mine(case):
    """What it is about in a few words, for a party; nothing of it on a phone that the other side may see."""
    number = case.number or case.code
    return Todo(href=_href(case), title=_("我的调解"),
                headline=number if case.state == HELD else str(plain_words(case.dispute_class)),
                text=_("%(number)s，%(at)s 申请", number=number, at=zones.when(case.applied_at)),
                status=str(case.state_name), tone=case.tone, at=case.applied_at, place=case.locality,
                done=case.state == AGREED)


def _to_handle(case):
    words = _("%(day)s 前调完", day=date_text(case.due_on)) if case.due_on else _(
        "%(at)s 申请", at=zones.when(case.applied_at))
    return Todo(href=_href(case), title=_("调解：%(kind)s", kind=class_words(case.dispute_class)),
                headline=case.number or case.code, text=words,
                status=_("积案") if case.late else str(case.state_name),
                tone="late" if case.late else case.tone,
                at=to_utc(case.due_on, time.max) if case.due_on else case.applied_at, place=case.locality)


def _to_staff(place):
    """A number, and nothing of who or what."""
    return Todo(href=url_for("mediation.roster", locality=place.code), title=_("请安排调解员"),
                headline=nobody_words(place.waiting), text=_("登记一位和当事人没有关系的调解员"),
                status=_("没人能办"), tone="late", at=utc_now(), place=place)


def nobody_words(count):
    """How many cases nobody may have, as a sentence."""
    return _("%(count)d 件调解没有能办的调解员，请安排", count=count)


def _href(case):
    return url_for("mediation.case", locality=case.locality_id, code=case.code)


def hand_over(posts):
    """Which of the mediators of these posts have cases in hand at the desk of their place; one query."""
    mediators = {(post.person_id, post.locality_id): post for post in posts if post.role == MEDIATOR}
    if not mediators:
        return []
    busy = Case.select(Case.mediator, Case.desk).where(
        Case.mediator.in_({person for person, _place in mediators}), Case.state.in_(IN_HAND)).distinct()
    return [HandOver(mediators[person, desk], _("手上还有没办完的调解，请这里的另一位调解员接过去"),
                     url_for("mediation.roster", locality=desk))
            for person, desk in busy.tuples() if (person, desk) in mediators]
