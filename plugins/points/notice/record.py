"""What notice knows of one deed, for the deed's own page."""

from plugins.points.deeds.models import POSTED
from plugins.points.notice import objecting
from plugins.points.notice.answering import may_answer
from plugins.points.notice.models import STANDING, STATES, Objection


def values(scope, deed):
    """What `points/_objections.html` shows; nobody who may not answer gets a link that tells who."""
    rows = list(Objection.words_about(deed))
    waiting = [row.id for row in rows if row.state == STANDING]
    own = deed.account.household_id == scope.person.household_id
    return {"objections": rows, "objection_states": STATES,
            "answerable": waiting if waiting and may_answer(scope, deed) else [],
            "objectable": own and objecting.may_object(deed),
            "reversible": (deed.state == POSTED and not own
                           and scope.can("points.manage", deed.locality))}
