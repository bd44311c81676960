"""Changing a record that somebody else may be changing: the later of two is told, and loses nothing.

A model with a `version` counts its changes. Its form carries the version that was read
(`EditForm`); where another change came between, the page answers 409 and shows both: the view
catches LostRace, reads the record again, and hands `show_both(form, row)` to the template, which
says it with the macro `both_versions` (None: nothing came between).
"""

from dataclasses import dataclass
from datetime import date, datetime, time

import peewee
from flask_babel import gettext as _
from wtforms import HiddenField

from linli.database import LostRace, db
from linli.languages import listed
from linli.toolkit.calendar import clock_text, full_date_text, stamp_text
from linli.toolkit.fields import MoneyField
from linli.toolkit.forms import Form
from linli.toolkit.numbers import read

NOT_COMPARED = ("HiddenField", "CSRFTokenField", "PhotoField", "PhotosField")


class EditForm(Form):
    """A form that changes a record: pass the record as `obj`."""

    version = HiddenField()

    def values(self):
        """What was typed, without the hidden machinery."""
        return {name: value for name, value in super().values().items() if name != "version"}


@dataclass(frozen=True)
class Difference:
    """One field on which two people do not agree: its label, and both versions in words."""

    label: str
    now: str
    typed: str


def save(row, version, **changes):
    """Write `changes` where the record still has this `version` (as the form sent it).

    Raises LostRace where it has changed since, or is gone.
    """
    assert db.in_transaction(), "save() belongs in the service's transaction"
    model, seen = type(row), read(version, -1)
    saved = model.update(version=model.version + 1, **changes).where(
        model._meta.primary_key == row.get_id(), model.version == seen).execute()
    if not saved:
        raise LostRace
    for name, value in {**changes, "version": seen + 1}.items():
        setattr(row, name, value)


def show_both(form, row):
    """Set the form up for another try after LostRace: it keeps what was typed and takes the
    record's present version. Returns a Difference for each visible field that differs.

    `row` must be read again; fields that the record does not have are passed over.
    """
    form.version.data = str(row.version)
    pairs = [(field, _in_words(field, _value(row, field.short_name)), _in_words(field, field.data))
             for field in form if field.type not in NOT_COMPARED and hasattr(row, field.short_name)]
    return [Difference(str(field.label.text), now, typed)
            for field, now, typed in pairs if now != typed]


def _value(row, name):
    value = getattr(row, name)
    return value.get_id() if isinstance(value, peewee.Model) else value


def _in_words(field, value):
    """A value as the reader of the form knows it: a choice by its label, 元, days, yes and no."""
    if hasattr(field, "iter_choices"):
        labels = {str(choice.value): str(choice.label) for choice in field.iter_choices()}
        chosen = value if isinstance(value, list | tuple) else [value]
        value = listed(labels.get(str(each), str(each)) for each in chosen if each is not None)
    if value is None or value == "":
        return _("没有填")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(field, MoneyField):
        return _("%(yuan)d.%(cents)02d 元", yuan=value // 100, cents=value % 100)
    return _moment_in_words(value) if isinstance(value, date | time) else str(value)


def _moment_in_words(value):
    if isinstance(value, datetime):
        return stamp_text(value)
    if isinstance(value, time):
        return clock_text(value)
    return full_date_text(value)
