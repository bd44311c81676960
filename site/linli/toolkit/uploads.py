"""Photos: checked, turned upright, re-encoded without place or camera, stored once."""

import base64
import hashlib
import io
import struct
import tempfile
import threading
from datetime import timedelta
from pathlib import Path

import filetype
import peewee
from flask_babel import lazy_gettext as _l
from PIL import ExifTags, Image

from linli.database import Model, UtcField, transaction, utc_now
from linli.people.models import Person

MAX_BYTES = 12 * 1024 * 1024
MAX_SIDE = 1600
SMALL_SIDE = 160
KINDS = ("image/jpeg", "image/png", "image/webp")
MAX_PIXELS = 50_000_000
KEPT_UNUSED = timedelta(days=7)
# Pillow's own exif_transpose writes all of the Exif anew, and fails over what phones put there.
UPRIGHT = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
           4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270,
           7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90}
_one_at_a_time = threading.Lock()


class Upload(Model):
    """A stored photo. Who may see it is decided by the record that it is attached to."""

    digest = peewee.CharField(64)
    person = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "upload"
        indexes = ((("digest", "person"), True),)


class BadPhoto(ValueError):
    """A file that is no acceptable photo; the message is for the reader."""


def store_photo(stream, person, folder):
    """Check and keep a photo; returns its Upload. `folder` is the installation's data folder.

    Raises BadPhoto. The file is written before the row, so that no row lacks its file.
    """
    encoded = clean_photo(stream)
    digest = hashlib.sha256(encoded).hexdigest()
    path = photo_path(digest, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as partial:
            partial.write(encoded)  # a name of its own: the same photo may come twice at once
        Path(partial.name).replace(path)
    with transaction():
        Upload.insert(digest=digest, person=person, at=utc_now()).on_conflict(
            conflict_target=[Upload.digest, Upload.person], update={"at": utc_now()}).execute()
        return Upload.get(Upload.digest == digest, Upload.person == person)


def forget_unused(folder):
    """Drop photos of forms that were not finished within a week, with their files; returns how many.

    Whatever model of whatever plugin points at an upload keeps it.
    """
    query = Upload.select().where(Upload.at < utc_now() - KEPT_UNUSED)
    for key, model in Upload._meta.backrefs.items():
        query = query.where(Upload.id.not_in(model.select(key).where(key.is_null(False))))
    unused = list(query)
    with transaction():
        Upload.delete().where(Upload.id.in_([row.id for row in unused])).execute()
        left = {row.digest for row in Upload.select(Upload.digest).where(
            Upload.digest.in_([row.digest for row in unused]))}
    for row in unused:
        if row.digest not in left:
            photo_path(row.digest, folder).unlink(missing_ok=True)
    return len(unused)


def clean_photo(stream):
    """The bytes of a JPEG of at most 1600 pixels a side, without any metadata."""
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadPhoto(_l("这张照片太大了，请换一张 12 MB 以内的"))
    kind = filetype.guess(raw)
    if kind is None or kind.mime not in KINDS:
        raise BadPhoto(_l("这不是照片，请选一张 JPG 或 PNG 图片"))
    try:
        with Image.open(io.BytesIO(raw)) as image:
            return _encode(image)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error, EOFError,
            Image.DecompressionBombError) as error:  # what Pillow raises over a broken file
        raise BadPhoto(_l("这张照片打不开，请换一张")) from error


def _encode(image):
    """Small first, then upright: turning a huge picture would take a gigabyte."""
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    with _one_at_a_time:
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        turn = UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation))
        image = (image.transpose(turn) if turn else image).convert("RGB")
        image.info.clear()  # Pillow would write a comment back
        clean = io.BytesIO()
        image.save(clean, "JPEG", quality=82)
        return clean.getvalue()


def small_picture(upload, folder):
    """A picture of at most 160 pixels a side as a data: address, for a form whose photos no
    record's page shows yet; "" where the file is gone.
    """
    try:
        with Image.open(photo_path(upload.digest, folder)) as image:
            image.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
            image.thumbnail((SMALL_SIDE, SMALL_SIDE))
            small = io.BytesIO()
            image.save(small, "JPEG", quality=70)
    except OSError:
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(small.getvalue()).decode()}"


def photo_path(digest, folder):
    """Where a photo lies."""
    return folder / "uploads" / digest[:2] / f"{digest}.jpg"
