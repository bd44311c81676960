"""Fields that take photos, and keep those that came when another field fails.

Both want `form.uploader`, the person who sends the form. What the form carries along for a
photo that was received is a signed reference, good for that person only.
"""

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import Field
from wtforms.validators import StopValidation

from linli.toolkit import uploads


class PhotoField(FileField):
    """One photo: after validation `upload` is the stored one or None."""

    upload = None

    @property
    def kept(self):
        """The reference of the photo that was received already, or ""."""
        return _reference(self.upload, self._form.uploader) if self.upload else ""

    def pre_validate(self, form):
        """Store a photo that came now, or find the one that came before."""
        sent = request.files.get(self.name)
        try:
            if sent and sent.filename:
                self.upload = _store(sent, form.uploader)
            else:
                self.upload = next(iter(_kept(self.name, form.uploader)), None)
        except uploads.BadPhoto as error:
            raise StopValidation(error.args[0]) from error


class PhotosField(Field):
    """Several photos, from `least` to `most` with those that are kept; `uploads` is the list of
    them. A record's present photos are its data: `data={"photos": [upload, …]}`.

    Every good photo stays when another one, or another field, fails; each can be taken out.
    """

    def __init__(self, *args, least=0, most=9, **kwargs):
        self.least, self.most, self.uploads = least, most, []
        super().__init__(*args, **kwargs)

    @property
    def kept(self):
        """(reference, small picture as an address) of each photo that was received already."""
        return [(_reference(upload, self._form.uploader),
                 uploads.small_picture(upload, current_app.config["DATA"])) for upload in self.uploads]

    def process_data(self, value):
        """Take the uploads that the record has."""
        self.data = self.uploads = list(value or ())

    def process_formdata(self, valuelist):
        """What came is looked at in pre_validate."""

    def pre_validate(self, form):
        """Store what came now beside what came before, and count."""
        gone = request.form.getlist(f"{self.name}_gone")
        self.data = self.uploads = _kept(self.name, form.uploader, gone)
        sent = [file for file in request.files.getlist(self.name) if file.filename]
        room = max(0, self.most - len(self.uploads))
        for file in sent[:room]:
            self._take(file, form.uploader)
        if len(sent) > room or len(self.uploads) > self.most:
            self.errors.append(_l("最多 %(most)d 张照片，多出来的没有收，请看看留下的对不对", most=self.most))
        elif len(self.uploads) < self.least:
            self.errors.append(_l("至少要 %(least)d 张照片，现在有 %(count)d 张", least=self.least,
                                  count=len(self.uploads)))
        if self.errors:
            raise StopValidation

    def _take(self, file, person):
        try:
            upload = _store(file, person)
        except uploads.BadPhoto as error:
            self.errors.append(_l("“%(name)s”没有收：%(reason)s", name=file.filename[-40:],
                                  reason=error.args[0]))
        else:
            if upload not in self.uploads:
                self.uploads.append(upload)


def _store(file, person):
    with file.stream as stream:
        return uploads.store_photo(stream, person, current_app.config["DATA"])


def _kept(name, person, gone=()):
    """The uploads whose references this form carried for this person, in their order."""
    keys = []
    for reference in request.form.getlist(f"{name}_kept"):
        try:
            upload, owner = _signer().loads(reference)
        except (BadSignature, ValueError):
            continue
        if owner == person.id and reference not in gone:
            keys.append(upload)
    found = {row.id: row for row in uploads.Upload.select().where(uploads.Upload.id.in_(keys))}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _reference(upload, person):
    return _signer().dumps([upload.id, person.id])


def _signer():
    return URLSafeSerializer(current_app.secret_key, "kept-photo")
