"""Whose case it is: what a mediator does, only the one does to whom the case is assigned."""

from linli.database import guard
from linli.toolkit import workflow
from plugins.mediation.cases.models import Case


def hold(scope, case):
    """The case as it stands now, held until the transaction ends.

    Raises NotAllowed where it is no longer assigned to this reader, or where they or somebody of
    their household are a party; LostRace where it is gone.
    """
    guard(Case, case.id)
    row = Case.select().where(Case.id == case.id, Case.mediator == scope.person.id,
                              Case.may_be_given_to(scope.person)).first()
    if row is None or not scope.can("mediation.mediate", row.locality):
        raise workflow.NotAllowed("mediate")
    return row
