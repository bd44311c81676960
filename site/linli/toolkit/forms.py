"""The base form, its validators, and words that outlive a sign-in.

A form posts to its own URL. What is wrong is said beside the field, and everything typed stays:
also when the session or the security token has changed meanwhile.
"""

import json

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from linli.toolkit import once


class NonceField(HiddenField):
    """A nonce. After validation its data names the kind of form too: what one kind made is no
    answer to another. One that was tampered with is replaced; it protects only its sender.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.type = "HiddenField"  # templates render it as one

    def _value(self):
        return self.data.rpartition(":")[2]

    def pre_validate(self, form):
        """Put the form's kind before it."""
        token = self._value() if self.data else ""
        if not 0 < len(token) <= 40 or not token.isprintable():
            token = once.new_nonce()
        self.data = f"{type(form).__name__[:20]}:{token}"


class Form(FlaskForm):
    """Base of every form. `nonce` makes a repeat of the same form harmless (toolkit.once)."""

    nonce = NonceField(default=once.new_nonce)

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


def typed_fields(limit=60_000):
    """What a POST carried, without secrets, as one signed text, or "" where it is too long."""
    fields = [(name, value) for name, value in request.form.items(multi=True)
              if name != "csrf_token" and "password" not in name]
    text = json.dumps(fields)
    signer = URLSafeSerializer(current_app.secret_key, "typed")
    return signer.dumps(text) if len(text) < limit else ""


def typed_words():
    """What somebody wrote in the form that was sent, without its machinery and secrets: to read again."""
    return [value for name, value in request.form.items(multi=True)
            if name not in ("csrf_token", "nonce", "next") and "password" not in name and value.strip()]


def read_typed_fields(text):
    """The (name, value) pairs that `typed_fields` signed; [] for anything else."""
    try:
        return json.loads(URLSafeSerializer(current_app.secret_key, "typed").loads(text))
    except (BadSignature, ValueError):
        return []
