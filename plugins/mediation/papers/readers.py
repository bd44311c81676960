"""Who reads which papers of a file. Narrower than who may open the case: a party reads the papers that
they were told or signed, and the mediators of the desk read none.
"""

from plugins.mediation.cases.models import APPLICANT, Party, Sitter
from plugins.mediation.papers.models import TITLES

BETWEEN_TWO = ("receipts", "follow_up")
FOR_PARTIES = ("rights", "record", "agreement")


def kinds_for(scope, case, side, sits):
    """The kinds of papers that this reader may open, in their order: all for the mediator; for whoever
    sits in all but what is between the mediator and one side; a few for a party, whose `side` it is;
    () for everybody else.
    """
    if side:
        return ("application", *FOR_PARTIES) if side == APPLICANT else FOR_PARTIES
    if case.mediator_id == scope.person.id and scope.can("mediation.mediate", case.locality):
        return tuple(TITLES)
    return tuple(key for key in TITLES if key not in BETWEEN_TWO) if sits else ()


def side_of(scope, case):
    """Query: the side of which this reader is a party who takes part in the case."""
    return Party.select(Party.side).where(Party.case == case.id, Party.person == scope.person.id,
                                          Party.told_at.is_null(False), Party.in_it()).limit(1)


def sitting(scope, case):
    """Query: the row by which this reader sits in now."""
    return Sitter.select(Sitter.id).where(Sitter.case == case.id, Sitter.person == scope.person.id,
                                          Sitter.until.is_null()).limit(1)
