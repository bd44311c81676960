"""A PDF fetches nothing, neither from the network nor from the disk, but the pictures it was given."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pypdfium2
import pytest
import weasyprint
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from linli.testing import photo
from linli.toolkit import pdf


class _Counting(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_arguments):
        """Nothing on the terminal."""


@pytest.fixture
def network():
    """A server on this machine; `network.asked` are the paths that somebody fetched."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def page(url, picture):
    """A page that asks for everything a page can ask for."""
    return (f"<html lang='zh'><head><title>x</title><link rel='stylesheet' href='{url}/a.css'>"
            f"<style>@import url('{url}/b.css'); @font-face {{font-family: f; src: url('{url}/c.woff')}} "
            f"p {{background: url('{url}/d.png'); font-family: f}}</style></head>"
            f"<body><p>字</p><img src='{url}/e.png'><object data='{url}/f.svg'></object>"
            f"<img src='{picture.as_uri()}'></body></html>")


@pytest.mark.parametrize("protected", [True, False])
def test_a_pdf_fetches_nothing(network, tmp_path, monkeypatch, protected):
    """Without the protection the same page asks the server, and holds a picture of the disk."""
    picture = tmp_path / "x.jpg"
    picture.write_bytes(photo()[0].getvalue())
    if not protected:
        monkeypatch.setattr(pdf, "_fetch_nothing", weasyprint.default_url_fetcher)
    made = pdf.of_page(page(f"http://127.0.0.1:{network.server_port}", picture))
    pictures = list(pypdfium2.PdfDocument(made)[0].get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))
    assert bool(network.asked) is not protected
    assert bool(pictures) is not protected


def images_of(made):
    """How many pictures stand on each page."""
    return [len(list(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))) for page in pypdfium2.PdfDocument(made)]


def test_a_pdf_shows_the_pictures_that_it_was_given_and_no_others(network, tmp_path):
    given, other = tmp_path / "given.jpg", tmp_path / "other.jpg"
    for path in (given, other):
        path.write_bytes(photo()[0].getvalue())
    html = page(f"http://127.0.0.1:{network.server_port}", other).replace(
        "</body>", "<img src='/v/scans/1'><img src='/v/scans/2'><img src='/v/scans/../scans/1?x'></body>")
    assert images_of(pdf.of_page(html, {"/v/scans/1": given})) == [1]
    assert images_of(pdf.of_page(html, {"/v/scans/1": given, "/v/scans/2": other})) == [2]
    assert not network.asked


def test_a_picture_that_is_gone_leaves_a_blank(tmp_path):
    made = pdf.of_page("<p>一</p><img src='/gone'>", {"/gone": tmp_path / "gone.jpg"})
    assert images_of(made) == [0]


def test_pages_are_a4_and_numbered():
    made = pypdfium2.PdfDocument(pdf.of_page(
        "<body><p>一</p><p style='break-before: page'>二</p></body>"))
    assert [[round(side) for side in each.get_size()] for each in made] == [[595, 842]] * 2
    assert [each.get_textpage().get_text_bounded().split("\r\n") for each in made] == [
        ["一", "第 1 页 共 2 页"], ["二", "第 2 页 共 2 页"]]
