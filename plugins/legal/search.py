"""What is found of the legal service: who booked only by those to whom the pages name them."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.people.models import Person
from linli.toolkit.search import Found, Kind, look
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.leads.models import STATES as LEAD_STATES
from plugins.legal.leads.models import Lead

BOOKINGS, LEADS = Kind(_l("法律咨询预约"), "bookings"), Kind(_l("欠薪线索"), "leads")


def search(scope, words):
    """Bookings by number, adviser and, for adviser and clerk, who comes; leads by number and employer."""
    return [*_bookings(scope, words), *_leads(scope, words)]


def _bookings(scope, words):
    resident, adviser = Person.alias(), Person.alias()
    query = (Booking.visible_to(scope).select(Booking, Adviser, adviser)
             .join(resident, on=(Booking.resident == resident.id)).switch(Booking)
             .join(Adviser).join(adviser, on=(Adviser.person == adviser.id), attr="person"))
    rows = look(scope, query, words, Booking.number, adviser.name,
                lambda word: _named_to(scope) & resident.name.contains(word), newest=Booking.starts_at)
    return [Found(BOOKINGS, row.adviser.person.name, f"{row.number} · {row.state_name}",
                  url_for("legal.booking", locality=row.locality_id, number=row.number), row.locality,
                  row.starts_at, row.number) for row in rows]


def _named_to(scope):
    """Condition: this reader sees on a page who booked: its adviser, and the clerk till it is over."""
    coming = (Booking.state == BOOKED) & (Booking.ends_at > utc_now())
    return Booking.of_adviser(scope.person) | (coming & scope.holds("legal.manage", Booking.locality))


def _leads(scope, words):
    rows = look(scope, Lead.visible_to(scope), words, Lead.number, Lead.employer, Lead.site,
                Lead.platform_number, newest=Lead.reported_at)
    return [Found(LEADS, row.employer, f"{row.number} · {LEAD_STATES[row.state][0]}",
                  url_for("legal.lead", locality=row.locality_id, lead_id=row.id), row.locality,
                  row.reported_at, row.number) for row in rows]
