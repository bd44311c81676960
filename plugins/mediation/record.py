"""The page of a case. It stands above the nouns: what sessions, agreements and papers know of the
case, they hand to it here, and its template includes their parts.
"""

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import links, workflow
from linli.toolkit.calendar import today
from linli.web import page
from plugins.mediation.agreements import lists as agreements
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import lists, reading
from plugins.mediation.cases.forms import ACTIONS
from plugins.mediation.cases.kinds import MINISTRY, SCALES, class_words, plain_words
from plugins.mediation.cases.models import NEXT, ROLES, SIDES, WAYS
from plugins.mediation.cases.opening_views import known
from plugins.mediation.cases.standing import (
    history_for,
    may_edit_parties,
    may_seat,
    standing,
    steps_of,
)
from plugins.mediation.cases.states import GOES_ON, STEPS
from plugins.mediation.papers import lists as papers
from plugins.mediation.rooms.models import KINDS
from plugins.mediation.sessions import lists as sessions


@blueprint.route("/cases/<code>")
@permission("me")
def case(code):
    """One case: all of it for whoever may open it, else its number, kind, days and state."""
    matter = lists.matter_for(scope, code)
    case = matter.case if matter else known(code)
    shown = {"case": case, "kind": class_words(case.dispute_class), "ministry": MINISTRY[case.ministry_kind]}
    if matter is None:
        return page("mediation/case_number.html", **shown, orphaned=lists.orphaned(scope, case),
                    left=lists.left(scope, case))
    parties = lists.parties_of(case)
    reading.note(scope, case, parties)
    who = standing(scope, case, parties)
    if who.party:
        shown["kind"] = plain_words(case.dispute_class)
    return page(
        "mediation/case.html", **shown, **_words(), who=who, parties=parties, today=today(),
        matter=matter, nobody=lists.nobody_may(case), orphaned=_to_file(case),
        sitters=lists.sitters_of(case), offered=steps_of(case, who),
        history=history_for(who, workflow.history_of(case)), stops=links.chain(case),
        edits_parties=may_edit_parties(case, who), seats=may_seat(case, who),
        sessions=sessions.of_case(scope, case), agreements=agreements.of_case(scope, case),
        papers=papers.of_case(scope, case))


def _to_file(case):
    """Whether the reader may take it, to put its file in order: it ended before anybody had it."""
    return case.mediator_id is None and case.state in GOES_ON and lists.orphaned(scope, case)


def _words():
    return {"sides": SIDES, "roles": ROLES, "ways": WAYS, "next_steps": NEXT, "steps": STEPS,
            "scales": SCALES, "sitting": KINDS, "actions": ACTIONS}
