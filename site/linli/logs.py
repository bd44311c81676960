"""Structured logs: one JSON object a line, without names, phones or what anyone wrote."""

import json
import logging
import sys
from datetime import UTC, datetime

from flask import has_request_context, request

NUMBER = "linli.number"  # in the WSGI environment: what the error page shows and the log bears


class JsonLines(logging.Formatter):
    """A record as one line of JSON; `extra={"fields": {…}}` adds fields. What is logged while a request
    is answered bears its number.
    """

    def format(self, record):
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname.lower(), "logger": record.name,
                "message": record.getMessage(), **_number(), **getattr(record, "fields", {})}
        if record.exc_info:
            line["where"] = _where(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(stream=None):
    """Send every log line of this process to `stream` (standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("huey").setLevel(logging.WARNING)


def _number():
    there = has_request_context() and request.environ.get(NUMBER)
    return {"id": there} if there else {}


def _where(exc_info):
    """Type and place of an exception, not its text: values of people may stand in that."""
    kind, _error, trace = exc_info
    frames = []
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return [kind.__name__, *frames[-6:]]
