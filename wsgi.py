"""For a WSGI server of one's own, with PYTHONPATH=site:. ; `linli serve` needs no such file."""

from linli import create_app

app = create_app()
