"""Erasing somebody: rows, words, name and photos, all at once or not at all."""

from linli.database import db, guard
from linli.people.models import Person
from linli.people.services import disable
from linli.personal import core
from linli.personal.holding import ALBUM, NOBODY, key_of_rows
from linli.toolkit.album import AlbumPhoto
from linli.toolkit.uploads import Upload, photo_path


def erase(registry, person):
    """Erase this person in every plugin, on or off, and in the core; returns the digests of photos whose
    files nobody needs any more, for `remove_files` after the commit.

    Their account is closed first, so that nobody is told of what ends. What raises takes all of it back.
    """
    assert db.in_transaction(), "nobody is half erased"
    guard(Person, person.id)
    disable(person)
    registry.tell("linli_erase", person=person)
    apply(core.HOLDINGS, person)
    Person.update(household=None, locality=None).where(Person.id == person.id).execute()
    return _drop_photos(person)


def apply(holdings, person):
    """Do to this person's rows what the holdings declare, in their order."""
    assert db.in_transaction(), "apply() belongs in the transaction of the erasure"
    for holding in holdings:
        if holding.mine is None:
            continue
        mine = holding.mine(person)
        if ALBUM in holding.emptied:
            AlbumPhoto.delete().where(AlbumPhoto.record.in_(
                holding.model.select(key_of_rows(holding.model)).where(mine))).execute()
        if holding.gone:
            holding.model.delete().where(mine).execute()
        elif values := _values(holding):
            holding.model.update(values).where(mine).execute()


def remove_files(digests, folder):
    """Remove the files of photos whose rows are gone; safe to repeat."""
    for digest in digests:
        if not Upload.select().where(Upload.digest == digest).exists():
            photo_path(digest, folder).unlink(missing_ok=True)


def _values(holding):
    fields = {holding.model._meta.fields[name]: None if holding.model._meta.fields[name].null else ""
              for name in holding.emptied if name != ALBUM}
    return {**fields, **{holding.model._meta.fields[name]: str(NOBODY) for name in holding.renamed}}


def _drop_photos(person):
    """Drop this person's uploads that no record of any plugin points to; returns their digests."""
    query = Upload.select().where(Upload.person == person.id)
    for key, model in Upload._meta.backrefs.items():
        query = query.where(Upload.id.not_in(model.select(key).where(key.is_null(False))))
    unused = list(query)
    Upload.delete().where(Upload.id.in_([row.id for row in unused])).execute()
    return {row.digest for row in unused}
