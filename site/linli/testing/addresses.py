"""The addresses of a site, with something in the variable parts of its rules."""

import re
from urllib.parse import quote


def parts_of(rule):
    """The names of the variable parts of a rule, in order."""
    return re.findall(r"<(?:[^<>]+:)?(\w+)>", rule)


def fill(rule, values, **instead):
    """The URL for a rule. `values` is {the end of rules: {part: value}}; the longer end wins, ""
    is for all, and `instead` comes before any.
    """
    known = {}
    for end in sorted(values, key=len):
        if rule.endswith(end):
            known.update(values[end])
    known.update(instead)
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda part: quote(str(known[part[1]])), rule)
