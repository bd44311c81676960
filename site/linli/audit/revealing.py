"""A phone shown on asking: what a page says of it, and for how long the whole number stands there.

The page that shows a masked number signs what may be asked for, so that nobody asks for a number that
no page has offered them. The session remembers what was shown, for the page it was asked on.
"""

import time
from dataclasses import dataclass

from flask import abort, current_app, g, request, url_for
from flask import session as cookie
from itsdangerous import BadSignature, URLSafeTimedSerializer

from linli.toolkit.personal import declared, masked
from linli.toolkit.phones import plain

PERMISSION = "people.phones"
OFFERED = 3600  # seconds for which a page's offer holds
SHOWN = 600  # seconds for which the number stands on that page


@dataclass(frozen=True)
class Offer:
    """What a page lets its reader ask for: the field of a row, `text` as it is masked, whose it is (the id
    of a person of the site, or None), what the audit says it is about, and the page's own address.
    """

    reader: int
    row: str
    text: str
    subject: int | None
    what: str
    path: str

    @property
    def token(self):
        """The offer, signed."""
        return _signer().dumps([self.reader, self.row, self.text, self.subject, self.what, self.path])


@dataclass(frozen=True)
class Shown:
    """A personal value on a page: `text` to read; `whole` where it is all of it, `href` to ask for it."""

    text: str
    whole: str = ""
    href: str = ""


def shown_of(row, field):
    """A declared field of a row for this reader: whole where it is theirs or was asked for here, else masked,
    with the address where to ask for it if they may in this place.
    """
    value, reader, text = getattr(row, field), g.scope.person, masked(row, field)
    if not value or not reader or not declared(type(row))[field].reaches:
        return Shown(text)
    offer = Offer(reader.id, f"{row._meta.table_name} {row._pk} {field}", text, _person_of(row),
                  request.blueprint, request.full_path.rstrip("?"))
    if offer.subject == reader.id or _was_shown(offer):
        return Shown(plain(value), value)
    asks = g.scope.locality and g.scope.can(PERMISSION)
    return Shown(offer.text, href=url_for("audit.reveal", offer=offer.token) if asks else "")


def offered(token):
    """The Offer of a token that a page made for this reader a while ago; 404 for anything else."""
    try:
        offer = Offer(*_signer().loads(token, max_age=OFFERED))
    except (BadSignature, TypeError):
        abort(404)
    return offer if offer.reader == g.scope.person.id else abort(404)


def remember(offer):
    """The page of this offer shows the whole of it for a while; what another page showed is forgotten."""
    path, _since, rows = cookie.get("shown", ["", 0, []])
    cookie["shown"] = [offer.path, int(time.time()), [*(rows if path == offer.path else [])[-20:], offer.row]]


def _was_shown(offer):
    path, since, rows = cookie.get("shown", ["", 0, []])
    return path == offer.path and offer.row in rows and time.time() - since < SHOWN


def _person_of(row):
    return row.id if row._meta.table_name == "person" else getattr(row, "person_id", None)


def _signer():
    return URLSafeTimedSerializer(current_app.secret_key, "reveal")
