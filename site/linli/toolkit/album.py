"""The photos of a record: several beside any row, each with words for those who cannot see it.

An album belongs to its record: who may see or change it is decided by the record's own page,
which answers with `web.show_photo(photo.upload)`.
"""

import peewee

from linli.database import Model, UtcField, db, utc_now
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import key_of


class AlbumPhoto(Model):
    """One photo of a record; the same one stands there once."""

    record = peewee.CharField(60)  # table name and key, "leaders_claim:12"
    upload = peewee.ForeignKeyField(Upload)
    caption = peewee.CharField(default="")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "album_photo"
        indexes = ((("record", "upload"), True),)


def add(record, uploads, caption=""):
    """Put photos beside a record, in the transaction of its change; returns how many are new."""
    assert db.in_transaction(), "add() belongs in the service's transaction"
    before = count_of(record)
    for upload in uploads:
        AlbumPhoto.insert(record=key_of(record), upload=upload, caption=caption,
                          at=utc_now()).on_conflict_ignore().execute()
    return count_of(record) - before


def replace(record, uploads):
    """Let a record have just these photos; those that stay keep their words and their place."""
    kept = [upload.id for upload in uploads]
    AlbumPhoto.delete().where(_of(record), AlbumPhoto.upload.not_in(kept)).execute()
    add(record, uploads)


def remove(record, photo_id):
    """Take one photo away from a record; one that is gone is as good as taken away."""
    AlbumPhoto.delete().where(_of(record), AlbumPhoto.id == photo_id).execute()


def photos_of(record):
    """The photos of one record, in the order they came, each with its upload."""
    return list(_photos().where(_of(record)))


def photos_of_all(records):
    """{key of the row: its photos} of several rows of one model, in one query."""
    rows = {key_of(record): record.get_id() for record in records}
    found = {key: [] for key in rows.values()}
    for photo in _photos().where(AlbumPhoto.record.in_(list(rows))):
        found[rows[photo.record]].append(photo)
    return found


def find(record, photo_id):
    """One photo of this record with its upload, or None: also where it is another's."""
    return _photos().where(_of(record), AlbumPhoto.id == photo_id).first()


def count_of(record):
    """How many photos a record has."""
    return AlbumPhoto.select().where(_of(record)).count()


def counted(model):
    """Expression: how many photos a row of `model` has, for lists."""
    key = peewee.Value(f"{model._meta.table_name}:").concat(model._meta.primary_key.cast("text"))
    return AlbumPhoto.select(peewee.fn.COUNT(AlbumPhoto.id)).where(AlbumPhoto.record == key)


def _photos():
    return AlbumPhoto.select(AlbumPhoto, Upload).join(Upload).order_by(AlbumPhoto.id)


def _of(record):
    return AlbumPhoto.record == key_of(record)
