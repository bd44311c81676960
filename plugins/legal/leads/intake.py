"""How a lead comes in: from whom, about which place, and whether it is known already."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import villages_with
from linli.people.models import Person, Post
from linli.toolkit import links, once, workflow
from linli.toolkit.calendar import local, today
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import FieldRefused
from plugins.legal.leads.deadlines import due_day
from plugins.legal.leads.models import NEW, PLATFORMS, WINDOW, WORKER, Lead
from plugins.legal.leads.services import tell
from plugins.legal.module import module

ROLE = "labour_officer"


def sources_for(scope, place=None):
    """The sources that this scope may enter a lead from, for a site in `place` (the request's)."""
    handles = scope.can("legal.leads", place)
    return ((WORKER,) + ((WINDOW,) if handles or scope.can("legal.manage", place) else ())
            + (PLATFORMS if handles else ()))


def places_for(place):
    """Where a site may lie, for a form opened in `place`: its township itself, for those in no
    village, and then the villages of it that have the module.
    """
    root = Locality.get_or_none(Locality.code.in_(place.lineage),
                                Locality.kind == "township") or place
    return [root, *(each for each in villages_with(module.name, root) if each != root)]


def report(scope, place, source, facts, nonce, link=None):
    """Take in a lead about a site in `place`; returns it. `facts` are fields of Lead, `link` a
    matter of another page that it goes on with (toolkit.links).

    Its number is QX-year-0001 …; the officers of the place are told. Raises FieldRefused (the
    platform's number is known, or this source is not open there), or once.AlreadyDone with
    the number of the lead that the same form made, or LostRace where the matter went on elsewhere.
    """
    if source not in sources_for(scope, place):
        raise FieldRefused("place", _l("这个来源的线索，您只能登记到您管的地方"))
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            _refuse_known_number(source, facts.get("platform_number"))
            lead = _take_in(scope, place, source, facts)
            links.finish(link, lead, str(_l("欠薪线索 %(number)s", number=lead.number)),
                         f"/{lead.locality_id}/legal/leads/{lead.id}")
            once.keep(nonce, lead.number)
    except peewee.IntegrityError as error:
        _refuse_known_number(source, facts.get("platform_number"))
        raise LostRace from error
    return lead


def _refuse_known_number(source, number):
    """A platform's number comes once."""
    known = Lead.get_or_none(Lead.source == source, Lead.platform_number == number) if number else None
    if known:
        raise FieldRefused("platform_number", _l("这个平台编号已经登记过了，是 %(number)s",
                                            number=known.number))


def _take_in(scope, place, source, facts):
    lead = Lead(locality=place, source=source, reported_by=scope.person, reported_at=utc_now(),
                **facts)
    lead.due_on = due_day(lead, NEW)
    lead.number = next_number("QX", local(lead.reported_at).year)
    lead.save()
    workflow.begin(lead, scope)
    for officer in _officers(place):
        if officer != scope.person:
            tell(officer, lead, _l("有新的欠薪线索"), f"{lead.number} · {place.short_name}")
    return lead


def _officers(place):
    """Who handles the leads of a place: by a post there or anywhere above it."""
    return Person.select().join(Post).where(
        Post.role == ROLE, Post.locality.in_(place.lineage), Post.held_on(today()),
        Person.disabled_at.is_null()).distinct().order_by(Person.id)
