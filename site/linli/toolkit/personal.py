"""Personal data: declared once, on the model, and with it how it is masked.

    class Meta:
        personal = declare(name=NAME, phone=PHONE)

Names and addresses tell people apart and stand wherever a row may be seen; a number or an address by which
somebody is reached is masked until it is asked for (the macro `masked`, a ledger column of kind phone). What
somebody confided (CONFIDED) is read by those it was told to, and by nobody who only keeps the register: what
is declared, tests/test_personal_canaries.py looks for.
"""

from dataclasses import dataclass
from types import MappingProxyType

from linli.toolkit.phones import masked as masked_phone


def masked_email(address):
    """m***@example.com; "" for None."""
    name, at, host = (address or "").partition("@")
    return f"{name[:1]}***{at}{host}" if address else ""


@dataclass(frozen=True)
class Kind:
    """A kind of personal data: `mask` makes of a value what everybody reads who may see the row. `reaches`:
    with the whole of it somebody can be reached, so it is shown on asking alone.
    """

    name: str
    mask: object
    reaches: bool = False


def as_it_is(value):
    """The value itself; "" for None."""
    return value or ""


NAME = Kind("name", as_it_is)
ADDRESS = Kind("address", as_it_is)
PHONE = Kind("phone", masked_phone, reaches=True)
EMAIL = Kind("email", masked_email, reaches=True)
CONFIDED = Kind("confided", as_it_is)


def declare(**kinds):
    """What `class Meta` of a model says of its fields: name=NAME."""
    return MappingProxyType(kinds)


def declared(model):
    """{field: Kind} of a model."""
    return getattr(model._meta, "personal", {})


def masked(row, field):
    """A declared field of a row as everybody reads it who may see the row. Raises KeyError for one that is
    not declared.
    """
    return declared(type(row))[field].mask(getattr(row, field))
