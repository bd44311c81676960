"""Photos lose what they say of place and person, and cannot eat the machine's memory."""

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from PIL import Image, PngImagePlugin

from linli.database import db, utc_now
from linli.testing import photo
from linli.toolkit.uploads import (
    KEPT_UNUSED,
    MAX_SIDE,
    BadPhoto,
    Upload,
    clean_photo,
    forget_unused,
    photo_path,
    store_photo,
)
from plugins.legal.booking.models import Matter

SECRET = "GPS 22.37,112.68 Huang Meizhen"


def picture(kind, size=(60, 40), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "#2f6b57").save(file, kind, **options)
    return io.BytesIO(file.getvalue())


def test_no_word_of_the_original_is_kept():
    text = PngImagePlugin.PngInfo()
    text.add_text("comment", SECRET)
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET, 6
    for file in (picture("JPEG", comment=SECRET.encode()), picture("PNG", pnginfo=text),
                 picture("JPEG", exif=exif)):
        clean = clean_photo(file)
        assert SECRET.encode() not in clean
        assert not Image.open(io.BytesIO(clean)).getexif()


def test_a_photo_taken_sideways_stands_upright_and_small():
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(clean_photo(picture("JPEG", (4000, 2000), exif=exif)))) as image:
        assert image.height == MAX_SIDE and image.width == MAX_SIDE // 2


@pytest.mark.parametrize("tag", [0x0111, 0x0100, 0x8769])
def test_an_odd_exif_spoils_no_photo(tag):
    """What some phones put there cannot be written anew; the picture itself is fine."""
    entries = struct.pack("<HHHIHHHHII", 2, 0x0112, 3, 1, 6, 0, tag, 1, 1, 0xFFFFFFFF)
    odd = b"Exif\0\0II*\0" + struct.pack("<I", 8) + entries + bytes(4)
    with Image.open(io.BytesIO(clean_photo(picture("JPEG", exif=odd)))) as clean:
        assert clean.size == (40, 60) and not clean.getexif()


def test_the_same_photo_twice_at_once_is_one(app, person):
    """The phone gave up after a minute and sends again, while the first is still being stored."""
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _each: _store(app, person("黄美珍")), range(8)))
    assert len(set(stored)) == 1
    folder = photo_path(Upload.get_by_id(stored[0]).digest, app.config["DATA"]).parent
    assert [path.suffix for path in folder.iterdir()] == [".jpg"]


def _store(app, somebody):
    with db.connection_context():
        return store_photo(picture("JPEG"), somebody, app.config["DATA"]).id


def test_a_bomb_is_refused_before_it_is_unpacked():
    header = b"IHDR" + (20_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    bomb = (b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + header
            + zlib.crc32(header).to_bytes(4, "big"))
    with pytest.raises(BadPhoto):
        clean_photo(io.BytesIO(bomb + bytes(100)))
    with pytest.raises(BadPhoto):
        clean_photo(picture("PNG", (7200, 7200)))


def test_photos_of_forms_that_were_left_are_forgotten_after_a_week(app, person):
    folder, sender = app.config["DATA"], person("黄美珍")
    used, left, fresh = (store_photo(photo(width)[0], sender, folder) for width in (40, 50, 60))
    Matter.update(photo=used).where(Matter.id == Matter.select().first().id).execute()
    old = utc_now() - KEPT_UNUSED - timedelta(minutes=1)
    Upload.update(at=old).where(Upload.id.in_([used.id, left.id])).execute()
    assert forget_unused(folder) == 1
    assert [photo_path(each.digest, folder).exists() for each in (used, left, fresh)] == [True, False, True]
    assert forget_unused(folder) == 0
