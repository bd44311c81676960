"""Servers of others, as tests need them: of mail and of HTTP, on loopback, that keep what they are sent."""

import email
import email.policy
import http.server
import socketserver
import threading
from contextlib import contextmanager

import pytest


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is sent, after turning away the first few with 451. It knows nobody of
    `unknown`; while `silent`, it takes a message and never answers.
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self, refusals):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.refusals, self.kept, self.turned_away, self.unknown = refusals, [], [], set()
        self.silent, self.taken = threading.Event(), threading.Event()


class Conversation(socketserver.StreamRequestHandler):
    """One client's words, as far as smtplib says any."""

    def handle(self):
        """Answer line by line."""
        self.say("220 sink")
        while word := self.rfile.readline().strip().upper():
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            else:
                self.say("221 bye" if word == b"QUIT" else "550 nobody" if self.unknown(word) else "250 ok")

    def unknown(self, word):
        """Whether this word names a recipient that is not here."""
        return any(f"<{address}>".upper().encode() in word for address in self.server.unknown)

    def take(self):
        """Read one message and keep it, or turn it away."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        if self.server.silent.is_set():
            self.server.taken.set()
            self.rfile.read()
            return
        if len(self.server.turned_away) < self.server.refusals:
            self.server.turned_away.append(message)
            self.say("451 later")
        else:
            self.server.kept.append(message)
            self.say("250 kept")

    def say(self, line):
        """One line to the client."""
        self.wfile.write(f"{line}\r\n".encode())


class WebServer(http.server.ThreadingHTTPServer):
    """A server that keeps the requests it gets, as (path, headers, body), and answers with the next of
    `answers`, (status, text), at last always with the last.
    """

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Answering)
        self.answers, self.kept = list(answers) or [(200, "ok")], []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Answering(http.server.BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self):
        """Keep it, and answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.kept.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        status, text = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST

    def log_message(self, *arguments):
        """Nothing: it would stand in the output of the tests."""


@contextmanager
def served(server):
    """Serve in a thread of its own until the end of the block."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def mail_server(app):
    """`mail_server(refusals=0)`: a mail server on loopback, to which the site sends its mail."""
    @contextmanager
    def start(refusals=0):
        with served(MailServer(refusals)) as server:
            app.config.update(MAIL_HOST="127.0.0.1", MAIL_PORT=str(server.server_address[1]),
                              MAIL_FROM="linli@example.org", SITE_URL="https://linli.example.org")
            yield server
    return start


@pytest.fixture
def web_server():
    """`web_server((200, "ok"), …)`: a server on loopback that keeps what it is sent (see WebServer)."""
    return lambda *answers: served(WebServer(*answers))
