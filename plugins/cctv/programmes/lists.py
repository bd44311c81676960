"""What the pages of programmes read. Each narrows what a scope may see, or counts."""

from dataclasses import dataclass

import peewee

from linli.localities.models import VILLAGE_KINDS, Locality
from linli.people.models import Person
from plugins.cctv.programmes.models import DRAFT, HOME, SHOP, BudgetLine, Limit, Package, Programme
from plugins.cctv.programmes.split import Parts, split


@dataclass(frozen=True)
class Offer:
    """A package as a page shows it: its parts (分), and how many more there are (None: no end)."""

    package: Package
    parts: Parts
    left: int | None


def around(scope):
    """Condition: the programme is of the place of this request, of one above or of one below it."""
    return Programme.locality.in_(scope.locality.lineage) | scope.here(Programme.locality)


def here(scope):
    """The programmes that this reader may see here, the newest first."""
    return (Programme.visible_to(scope).select(Programme, Locality).join(Locality)
            .where(around(scope)).order_by(Programme.first_day.desc(), Programme.id.desc()))


def open_here(scope):
    """Those for which one may apply today."""
    return here(scope).where(Programme.open_today())


def first_day(place):
    """The day on which the first programme of this place or one above it began, or None."""
    return Programme.select(peewee.fn.MIN(Programme.first_day)).where(
        Programme.locality.in_(place.lineage), Programme.state != DRAFT).scalar()


def packages_of(programme):
    """The editions that may be had now, what costs least first."""
    return list(Package.select().where(Package.programme == programme.id, Package.ended_at.is_null())
                .order_by(Package.price, Package.id))


def packages_for(programme, kinds):
    """Those of `packages_of` that are for one of these kinds (keys of APPLICANTS)."""
    return [each for each in packages_of(programme) if set(each.applicants) & set(kinds)]


def packages_of_each(programmes):
    """{id of a programme: packages_of}, in one query."""
    found = {each.id: [] for each in programmes}
    for row in Package.select().where(Package.programme.in_(list(found)), Package.ended_at.is_null()
                                      ).order_by(Package.price, Package.id):
        found[row.programme_id].append(row)
    return found


def ended_packages(programme):
    """Editions that are no longer offered; applications under them keep theirs."""
    return list(Package.select().where(Package.programme == programme.id, Package.ended_at.is_null(False))
                .order_by(Package.key, Package.edition))


def limits_of(programme):
    """The limits and the cameras of each village, by code."""
    return list(Limit.select(Limit, Locality).join(Locality).where(Limit.programme == programme.id)
                .order_by(Limit.locality))


def limits_in(programmes, village):
    """{id of a programme: the Limit of one village}, in one query."""
    rows = Limit.select().where(Limit.locality == village,
                                Limit.programme.in_([each.id for each in programmes]))
    return {row.programme_id: row for row in rows}


def offers(programme, packages, limit=None):
    """An Offer of each package; `limit` is the village's, where the page belongs to one."""
    return [_offer(programme, each, limit) for each in packages]


def cheapest(offers):
    """The offer of which a home or a shop pays least, or None."""
    return min((each for each in offers if {HOME, SHOP} & set(each.package.applicants)),
               key=lambda each: each.parts.resident, default=None)


def _offer(programme, package, limit):
    parts = split(package.price, package)
    bounds = [programme.cameras - programme.taken] if programme.cameras else []
    if parts.town:
        bounds.append((programme.budget - programme.reserved - programme.spent) // parts.town)
    if limit is not None and limit.most is not None:
        bounds.append(limit.most - limit.taken)
    return Offer(package, parts, max(0, min(bounds)) if bounds else None)


def lines_of(programme, scope):
    """The lines of the budget, the latest first, each with its person."""
    return (BudgetLine.visible_to(scope).select(BudgetLine, Person)
            .join(Person, peewee.JOIN.LEFT_OUTER).where(BudgetLine.programme == programme.id)
            .order_by(BudgetLine.id.desc()))


def villages_in(place):
    """The villages and communities of a township, by code."""
    return list(Locality.select().where(Locality.within(place.path), Locality.kind.in_(VILLAGE_KINDS),
                                        Locality.successor.is_null()).order_by(Locality.code))


def villages_around(village):
    """The villages of the same township, by code."""
    return list(Locality.select().where(Locality.parent == village.parent_id,
                                        Locality.kind.in_(VILLAGE_KINDS), Locality.successor.is_null())
                .order_by(Locality.code))
