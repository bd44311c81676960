"""A field that names one of the advisers of a village."""

import peewee
from wtforms import SelectField

from linli.toolkit.forms import options


class AdviserField(SelectField):
    """One of the advisers that `offer` was given; its data is their id, or None for nobody."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, coerce=_key, **kwargs)

    def offer(self, advisers, nobody=None):
        """Take the choices: these advisers, after `nobody`, the words for none of them."""
        self.choices = options([("", nobody)] if nobody else []) + options(
            (each.id, each.person.name) for each in advisers)


def _key(value):
    """An adviser or an id as a number; "" and None as None."""
    if isinstance(value, peewee.Model):
        return value.get_id()
    return int(value) if value else None
