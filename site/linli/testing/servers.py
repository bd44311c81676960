"""Linli in processes of its own, as it is really served."""

import os
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass

import pytest

from linli.people.services import open_session

SERVER_SECONDS = 40


@dataclass
class Server:
    """gunicorn in processes of its own, on the database and the data folder of `app`.

    `path` is where Python finds Linli and the plugins, by default where this process does.
    """

    app: object
    workers: int = 1
    path: tuple = ()
    url: str = ""

    def __enter__(self):
        door = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        self.log = open(self.app.config["DATA"] / "server.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "linli:create_app()", "--bind",
             f"fd://{door.fileno()}", "--workers", str(self.workers), "--worker-class", "gthread",
             "--threads", "8", "--no-control-socket", "--graceful-timeout", "3"],
            env=environment(self.app.config, self.path), stdout=self.log, stderr=self.log,
            pass_fds=[door.fileno()], cwd=self.app.config["DATA"])
        door.close()
        try:
            urllib.request.urlopen(f"{self.url}/health", timeout=SERVER_SECONDS).close()
        except OSError:
            said = self.said()
            self.__exit__()
            pytest.fail(f"the server did not start:\n{said}")
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def said(self):
        """What the server wrote so far."""
        self.log.seek(0)
        return self.log.read()

    def cookie(self, person):
        """A Cookie header that signs this person in."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["token"] = open_session(person, "测试")
        return f"linli={client.get_cookie('linli').value}"


def environment(settings, path=()):
    """The environment of another process that is to run on these settings."""
    chosen = {f"LINLI_{name}": str(settings[name])
              for name in ("DATA", "DATABASE_URL", "PLUGINS") if name in settings}
    return {**os.environ, **chosen,
            "PYTHONPATH": os.pathsep.join(map(str, path or filter(None, sys.path)))}
