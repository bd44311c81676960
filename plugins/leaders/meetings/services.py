"""Recording meetings and what they decided. Whether one was on time is never typed: the days say it."""

from linli.database import LostRace, guard, transaction, utc_now
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.editing import save
from plugins.leaders.meetings.models import Decision, Meeting


def record(scope, meeting, version, **columns):
    """Write how it went: held_on, place, attendance, minutes. Raises LostRace where somebody else
    wrote since `version`.
    """
    with transaction():
        save(meeting, version, recorded_by=scope.person, recorded_at=utc_now(), **columns)


def add_decision(scope, meeting, text, who, by_day, nonce):
    """Add what a meeting that was held decided; returns the Decision. Raises LostRace where it was not
    held, once.AlreadyDone with the id of what the same form made.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        if not Meeting.select().where(Meeting.id == meeting.id, Meeting.held_on.is_null(False)).exists():
            raise LostRace
        made = Decision.create(meeting=meeting, text=text, who=who, by_day=by_day)
        once.keep(nonce, str(made.id))
    return made


def settle(decision, done):
    """Mark a decision as done today, or, where that was a mistake, as not done; what is so already
    stays as it is.
    """
    with transaction():
        Decision.update(done_on=today() if done else None).where(
            Decision.id == decision.id, Decision.done_on.is_null(done)).execute()
