"""What could not be sent, as its page and the desk list it."""

from peewee import JOIN

from linli.delivery.models import FAILED, Delivery
from linli.localities.models import Locality
from linli.people.models import Person


def undelivered(scope, state=FAILED, way=""):
    """Query: what could not be sent, the newest first; `state` "" is every one that ever failed."""
    rows = (Delivery.visible_to(scope)
            .select(Delivery, Person, Locality)
            .join(Person, JOIN.LEFT_OUTER, on=Delivery.person)
            .join_from(Delivery, Locality, JOIN.LEFT_OUTER, on=Delivery.locality)
            .order_by(Delivery.id.desc()))
    wanted = [Delivery.state == state] if state else []
    return rows.where(*wanted, *([Delivery.way == way] if way else []), Delivery.reason != "")
