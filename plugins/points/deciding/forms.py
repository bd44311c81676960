"""The form of the committee's page: a word on one deed, or on all that are ticked."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import ValidationError

from linli.toolkit.forms import Form
from linli.toolkit.numbers import read
from plugins.points.deciding.models import CHOICES


def _key(text):
    if read(text) is None:
        raise ValueError(text)
    return read(text)


class VoteForm(Form):
    """`one` is the button beside a deed ("yes:12"), `choice` the one below all, for the ticked."""

    deed = SelectMultipleField(_l("要表态的"), coerce=_key, validate_choice=False)
    choice = StringField()
    one = StringField()

    @property
    def said(self):
        """(keys of deeds, choice) as they were sent; ([], "") for anything odd."""
        choice, _colon, key = (self.one.data or "").partition(":")
        if not self.one.data:
            choice, keys = self.choice.data, list(self.deed.data or ())
        else:
            keys = [each for each in (read(key),) if each is not None]
        return (keys, choice) if choice in CHOICES else ([], "")

    def validate_deed(self, _field):
        """At least one deed, and a choice."""
        if not self.said[0]:
            raise ValidationError(_l("请先勾选几条，再点同意、不同意或弃权"))
