"""What somebody takes along: a ZIP with a page to read, the same for programs, and the photos.

It is written to a file without a name before anything of it is sent: whatever fails, fails whole,
and neither many rows nor many photos fill the memory.
"""

import io
import json
import tempfile
import zipfile
from contextlib import ExitStack

from flask import current_app
from flask_babel import gettext as _

from linli.database import utc_now
from linli.toolkit.calendar import local
from linli.toolkit.uploads import photo_path
from linli.web import STATIC

PLAIN = str.maketrans(r'\/:*?"<>|', "_" * 9)


def make(person, parts, folder):
    """The open file of a ZIP of these Parts, at its beginning; `folder` is the installation's data. Whoever
    sends it closes it.
    """
    with ExitStack() as closing:
        file = closing.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            photos = _add_photos(archive, parts, folder)
            _add_text(archive, _("我的资料.html"), _page(person, parts, photos))
            _add_text(archive, _("我的资料.json"), _data(person, parts))
            archive.write(STATIC / "css" / "linli.css", "linli.css")
        file.seek(0)
        closing.pop_all()
    return file


def _add_text(archive, name, chunks):
    with archive.open(name, "w") as entry, io.TextIOWrapper(entry, "utf-8") as text:
        for chunk in chunks:
            text.write(chunk)


def _page(person, parts, photos):
    template = current_app.jinja_env.get_template("personal/export.html")
    return template.generate(person=person, parts=parts, photos=photos, now=local(utc_now()))


def _data(person, parts):
    """The same as JSON, row by row."""
    yield f'{{"made_at": {json.dumps(utc_now().isoformat())}, "person": {person.id}, "parts": ['
    for comma, part in _with_commas(parts):
        yield f'{comma}{{"module": {_text(part.name)}, "title": {_text(part.title)}, "sections": ['
        for between, section in _with_commas(part.sections):
            yield f'{between}{{"title": {_text(section.title)}, "kept_because": {_text(section.keeps)}'
            yield ', "rows": ['
            for before, row in _with_commas(section.rows):
                yield before + json.dumps(dict(row), ensure_ascii=False)
            yield "]}"
        yield "]}"
    yield "]}\n"


def _with_commas(each):
    return ((", " if place else "", one) for place, one in enumerate(each))


def _text(words):
    return json.dumps(str(words), ensure_ascii=False)


def _add_photos(archive, parts, folder):
    """Put each photo in once, under the name of its section; returns {section title: [name or None]},
    None for one whose file is gone.
    """
    found, seen = {}, set()
    for part in parts:
        for section in part.sections:
            for upload in section.files:
                if upload.digest in seen:
                    continue
                seen.add(upload.digest)
                names = found.setdefault(f"{part.name}:{section.title}", [])
                name = f"{part.title}-{section.title}-{len(names) + 1}.jpg".translate(PLAIN)
                names.append(_add_photo(archive, photo_path(upload.digest, folder), _("照片") + "/" + name))
    return found


def _add_photo(archive, path, name):
    try:
        archive.write(path, name, zipfile.ZIP_STORED)
    except FileNotFoundError:
        return None
    return name
