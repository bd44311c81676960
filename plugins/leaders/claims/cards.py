"""What awaits leaders and reviewers, links on the desk, and what is still open."""

from datetime import time, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.database import utc_now
from linli.plugins import Card, DeskLink, HandOver, Todo
from linli.toolkit import zones
from linli.toolkit.calendar import day_text, to_utc
from plugins.leaders.claims import lists
from plugins.leaders.claims.models import IN_HAND, Claim
from plugins.leaders.tenure.models import ROLES

MOST = 20
SOON = timedelta(hours=12)


def todo(scope):
    """What I have in hand, and what waits for my review; the overdue first."""
    mine = [_in_hand(claim) for claim in lists.mine(scope, IN_HAND).limit(MOST)]
    if not scope.holding("leaders.review"):
        return mine
    return mine + [_to_review(claim) for claim in lists.awaiting_review(scope).limit(MOST)]


def desk(scope):
    """The queue of reviews with its length, and how long tasks take."""
    links = []
    if scope.can("leaders.review"):
        links.append(DeskLink(url_for("leaders.reviews"), _("等验收"), lists.to_review(scope)))
    if scope.can("leaders.figures"):
        links.append(DeskLink(url_for("leaders.pace"), _("做一项要多久")))
    return links


def links(scope):
    """The tasks, for whoever serves anywhere."""
    if not scope.holding("leaders.serve"):
        return []
    return [Card(url_for("leaders.tasks"), "check", _("任务"), _("领一个做，我领的也在这里"))]


def open_matters(locality):
    """Claims that wait for their doer or for a review; one query."""
    in_hand, handed_in = lists.open_claims(locality)
    said = []
    if in_hand:
        said.append(_l("还有 %(count)d 项任务领了没做完。关闭以后照样到期，但网上交不了", count=in_hand))
    if handed_in:
        said.append(_l("还有 %(count)d 项任务等验收。关闭以后网上看不到、也验收不了", count=handed_in))
    return said


def _in_hand(claim):
    late = claim.state == "returned" or claim.due_at < utc_now() + SOON
    return Todo(
        href=url_for("leaders.claim", locality=claim.locality_id, claim_id=claim.id),
        title=_("任务：%(title)s", title=claim.task.title),
        headline=_("%(due)s 前做完", due=zones.when(claim.due_at)),
        text=claim.task.place or claim.locality.short_name, status=str(claim.state_name),
        tone="late" if late else "soon", at=claim.due_at, place=claim.locality)


def _to_review(claim):
    late = claim.review_late
    return Todo(
        href=url_for("leaders.review", locality=claim.locality_id, claim_id=claim.id),
        title=_("验收任务：%(title)s", title=claim.task.title),
        headline=_("%(day)s 前验收", day=day_text(claim.review_by)), text=claim.person.name,
        status=_("验收超期") if late else _("等验收"), tone="late" if late else "soon",
        at=to_utc(claim.review_by, time.max), place=claim.locality)


def hand_over(posts):
    """How many tasks the leaders of these posts have in hand, in the village of each; one query."""
    leaders = {(post.person_id, post.locality_id.partition("-")[0]): post
               for post in posts if post.role in ROLES}
    if not leaders:
        return []
    counts = (Claim.select(Claim.person, Claim.locality, fn.COUNT(Claim.id)).where(
        Claim.person.in_({person for person, _place in leaders}), Claim.state.in_(IN_HAND))
        .group_by(Claim.person, Claim.locality).tuples())
    return [HandOver(leaders[person, place], _("手上还有 %(count)d 项没做完的任务", count=count),
                     url_for("leaders.tasks", locality=place))
            for person, place, count in counts if (person, place) in leaders]
