"""The photos of a record."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Upload(Model):
        class Meta:
            database = db
            table_name = 'upload'

    class AlbumPhoto(Model):
        record = CharField(max_length=60)
        upload = ForeignKeyField(Upload)
        caption = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'album_photo'
            indexes = ((('record', 'upload'), True),)
    db.create_tables([AlbumPhoto])
