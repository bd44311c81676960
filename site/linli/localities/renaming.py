"""Another name for a place: the former one is kept, with the day until which it held."""

from linli.access import BY_CLOCK
from linli.audit import services as audit
from linli.database import LostRace, db, transaction
from linli.localities.models import FormerName, Locality
from linli.localities.naming import short_name
from linli.toolkit.calendar import today


def rename(place, name, since=None):
    """Call a place by another official name, since a Shanghai day, by default today.

    One transaction with the former name and its line of the audit; raises LostRace where somebody else
    renamed it meanwhile.
    """
    with transaction():
        renamed = Locality.update(name=name, short_name=short_name(name, place.kind)).where(
            Locality.code == place.code, Locality.name == place.name)
        if not renamed.execute():
            raise LostRace
        keep(place, place, since or today())
        audit.write(BY_CLOCK, "rename", details=f"{place.name} → {name}", place=place)


def keep(place, was, until, merged=False):
    """Write down in the caller's transaction that `place` bore the name of the Locality `was` until a day."""
    assert db.in_transaction(), "a former name is kept with the fact that ends it"
    FormerName.create(locality=place, name=was.name, short_name=was.short_name, until=until, merged=merged)


def former_names(place):
    """The names that a place had, and the places that went up in it, the latest first."""
    return list(FormerName.select().where(FormerName.locality == place)
                .order_by(FormerName.until.desc(), FormerName.id.desc()))
