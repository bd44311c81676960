"""A provider's gateway, as the operator described it: what it is sent, and what its answer means."""

import json
import re
from urllib.parse import quote_plus


def filled(template, values):
    """The body with its {placeholders}: each value quoted as JSON or as a form wants it."""
    quoted = _json_text if is_json(template) else quote_plus
    return re.sub(r"\{(phone|text|sign|template|code|site)\}",
                  lambda found: quoted(values[found[1]]), template)


def is_json(template):
    """Whether the body is JSON; else it is a form."""
    return template.lstrip()[:1] in ("{", "[")


def headers_of(text):
    """{name: value} of lines, or parts between semicolons, that say 'Name: value'."""
    parts = (part.partition(":") for part in re.split(r"[\n;]", text) if part.strip())
    return {name.strip(): value.strip() for name, _colon, value in parts}


def means(answer, rule):
    """Whether the text of an answer is what `rule` describes: path.in.json=value, or a regular expression."""
    path = re.fullmatch(r"([\w.]+)=(.*)", rule, re.DOTALL)
    if not path:
        return re.search(rule, answer) is not None
    found = _at(answer, path[1].split("."))
    return found is not None and str(found) == path[2]


def _at(answer, names):
    """What stands at a path in JSON; a number counts in a list. None where nothing does."""
    try:
        found = json.loads(answer)
        for name in names:
            found = found[int(name)] if isinstance(found, list) else found[name]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return found if isinstance(found, str) else json.dumps(found)


def _json_text(value):
    return json.dumps(value, ensure_ascii=False)[1:-1]
