"""What waits on a staff desk, counted where no request is."""

from flask import g

from linli.access import Scope, held_by
from linli.modules.services import modules_on
from linli.people import services as people


def waiting_at(app, place):
    """How many rows wait behind the links of the desk of `place`, as the first of its staff sees them; 0
    where it has no staff to see to them.
    """
    role = "village_staff" if place.is_village else "township_staff"
    person = next(iter(people.holders(role, place)), None)
    if person is None:
        return 0
    registry = app.extensions["linli"]
    modules = modules_on(place, registry.modules)
    ours = app.config["TRUSTED_HOSTS"][0].lstrip(".")  # for another host no address is made
    with app.test_request_context(base_url=f"http://{ours}"):
        g.locality_code = place.code
        g.scope = Scope(registry.permissions, person, held_by(person, people.posts_of(person)), place,
                        modules)
        answers = registry.ask("linli_desk", modules, scope=g.scope)
        return sum(link.count for links in answers.values() for link in links)
