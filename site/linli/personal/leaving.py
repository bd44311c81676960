"""Leaving: asked for, taken back within some days, and then done by the clock."""

from datetime import timedelta

from flask_babel import gettext as _

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.people.models import Person, Post
from linli.personal import erasing
from linli.personal.models import Leaving
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.refusals import Refused
from linli.toolkit.rounds import each

PAGE = "/me/leave"
ANOTHER_DAY = timedelta(days=1)


def to_finish(registry, person):
    """What this person has to bring to an end before they can leave: sentences."""
    posts = (Post.select(Post, Locality).join(Locality)
             .where(Post.person == person.id, Post.ends_on.is_null() | (Post.ends_on >= today())))
    held = [_("您在%(place)s还有“%(role)s”的岗位，请先请村里或镇里结束", place=post.locality.name,
              role=registry.roles.get(post.role, post.role)) for post in posts]
    answers = registry.tell("linli_to_finish", person=person)
    return held + [sentence for module in answers for sentence in answers[module]]


def open_of(person):
    """The open wish of this person, or None."""
    return Leaving.select().where(Leaving.person == person.id, Leaving.open()).first()


def ask(registry, person, days, by=None, reason="", wished_on=None):
    """Note the wish; in `days` it is done. `by` is the staff who writes it down for somebody, with a
    reason and the day of the paper. Asking again changes nothing. Raises Refused where something has
    to be finished before.
    """
    with transaction():
        guard(Person, person.id)
        if known := open_of(person):
            return known
        if left := to_finish(registry, person):
            raise Refused("；".join(str(sentence) for sentence in left))
        made = Leaving.create(person=person, due_at=utc_now() + timedelta(days=days), entered_by=by,
                              reason=reason, wished_on=wished_on)
        notify(person, _("账号要注销了"), _("到时间以前都可以撤回"), PAGE)
        return made


def take_back(person):
    """The person stays. Raises LostRace where there is nothing to take back any more."""
    with transaction():
        guard(Person, person.id)
        taken = Leaving.update(taken_back_at=utc_now()).where(Leaving.person == person.id, Leaving.open())
        if not taken.execute():
            raise LostRace


def tick(registry, folder, now):
    """Erase whoever is due at `now` (UTC), each in a transaction of their own."""
    due = Leaving.select(Leaving, Person).join(Person, on=Leaving.person == Person.id).where(
        Leaving.due_at <= now, Leaving.open()).order_by(Leaving.id).limit(20)
    each(due, lambda leaving: _carry_out(registry, folder, leaving))


def _carry_out(registry, folder, leaving):
    """Erase; where something new has begun meanwhile they are told, and it is tried another day."""
    person = leaving.person
    with transaction():
        guard(Person, person.id)
        mine = Leaving.select().where(Leaving.id == leaving.id, Leaving.open(), Leaving.due_at <= utc_now())
        if not mine.exists():
            raise LostRace
        if to_finish(registry, person):
            Leaving.update(due_at=utc_now() + ANOTHER_DAY).where(Leaving.id == leaving.id).execute()
            notify(person, _("账号还不能注销"), _("又有没办完的事，办完以后再注销"), PAGE)
            return
        Leaving.update(done_at=utc_now(), reason="").where(Leaving.id == leaving.id).execute()
        digests = erasing.erase(registry, person)
    erasing.remove_files(digests, folder)
