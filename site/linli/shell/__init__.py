"""The frame around every page: the front, large text, the staff desk, /health."""

from linli.shell.views import init_app as init_app
