"""Who may mediate a case, and at which desk somebody may. Nobody decides about what is their own or their
household's, nor where a party objected to them or they withdrew.
"""

from peewee import JOIN, fn

from linli.localities.models import Locality
from linli.people.models import Person, Post
from linli.people.services import holders
from linli.toolkit.calendar import today
from plugins.mediation.cases.models import Case, KeptOut, Party
from plugins.mediation.cases.states import OPEN


def kept_out_of(case):
    """The ids of all who may not decide about a case: its parties, whoever lives with them, while the
    account of a party is not known whoever bears that party's name, and to whom somebody objected.
    """
    parties = Party.select(Party.person).where(Party.case == case, Party.person.is_null(False))
    homes = Person.select(Person.household).where(Person.id.in_(parties), Person.household.is_null(False))
    names = Party.select(Party.name).where(Party.case == case, Party.person.is_null())
    out = KeptOut.select(KeptOut.person).where(KeptOut.case == case)
    return {each for each, in Person.select(Person.id).where(
        Person.id.in_(parties) | Person.household.in_(homes) | Person.name.in_(names)
        | Person.id.in_(out)).tuples()}


def mediators_for(case):
    """The mediators of its desk who may have it."""
    kept_out = kept_out_of(case)
    return [each for each in holders("mediator", case.desk_id) if each.id not in kept_out]


def desk_for(case, careful=False):
    """The nearest place, from its village upwards, where somebody may have it; None where nobody may.
    `careful`: rather one where all may, so that nobody there can let a word slip.
    """
    kept_out, mixed = kept_out_of(case), None
    places = Locality.select().where(Locality.code.in_(case.locality.lineage))
    for place in sorted(places, key=lambda each: len(each.path), reverse=True):
        there = holders("mediator", place)
        able = [each for each in there if each.id not in kept_out]
        if able and (len(able) == len(there) or not careful):
            return place
        mixed = mixed or (place if able else None)
    return mixed


def stuck():
    """Condition: an open case that nobody of the desk where it lies may have."""
    post, holder = Post.alias(), Person.alias()
    able = post.select(1).join(holder, on=post.person == holder.id).where(
        *_mediates(post, holder), ~fn.EXISTS(_near(holder)), ~fn.EXISTS(_objected(holder)))
    return Case.state.in_(OPEN) & ~fn.EXISTS(able)


def left_behind():
    """Condition: whoever has it does not mediate at its desk, or nobody has it."""
    post, holder = Post.alias(), Person.alias()
    return ~fn.EXISTS(post.select(1).join(holder, on=post.person == holder.id).where(
        *_mediates(post, holder), post.person == Case.mediator))


def _mediates(post, holder):
    day = today()
    return (post.role == "mediator", post.locality == Case.desk, post.starts_on <= day,
            post.ends_on.is_null() | (post.ends_on >= day), holder.disabled_at.is_null())


def _near(holder):
    party, account = Party.alias(), Person.alias()
    return party.select(1).join(account, JOIN.LEFT_OUTER, on=party.person == account.id).where(
        party.case == Case.id,
        (account.id == holder.id) | (account.household == holder.household)
        | (party.person.is_null() & (party.name == holder.name)))


def _objected(holder):
    out = KeptOut.alias()
    return out.select(1).where(out.case == Case.id, out.person == holder.id)


def waiting_for_somebody(scope):
    """Query: (place, how many) of the open cases that nobody may have, for whoever keeps the roster
    there. Numbers alone; what is near this reader is not counted to them.
    """
    return (Locality.select(Locality, fn.COUNT(Case.id).alias("waiting")).join(Case, on=Case.locality)
            .where(stuck(), scope.holds("mediation.manage", Case.locality), scope.here(Case.locality),
                   Case.id.not_in(Party.near(scope.person)))
            .group_by(Locality).order_by(Locality.code))
