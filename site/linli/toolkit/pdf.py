"""A page as a PDF, by WeasyPrint: imported only when one is asked for, and cut off from the network."""

import logging
from urllib.parse import urljoin

from linli.web import STATIC

log = logging.getLogger("linli.pdf")
NOWHERE = "http://page.invalid/"  # where a page says it stands that brings its pictures along


class Unavailable(Exception):
    """This machine lacks the libraries that draw a PDF (Debian: libpango); the browser prints."""


def of_page(html, pictures=None):
    """The PDF, as bytes, of a whole page that was rendered from one of our templates.

    It is laid out by the house's style sheet for print, on A4 with the number of each page at its
    foot, with fonts of the system, and fetches nothing. `pictures` are those that it may show:
    {address as it stands in the page: Path of a stored upload}; whoever gives them has looked
    whether this reader may see each. A file that is gone leaves a blank. Raises Unavailable.
    """
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError) as error:
        log.warning("no PDF: %s", error)
        raise Unavailable from error
    sheet = CSS(filename=STATIC / "css" / "linli.css", url_fetcher=_fetch_nothing)
    page = HTML(string=html, url_fetcher=_only(pictures) if pictures else _fetch_nothing,
                base_url=NOWHERE if pictures else None)
    return page.write_pdf(stylesheets=[sheet])


def _only(pictures):
    """What fetches these pictures and nothing else."""
    known = {urljoin(NOWHERE, url): path for url, path in pictures.items()}

    def fetch(url, **_options):
        path = known.get(url)
        return {"file_obj": path.open("rb"), "mime_type": "image/jpeg"} if path else _fetch_nothing(url)
    return fetch


def _fetch_nothing(url, **_options):
    raise ValueError(f"a PDF fetches nothing, not {url[:80]}")
