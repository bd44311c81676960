"""The demo: papers that were photographed, drawn here, since the demo ships no pictures and nobody's card."""

import io

from PIL import Image, ImageDraw

from linli.toolkit.uploads import store_photo
from plugins.mediation.agreements.models import Term
from plugins.mediation.cases.models import Case
from plugins.mediation.papers.models import Scan

PAPER, INK, SEAL, DESK = (250, 247, 238), (58, 60, 72), (196, 60, 48), (120, 104, 88)
SIZE = (900, 1200)
SCANS = (("identity", "正反面"), ("evidence", "现场照片和借条"))


def fill(town):
    """A card and evidence in the file of each case that 吴国安 has in hand or had; receipts where money was
    paid.
    """
    mediator = town.cast["吴国安"]
    pictures = [store_photo(_paper(town.random, lines), mediator, town.folder) for lines in (9, 14, 5)]
    for case in Case.select().where(Case.mediator == mediator).order_by(Case.id):
        for (kind, caption), upload in zip(SCANS, pictures, strict=False):
            Scan.create(case=case, kind=kind, upload=upload, caption=caption, person=mediator)
    Term.update(proof=pictures[2]).where(Term.done_on.is_null(False), Term.amount.is_null(False)).execute()


def _paper(random, lines):
    """A sheet on a table, written on by hand, with a seal: as a JPEG."""
    image = Image.new("RGB", SIZE, DESK)
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 40, SIZE[0] - 50, SIZE[1] - 40), fill=PAPER)
    draw.line((330, 130, 570, 130), fill=INK, width=14)
    for line in range(lines):
        _write(random, draw, 220 + line * 58)
    draw.ellipse((590, 900, 770, 1080), outline=SEAL, width=8)
    draw.regular_polygon((680, 990, 44), 5, fill=SEAL)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    stream.seek(0)
    return stream


def _write(random, draw, top):
    """A line of strokes that look like writing."""
    at = 130
    while at < 760:
        for _stroke in range(4):
            first = (at + random.randint(0, 26), top + random.randint(0, 32))
            draw.line((first, (at + random.randint(0, 26), top + random.randint(0, 32))), fill=INK, width=4)
        at += 40
