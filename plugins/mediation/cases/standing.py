"""Who a reader is to a case, and which steps stand open to them. The services ask again."""

from dataclasses import dataclass

from plugins.mediation.cases.lists import (
    BOTH_ASKED,
    applicant_of,
    asked,
    objections_of,
    reachable,
    speaks_for,
)
from plugins.mediation.cases.models import RESPONDENT
from plugins.mediation.cases.states import (
    ACCEPTED,
    APPLIED,
    ASKING,
    ASSIGNED,
    FAILED,
    HELD,
    IN_HAND,
    UNASSIGNED,
    WITHDRAWN,
)


@dataclass(frozen=True)
class Standing:
    """`mediates`: has it in hand. `on_desk`: a mediator of the desk. `party`: the reader's own row.
    `applied`: speaks for who applied. `other_side`: belongs to the other side alone. `to_answer`: the
    parties whose answer this reader may give now, `to_record`: those whose answer they write down.
    `objections`: the people whom this party does not want to mediate (KeptOut).
    """

    mediates: bool
    on_desk: bool
    party: object
    applied: bool
    other_side: bool
    to_answer: tuple
    to_record: tuple
    objections: tuple = ()

    @property
    def handles(self):
        """Looks after the case."""
        return self.mediates or self.on_desk


def standing(scope, case, parties):
    """How this reader stands to a case whose `parties` are read already."""
    person = scope.person
    party = next((each for each in parties if each.person_id == person.id), None)
    mediates = case.mediator_id == person.id and scope.can("mediation.mediate", case.locality)
    on_desk = (party is None and case.mediator_id is None and case.state in UNASSIGNED
               and any(held.code == case.desk_id for held in scope.holding("mediation.mediate")))
    waiting = [each for each in asked(case, parties) if case.state == ASKING and not each.answer]
    mine = tuple(each for each in waiting if speaks_for(person, each, parties))
    return Standing(
        mediates=mediates, on_desk=on_desk, party=party,
        applied=speaks_for(person, applicant_of(parties), parties),
        other_side=party is not None and party.side == RESPONDENT, to_answer=mine,
        to_record=tuple(each for each in waiting
                        if on_desk and each not in mine and not reachable(each, parties)),
        objections=tuple(objections_of(party)))


def steps_of(case, who):
    """The steps that stand open, in the order of their buttons: names of `forms.STEPS`."""
    wanted = (
        ("release", who.on_desk and case.state == HELD),
        ("ask", who.on_desk and case.state == APPLIED),
        ("assign", who.on_desk and case.state == ACCEPTED),
        ("look", who.mediates and case.state == ASSIGNED),
        ("findings", who.mediates and case.state in IN_HAND and case.state != ASSIGNED),
        ("session", who.party is not None and case.state in (*UNASSIGNED, *IN_HAND)
         and (case.way not in BOTH_ASKED or case.state != APPLIED)),
        ("extend", who.mediates and case.state in IN_HAND and case.extended_on is None),
        ("correct", who.handles and case.state in (*UNASSIGNED, *IN_HAND)),
        ("fail", who.mediates and case.state in IN_HAND),
        ("escalate", who.mediates and case.state in (*IN_HAND, FAILED)
         and case.desk_id == case.locality_id and case.locality.is_village),
        ("hand_back", who.mediates and case.state in IN_HAND),
        ("object", who.party is not None and case.state in IN_HAND),
        ("accept_again", bool(who.objections) and case.state in (ACCEPTED, *IN_HAND)),
        ("explain", who.mediates and case.state == WITHDRAWN),
        ("decline", who.on_desk and case.state in (APPLIED, HELD)),
        ("withdraw", (who.applied or who.handles) and case.state in (*UNASSIGNED, *IN_HAND)),
    )
    return [name for name, open_ in wanted if open_]


def may_edit_parties(case, who):
    """Whether parties and those who stand for them are added and changed by this reader now."""
    return who.handles and case.state in (*UNASSIGNED, *IN_HAND)


def may_seat(case, who):
    """Whether this reader says who sits in."""
    return who.mediates and case.state in IN_HAND


SIDE_SEES_FROM = "ask"  # the other side reads the history from here on


def history_for(who, lines):
    """The lines of the history that this reader may know: the other side nothing from before it was
    asked, so that it never learns whether violence was told.
    """
    if not who.other_side:
        return lines
    names = [line.name for line in lines]
    return lines[names.index(SIDE_SEES_FROM):] if SIDE_SEES_FROM in names else []
