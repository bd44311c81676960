"""Walking the chain from its first line to its head, a batch at a time: is it as it was written?"""

import logging
from dataclasses import dataclass
from datetime import datetime

from linli.audit.chain import FIELDS, FIRST, digest_of
from linli.audit.models import AuditHead, AuditLine
from linli.audit.services import HEAD

log = logging.getLogger("linli.audit")
BATCH = 1_000


class Broken(Exception):
    """The chain is not as it was written: `line` is the first that is wrong, the message says how."""

    def __init__(self, line, words):
        super().__init__(f"第 {line} 条{words}")
        self.line = line


@dataclass
class Walk:
    """How far a walk came: `count` lines, the last's `digest`, the moments of the first and the last (UTC),
    and whether the digest that it looks for (`wanted`) was on the way.
    """

    wanted: str = FIRST
    count: int = 0
    digest: str = FIRST
    first_at: datetime | None = None
    last_at: datetime | None = None
    found: bool = False

    def step(self, row):
        """Over one line (a tuple of FIELDS, previous, digest). Raises Broken."""
        line, number = dict(zip((*FIELDS, "previous", "digest"), row, strict=True)), self.count + 1
        if line["id"] != number:
            raise Broken(number, "不见了" if line["id"] > number else "之前插进了别的")
        if line["previous"] != self.digest:
            raise Broken(number, "接不上前一条")
        if line["digest"] != digest_of(self.digest, line):
            raise Broken(number, "被改过")
        self.count, self.digest, self.last_at = number, line["digest"], line["at"]
        self.first_at = self.first_at or line["at"]
        self.found = self.found or self.digest == self.wanted


def verify(wanted=None):
    """Walk the whole chain; returns the Walk. `wanted` is a digest kept elsewhere, which it must still
    hold: whoever writes all lines anew cannot keep that. Raises Broken.

    Lines that are written meanwhile are walked, too.
    """
    walk = Walk(wanted or FIRST)
    walk.found = walk.wanted == FIRST
    while True:
        while _walk_a_batch(walk):
            pass
        head = AuditHead.get_or_none(AuditHead.id == HEAD)
        if head is None or head.version < walk.count:
            raise Broken(walk.count, "是链头不认识的")
        if head.version == walk.count:
            break
        if not _walk_a_batch(walk):
            raise Broken(walk.count + 1, f"起不见了，直到第 {head.version} 条")
    if head.digest != walk.digest:
        raise Broken(walk.count, "与链头记的不是同一条")
    if not walk.found:
        raise Broken(walk.count, "为止，没有一条是当初抄下的那个校验值")
    return walk


def log_if_broken():
    """Verify, and log as an error what is wrong, for the jobs' clock; returns whether the chain is whole."""
    try:
        verify()
    except Broken as broken:
        log.error("the audit chain is broken: %s", broken)
        return False
    return True


def last_digest():
    """The hash of the last line, to be kept where nobody of the site can change it."""
    return AuditHead.get_by_id(HEAD).digest


def _walk_a_batch(walk):
    """Whether there was a line to step over. The lowest that was not walked comes first, also one that
    somebody put in before the first.
    """
    rows = AuditLine.select(*(getattr(AuditLine, name) for name in (*FIELDS, "previous", "digest")))
    rows = rows.where(AuditLine.id > walk.count) if walk.count else rows
    found = list(rows.order_by(AuditLine.id).limit(BATCH).tuples())
    for row in found:
        walk.step(row)
    return bool(found)
