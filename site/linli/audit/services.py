"""Writing an audit line, in the transaction of the act that it tells."""

from linli.audit.chain import linked
from linli.audit.models import AuditHead, AuditLine
from linli.database import at_end, db, guard, transaction, utc_now

HEAD = 1


def write(scope, act, what="", reason="", count=0, details="", subject=None, place=None):
    """Tell one act (a key of acts.ACTS) of this scope; the line is written at the end of the present
    transaction, or not at all with it.

    `subject` is the Person whose data it was, `place` a Locality other than the scope's own (or the keys
    of these two). Neither `reason` nor `details` holds a name or a number by which somebody could be found.
    """
    assert db.in_transaction(), "an audit line is written with the act it tells"
    place = place or scope.locality
    at_end(append, {"person": scope.actor and scope.actor.id, "subject": getattr(subject, "id", subject),
                    "act": act, "what": what, "locality": getattr(place, "code", place), "count": count,
                    "reason": str(reason), "details": details})


def tell(*told, **said):
    """`write`, for an act that changes nothing: somebody looked."""
    with transaction():
        write(*told, **said)


def append(lines):
    """Hang these lines, dicts as `write` makes them, on the end of the chain, one after the other.

    The head is the last row that a transaction takes (`at_end`), so that no two writers wait for each
    other, and no two lines follow the same one.
    """
    guard(AuditHead, HEAD)
    head = AuditHead.get_by_id(HEAD)
    now = utc_now()
    rows = list(linked(head.digest, head.version, [{**line, "at": now} for line in lines]))
    AuditLine.insert_many(rows).execute()
    AuditHead.update(version=rows[-1]["id"], digest=rows[-1]["digest"]).where(AuditHead.id == HEAD).execute()
