"""What the plugin shows on pages of the core: a card, what awaits me, links on the desk."""

from flask import url_for
from flask_babel import gettext as _
from peewee import fn

from linli.database import utc_now
from linli.plugins import Card, DeskLink, HandOver, Todo
from linli.toolkit import zones
from linli.toolkit.calendar import local, relative_day, today
from plugins.legal.advisers.models import ROLE, Adviser
from plugins.legal.booking.lists import coming, open_in
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.booking.offers import offers
from plugins.legal.consultation import cards as consultation
from plugins.legal.gatherings import cards as gatherings
from plugins.legal.leads import cards as leads
from plugins.legal.leave.services import to_ring
from plugins.legal.module import module
from plugins.legal.pathfinders import cards as pathfinders
from plugins.legal.waiting import cards as waiting


def home(scope):
    """One card with the number of free places within the horizon; a township shows its villages."""
    if not scope.locality.is_village:
        return []
    table, found = offers(scope.locality)
    free = sum(offer.free for offer in found)
    text = (_("%(days)d 天内还有 %(free)d 个空位", days=table.rules.horizon_days, free=free)
            if free else _("近期约满了") if found else _("顾问还没有排时间"))
    return [Card(url_for("legal.home"), module.icon, str(module.title), text)]


def todo(scope):
    """What awaits me in one place or in all: each noun says its part."""
    found = [*_ringing(scope), *(_todo(booking, scope.person) for booking in _mine(scope)),
             *waiting.todo(scope), *consultation.todo(scope), *gatherings.todo(scope), *leads.todo(scope),
             *pathfinders.todo(scope)]
    return sorted(found, key=lambda todo: todo.at)


def desk(scope):
    """What is to come, the advisers with their rosters, leads, and pathfinders."""
    if not scope.can("legal.manage"):
        return leads.desk(scope) + pathfinders.desk(scope)
    village = scope.locality.is_village
    coming_page = url_for("legal.coming") if village else url_for("legal.ledger_bookings", state="booked")
    links = [DeskLink(coming_page, _("待来的咨询"), open_in(scope.locality))]
    if village:
        links += [DeskLink(url_for("legal.advisers"), _("顾问与排班")),
                  DeskLink(url_for("legal.gatherings"), _("讲座与联席会议")),
                  DeskLink(url_for("legal.visits"), _("驻点日志"))]
    return links + leads.desk(scope) + pathfinders.desk(scope)


def _mine(scope):
    """As resident and as adviser."""
    mine = Booking.of_person(scope.person)
    return coming(Booking.visible_to(scope)).where(mine, scope.here(Booking.locality)).limit(20)


def _ringing(scope):
    if not (scope.locality and scope.locality.is_village and scope.can("legal.manage")):
        return []
    bookings = to_ring(scope)
    return [Todo(
        href=url_for("legal.to_ring"),
        title=_("%(count)d 个预约要改，请给村民打电话", count=len(bookings)),
        headline=zones.when(bookings[0].starts_at), text=_("约好的时间顾问不来了"),
        status=_("要打电话"), tone="late", at=bookings[0].starts_at, place=scope.locality,
    )] if bookings else []


def _todo(booking, person):
    day = local(booking.starts_at).date()
    other = booking.adviser.person if booking.resident_id == person.id else booking.resident
    soon, when = relative_day(day, today()), zones.when(booking.starts_at)
    return Todo(
        href=url_for("legal.booking", locality=booking.locality_id, number=booking.number),
        title=_("法律咨询") if booking.resident_id == person.id else _("有人约了您咨询"),
        headline=f"{soon} · {when}" if soon else when,
        text=f"{other.name} · {booking.place}", status=str(booking.state_name), tone=booking.tone,
        at=booking.starts_at, place=booking.locality)


def hand_over(posts):
    """How many people have booked the advisers of these posts, in the village of each; one query."""
    advisers = {(post.person_id, post.locality_id): post for post in posts if post.role == ROLE}
    if not advisers:
        return []
    counts = (Booking.select(Adviser.person, Booking.locality, fn.COUNT(Booking.id)).join(Adviser).where(
        Adviser.person.in_({person for person, _place in advisers}), Booking.state == BOOKED,
        Booking.ends_at > utc_now()).group_by(Adviser.person, Booking.locality).tuples())
    return [HandOver(advisers[person, place], _("还有 %(count)d 个约好的咨询", count=count),
                     url_for("legal.coming", locality=place))
            for person, place, count in counts if (person, place) in advisers]
