"""What makes of lines a chain: each holds the hash of its own content and of the line before.

The hash is SHA-256 over JSON in ASCII without spaces: a list of the line before's hash and of the values
of FIELDS, with the moment in UTC to the microsecond and people and places by their keys.
"""

import hashlib
import json
from datetime import UTC

FIRST = "0" * 64  # stands before the first line
FIELDS = ("id", "at", "person", "subject", "act", "what", "locality", "count", "reason", "details")


def digest_of(previous, line):
    """The hash of a line, {name of FIELDS: value}, that follows the line of the hash `previous`."""
    moment = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    values = [moment if name == "at" else line[name] for name in FIELDS]
    text = json.dumps([previous, *values], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def linked(previous, first_id, lines):
    """The lines, dicts of FIELDS but for `id`, as they follow the line of the hash `previous`: each
    numbered from `first_id` on, with `previous` and `digest`.
    """
    for number, line in enumerate(lines, first_id):
        numbered = {**line, "id": number}
        digest = digest_of(previous, numbered)
        yield {**numbered, "previous": previous, "digest": digest}
        previous = digest
