"""The base form and the fields that every plugin needs.

A form posts to its own URL. What is wrong is said beside the field, and everything typed stays:
also when the session or the security token has changed meanwhile.
"""

import json

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from linli.people.services import normal_phone
from linli.toolkit import once, uploads


class Form(FlaskForm):
    """Base of every form. `nonce` makes a repeat of the same form harmless (toolkit.once)."""

    nonce = HiddenField(default=once.new_nonce)

    def validate_nonce(self, field):
        """A nonce that was tampered with is replaced by a new one; it protects only its sender."""
        if not field.data or len(field.data) > 64 or not field.data.isprintable():
            field.data = once.new_nonce()

    def validate(self, extra_validators=None):
        """As WTForms does, with the expired-token case put into words."""
        valid = super().validate(extra_validators)
        if self.meta.csrf and self.csrf_token.errors:
            self.csrf_token.errors = [_l("页面放得久了或刚登录过，您填的都还在，请看一遍再提交")]
        return valid

    def values(self):
        """What was typed, without the hidden machinery."""
        return {name: value for name, value in self.data.items()
                if name not in ("csrf_token", "nonce")}


def options(words):
    """The choices of a field from {key: word} or pairs of them."""
    pairs = words.items() if isinstance(words, dict) else words
    return [SelectChoice(key, word) for key, word in pairs]


def required(message):
    """A validator: the field may not be empty, nor hold only spaces, or `message`."""
    return _Filled(message)


class _Filled(InputRequired):
    def __call__(self, form, field):
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            field.errors.clear()
            raise StopValidation(self.message)


def short_text(most):
    """A validator: at most so many characters, and no control characters."""
    def check(_form, field):
        if "\0" in (field.data or ""):
            raise StopValidation(_l("文字里有看不见的符号，请删掉再试"))
        Length(max=most, message=_l("最多 %(max)d 个字"))(_form, field)
    return check


class PhoneField(TelField):
    """A phone number; its data is E.164 once it has been validated."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("render_kw", {"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(*args, **kwargs)

    def post_validate(self, form, validation_stopped):
        """Raises ValidationError with a sentence that says what a number looks like."""
        if self.data and not validation_stopped:
            try:
                self.data = normal_phone(self.data)
            except ValueError as error:
                raise ValidationError(error.args[0]) from error


class TrimmedField(StringField):
    """A line of text without the spaces around it."""

    def process_formdata(self, valuelist):
        """Take what was typed and strip it."""
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip()


class PhotoField(FileField):
    """One photo, kept when another field of the form fails.

    After validation `upload` is the stored photo or None, and `kept` a signed reference that
    the form carries along. `form.uploader` must be the person who sends it.
    """

    upload = None

    @property
    def kept(self):
        """The signed reference of the photo that was received already, or ""."""
        return _signer().dumps([self.upload.id, self.upload.person_id]) if self.upload else ""

    def pre_validate(self, form):
        """Store a photo that came now, or find the one that came before."""
        sent = request.files.get(self.name)
        try:
            if sent and sent.filename:
                with sent.stream as stream:
                    self.upload = uploads.store_photo(stream, form.uploader,
                                                      current_app.config["DATA"])
            else:
                self.upload = self._find_kept(request.form.get(f"{self.name}_kept"), form.uploader)
        except uploads.BadPhoto as error:
            raise StopValidation(error.args[0]) from error

    def _find_kept(self, reference, person):
        try:
            upload, owner = _signer().loads(reference or "")
        except (BadSignature, ValueError):
            return None
        if owner != person.id:
            return None
        return uploads.Upload.get_or_none(uploads.Upload.id == upload)


def _signer():
    return URLSafeSerializer(current_app.secret_key, "kept-photo")


def typed_fields(limit=60_000):
    """What a POST carried, without secrets, as one signed text, or "" where it is too long."""
    fields = [(name, value) for name, value in request.form.items(multi=True)
              if name != "csrf_token" and "password" not in name]
    text = json.dumps(fields)
    signer = URLSafeSerializer(current_app.secret_key, "typed")
    return signer.dumps(text) if len(text) < limit else ""


def read_typed_fields(text):
    """The (name, value) pairs that `typed_fields` signed; [] for anything else."""
    try:
        return json.loads(URLSafeSerializer(current_app.secret_key, "typed").loads(text))
    except (BadSignature, ValueError):
        return []
