"""Visits, appeals, and what becomes of them. Nobody answers what they asked themself.

A notice says that there is something, and never what: words go after some months, and notices stay.
"""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.people.services import holders
from linli.toolkit import links, once, workflow
from linli.toolkit.notices import notify
from plugins.leaders.journal.lists import monday
from plugins.leaders.journal.models import KINDS, OPEN, Appeal, Visit
from plugins.leaders.tenure.models import SERVING, Tenure


def village_code(place):
    """The code of the village that a place is, or lies in."""
    return place.code.partition("-")[0]


def leader_for(place, but=None):
    """The Tenure of whoever serves a place, or what it lies in up to the village; the nearest, and of
    several the longest in office. None where nobody does. `but` is a person who is passed over.
    """
    codes = [code for code in place.lineage if code.startswith(village_code(place))]
    rows = Tenure.select(Tenure, Person, Locality).join(Person).switch(Tenure).join(Locality).where(
        Tenure.locality.in_(codes), Tenure.state.in_(SERVING), Person.disabled_at.is_null())
    near = sorted((row for row in rows if row.person_id != (but and but.id)),
                  key=lambda row: (-len(row.locality.path), str(row.starts_on), row.id))
    return near[0] if near else None


def record_visit(scope, household, day, way, asked, nonce):
    """Write down a visit and what the household asked for: `asked` are (kind, text). Returns the Visit.

    The household's people are told that there is something to read. Raises once.AlreadyDone with
    the visit of the same form.
    """
    place = _post_over(scope, household)
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        visit = Visit.create(locality=household.locality_id, block=place, household=household,
                             person=scope.person, day=day, week=monday(day), way=way)
        for kind, text in asked:
            made = Appeal.create(locality=place, household=household, visit=visit, leader=scope.person,
                                  kind=kind, text=text)
            workflow.begin(made, scope)
        if asked:
            _tell_household(household, _l("%(name)s记下了您家提的事", name=scope.person.name))
        once.keep(nonce, str(visit.id))
    return visit


def ask(scope, place, kind, text, nonce):
    """Write to whoever serves `place`; where nobody does, to the village's staff. Returns the Appeal.

    Raises once.AlreadyDone with the id of the one that the same form made.
    """
    tenure = leader_for(place, but=scope.person)
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        made = Appeal.create(locality=tenure.locality_id if tenure else village_code(place),
                              asked_by=scope.person, leader=tenure and tenure.person_id, kind=kind, text=text)
        workflow.begin(made, scope)
        readers = [tenure.person] if tenure else holders("village_staff", village_code(place))
        for reader in readers:
            if reader != scope.person:
                notify(reader, _l("有居民找您"), KINDS[kind], address(made))
        once.keep(nonce, str(made.id))
    return made


def answer(scope, asked, text, nonce):
    """Answer an appeal; whoever asked is told. Raises LostRace where it was answered or withdrawn
    meanwhile or its words are gone, NotAllowed for one's own, once.AlreadyDone.
    """
    if asked.own or not asked.handled:
        raise workflow.NotAllowed
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        _hold_open(asked)
        workflow.apply("answer", asked, scope, answer=text, answered_at=utc_now())
        title = _l("您提的事有答复了")
        if asked.asked_by_id:
            notify(asked.asked_by, title, KINDS[asked.kind], address(asked))
        else:
            _tell_household(asked.household, title)
        once.keep(nonce, str(asked.id))


def withdraw(scope, asked):
    """Take back one's own open appeal. Raises LostRace where it was answered or went on already,
    NotAllowed for somebody else's.
    """
    if not asked.own:
        raise workflow.NotAllowed
    with transaction():
        workflow.apply("withdraw", asked, scope)
        links.drop(workflow.key_of(asked))
        if links.gone_on(workflow.key_of(asked)):
            raise LostRace


def refer(scope, asked):
    """Begin to pass an appeal on; returns the Link, which carries its words to a form of its village.
    Raises LostRace where it is no longer open or went on already, NotAllowed for one's own.
    """
    if asked.own or not asked.handled:
        raise workflow.NotAllowed
    with transaction():
        _hold_open(asked)
        title = _l("居民诉求 %(number)d 号", number=asked.id)
        return links.begin(scope, asked, str(title), address(asked), asked.text, village_code(asked.locality))


def address(asked):
    """The path of the page of an appeal."""
    return f"/{asked.locality_id}/leaders/appeals/{asked.id}"


def _hold_open(asked):
    """Hold its row until the transaction ends, so that the clock does not empty it in between."""
    held = Appeal.update(state=Appeal.state).where(
        Appeal.id == asked.id, Appeal.state == OPEN, Appeal.forgotten_at.is_null())
    if not held.execute():
        raise LostRace


def _post_over(scope, household):
    """The place of the post under which this scope visits a household: the nearest."""
    lineage = (household.block or household.locality).lineage
    return max((held.code for held in scope.holding("leaders.visit") if held.code in lineage),
               key=lineage.index)


def _tell_household(household, title):
    for person in household.people.where(Person.phone.is_null(False), Person.disabled_at.is_null()):
        notify(person, title, _l("点开看写了什么"), f"/{household.locality_id}/leaders/notes")
