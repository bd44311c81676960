"""Asking to view footage, deciding, and the access register (公共安全视频条例 16, 21, 22, 33).

Whoever answers for a camera decides, and without their word nothing is shown: only where the police
ask, by paper, and the owner lets the days go by, may the village's staff answer too. Nobody decides
about what they or one of their household asked for. A notice says only that there is something; the
order of locks is the person, then the request.
"""

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.audit import services as audit
from linli.database import LostRace, guard, transaction, utc_now
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.people.services import holders
from linli.toolkit import album, once, workflow
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from plugins.cctv.footage import times
from plugins.cctv.footage.lists import is_police
from plugins.cctv.footage.models import GRANTED, POLICE, SHOWN, Access, FootageRequest
from plugins.cctv.module import module


class NotMasked(Exception):
    """It was granted with others' faces and plates covered, and was not shown so."""


def ask(scope, camera, starts_at, ends_at, uploads, nonce, **told):
    """Ask to view these minutes of a camera that this scope may ask about; returns the request.
    `told` are who, paper and reason; `uploads` prove who asks.

    Raises times.NotThere, NotAllowed for whoever calls themself the police,
    once.AlreadyDone with the id of the one that the same form made.
    """
    if told["who"] == POLICE and not is_police(scope, camera.locality):
        raise workflow.NotAllowed
    days = settings_of(module, camera.locality).footage_days
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        times.refuse(camera, starts_at, ends_at, utc_now())
        row = FootageRequest.create(
            number=next_number("DY", today().year), locality=camera.locality_id, camera=camera,
            person=scope.person, starts_at=starts_at, ends_at=ends_at,
            answer_by=add_working_days(today(), days), **told)
        album.add(row, uploads)
        workflow.begin(row, scope)
        for person in _answerers(row):
            notify(person, _l("有人申请看录像"), _l("点开看，%(days)d 个工作日内答复", days=days),
                   address(row))
        once.keep(nonce, str(row.id))
    return row


def decide(scope, row, granted, masked, words, nonce):
    """Grant or refuse it, with the conditions or the reason in words; whoever asked is told that there
    is an answer. Raises NotAllowed, LostRace, once.AlreadyDone.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        _refuse_stranger(scope, row)
        workflow.apply("grant" if granted else "refuse", row, scope, decision=words,
                       decided_by=scope.person, decided_on=today(), masked=granted and masked)
        notify(row.person, _l("看录像的申请有答复了"), row.number, address(row))
        once.keep(nonce, str(row.id))


def show(scope, row, nonce, **seen):
    """Write a line of the access register: `seen` are day, name, unit, how, masked and content. What
    was shown on another day is another line. Raises NotMasked, NotAllowed, LostRace where it is
    not granted any more, once.AlreadyDone.
    """
    if row.masked and not seen["masked"]:
        raise NotMasked
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        guard(FootageRequest, row.id)
        _refuse_stranger(scope, row)
        row.state = FootageRequest.get_by_id(row.id).state
        if row.state == GRANTED:
            workflow.apply("show", row, scope)
        elif row.state != SHOWN:
            raise LostRace
        Access.create(request=row, person=scope.person, **seen)
        once.keep(nonce, str(row.id))


def withdraw(scope, row):
    """Take back one's own. Raises NotAllowed for another's, LostRace where it came to its end."""
    if row.person_id != scope.person.id:
        raise workflow.NotAllowed
    with transaction():
        workflow.apply("withdraw", row, scope)


def pass_on(row):
    """The owner let the police's days go by: the village's staff are told that they may answer now, and
    the owner and the police that they are. Once, whatever clocks run.
    """
    with transaction():
        mine = FootageRequest.update(passed_on=today()).where(
            FootageRequest.id == row.id, FootageRequest.owed(today()))
        if not mine.execute():
            return
        workflow.apply("pass_on", row, BY_CLOCK)
        for person in _staff(row):
            notify(person, _l("公安申请看录像，负责的人没有答复"), row.number, address(row))
        for person in (row.camera.person, row.person):
            notify(person, _l("看录像的申请转给村委答复了"), row.number, address(row))


def note_reading(scope, row):
    """Keep on record that somebody from above read a request which the village answers."""
    with transaction():
        audit.write(scope, "read", "cctv.footage", row.number, 1, subject=row.person_id)


def address(row):
    """The path of the page of a request."""
    return f"/{row.locality_id}/cctv/footage/{row.id}"


def _answerers(row):
    """Whoever answers for its camera: its owner, else the village's staff but for those it concerns,
    and where there are none, the township's.
    """
    if not FootageRequest.select(FootageRequest.for_staff()).where(FootageRequest.id == row.id).scalar():
        return [row.camera.person]
    return _staff(row)


def _staff(row):
    village = row.camera.locality
    people = [holders("village_staff", village), holders("township_staff", village.parent)]
    free = [[person for person in each if not _concerned(person, row)] for each in people]
    return free[0] or free[1]


def _concerned(person, row):
    return person.is_near(row.person) or person.is_near(row.camera.person)


def _refuse_stranger(scope, row):
    if not FootageRequest.select().where(
            FootageRequest.id == row.id, FootageRequest.decided_by_scope(scope)).exists():
        raise workflow.NotAllowed
