"""deploy/ as it is: nginx with its own file in front of `linli serve`, started by the unit's own line."""

import configparser
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from linli.config import SETTINGS
from linli.database import db, utc_now
from linli.localities.services import import_township
from linli.people import guesses
from linli.people.models import Guess
from linli.testing.databases import close
from linli.web import ERRORS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NAME = "linli.example.org"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
WITHIN = 60  # seconds for a process to begin


@pytest.fixture(scope="session", params=["sqlite"])
def database_kind(request):
    """What stands in front does not care which database stands behind."""
    return request.param


@pytest.fixture
def unit():
    """The unit as systemd reads it: the last value of each name, and all of `Environment`."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(DEPLOY / "linli.service", encoding="utf-8")
    return parser


def shipped_environment(text):
    """The lines NAME=value of an EnvironmentFile."""
    return dict(re.findall(r"^(LINLI_\w+)=(.*)$", text, re.M))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def wait_for(port, process):
    """Until something listens there."""
    until = time.monotonic() + WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            signal.sigtimedwait([], 0.05)  # give the other process the machine
    pytest.fail(f"nothing listens at {port}")


@pytest.fixture
def site(empty_app, unit, tmp_path):
    """The port of `linli serve`, and its process, started as the unit says, with what it is given alone."""
    with db.connection_context():
        import_township("440783108000")
    close()
    port, service = free_port(), unit["Service"]
    line = service["ExecStart"].replace("/opt/linli/linli", f"{sys.executable} -m linli")
    line = line.replace("--port 8000", f"--port {port}")
    environment = {**shipped_environment(f"{service['Environment']}\n{(DEPLOY / 'linli.env').read_text()}"),
                   "LINLI_DATA": str(empty_app.config["DATA"]), "PATH": os.environ["PATH"],
                   "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"}
    with open(tmp_path / "site.log", "w") as log:
        process = subprocess.Popen(line.split(), env=environment, cwd=tmp_path, stderr=log, stdout=log,
                                   start_new_session=True)
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def make_certificate(folder):
    """A certificate for NAME that is good for this test; returns the files of it and of its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(utc_now() - timedelta(days=1))
            .not_valid_after(utc_now() + timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
            .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder / "fullchain.pem"


def nginx_around(text, folder):
    """A whole nginx.conf around deploy/nginx.conf, with all it writes in `folder`."""
    user = "user root;" if os.geteuid() == 0 else ""
    written = "\n".join(f"{name}_temp_path {folder}/{name};" for name in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    mime = "types { text/css css; text/javascript js; image/svg+xml svg; text/html html; }"
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {mime}\n{written}\n{text}\n}}")
    return folder / "nginx.conf"


@pytest.fixture
def front(site, tmp_path):
    """(https port, http port, certificate): nginx with the shipped file, but for places and ports."""
    http_port, https_port, folder = free_port(), free_port(), tmp_path / "nginx"
    folder.mkdir()
    text = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in (
            (f"/etc/letsencrypt/live/{NAME}", str(folder)), ("/opt/linli", str(ROOT)),
            ("127.0.0.1:8000", f"127.0.0.1:{site[0]}"), ("listen [::]:80;", ""),
            ("listen [::]:443 ssl http2;", ""), ("listen [::]:443 ssl default_server;", ""),
            ("listen 80;", f"listen 127.0.0.1:{http_port};"),
            ("listen 443 ssl", f"listen 127.0.0.1:{https_port} ssl")):
        assert shipped in text, f"{shipped} stands no longer in deploy/nginx.conf"
        text = text.replace(shipped, here)
    certificate = make_certificate(folder)
    process = subprocess.Popen([NGINX, "-e", folder / "error.log", "-c", nginx_around(text, folder)])
    try:
        wait_for(https_port, process)
        yield https_port, http_port, certificate
    finally:
        process.terminate()
        process.wait(20)


class Browser:
    """Asks as a browser does: by the site's name, and trusting this certificate alone."""

    def __init__(self, port, certificate=None, source=None):
        context = ssl.create_default_context(cafile=certificate) if certificate else None
        self.connection = http.client.HTTPConnection("127.0.0.1", port, 60, source and (source, 0))
        if context:
            self.connection.connect()
            self.connection.sock = context.wrap_socket(self.connection.sock, server_hostname=NAME)

    def ask(self, method, path, body=None, **headers):
        """The answer, read whole, and its text."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, {"Host": NAME, **named})
        answer = self.connection.getresponse()
        return answer, answer.read()


@pytest.fixture
def browse(front):
    """`browse(source)`: a Browser at the https door."""
    opened = []

    def make(source=None):
        opened.append(Browser(front[0], front[2], source))
        return opened[-1]
    yield make
    for each in opened:
        each.connection.close()


def test_the_site_as_it_is_deployed(front, browse, site):
    """One start of both serves all questions: the door of http, cookies, files, the address, limits."""
    with closing(Browser(front[1]).connection) as plain:
        plain.request("GET", "/me/?a=1", headers={"Host": NAME})
        moved = plain.getresponse()
        assert (moved.status, moved.headers["Location"]) == (301, f"https://{NAME}/me/?a=1")
    answer, page = browse().ask("GET", "/sign-in")
    assert answer.status == 200 and "登录" in page.decode()
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "default-src" in answer.headers["Content-Security-Policy"]
    _static_files(browse(), page.decode())
    _the_address_is_believed_and_not_chosen(browse("127.0.0.2"), page.decode(), cookie)
    _the_upload_limit(browse)
    _another_name(front)
    _while_it_restarts(browse, site[1])


def _static_files(browser, page):
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    answer, text = browser.ask("GET", sheet, Accept_Encoding="gzip")
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["Cache-Control"] and text
    assert answer.headers["Content-Type"].startswith("text/css")
    assert browser.ask("GET", "/static/0123456789ab/../../setup.cfg")[0].status in (400, 404)


def _the_address_is_believed_and_not_chosen(browser, page, cookie):
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    answer, _page = browser.ask(
        "POST", "/sign-in", f"csrf_token={token}&phone=13800001234&password=wrong",
        Content_Type="application/x-www-form-urlencoded", Cookie=cookie.split(";")[0],
        Origin=f"https://{NAME}", Referer=f"https://{NAME}/sign-in", X_Forwarded_For="9.9.9.9")
    assert answer.status == 422
    with db.connection_context():
        keys = {guess.key for guess in Guess.select()}
    assert guesses.key("sign-in-from", "127.0.0.2") in keys
    assert not keys & {guesses.key("sign-in-from", other) for other in ("9.9.9.9", "127.0.0.1")}


def _the_upload_limit(browse):
    """Below it the site answers, above it nginx does at once, and in the same words."""
    form = {"Content_Type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n' + bytes(20_000_000)
    answer, _page = browse().ask("POST", "/sign-in", body + b"\r\n--x--\r\n", **form)
    assert answer.status in (400, 422)
    browser = browse()
    browser.connection.putrequest("POST", "/sign-in", skip_host=True)
    for name, value in (("Host", NAME), ("Content-Length", str(65 * 1024 * 1024)),
                        ("Content-Type", "multipart/form-data; boundary=x")):
        browser.connection.putheader(name, value)
    browser.connection.endheaders()
    answer = browser.connection.getresponse()
    assert answer.status == 413 and "文件太大了" in answer.read().decode()
    assert answer.headers["HX-Retarget"] == "body"


def _another_name(front):
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", front[0])) as door, pytest.raises(ssl.SSLError):
        context.wrap_socket(door, server_hostname="another.example.org").close()


def _while_it_restarts(browse, process):
    process.terminate()
    process.wait(30)
    answer, page = browse().ask("GET", "/sign-in")
    assert answer.status == 502 and "正在重新启动" in page.decode()
    assert answer.headers["Retry-After"] == "60"


def test_systemd_finds_no_fault_with_the_unit(tmp_path):
    text = (DEPLOY / "linli.service").read_text().replace("/opt/linli/linli", str(ROOT / "linli"))
    (tmp_path / "linli.service").write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", tmp_path / "linli.service"],
                          capture_output=True, text=True, env={**os.environ, "LANG": "C"})
    faults = [line for line in done.stderr.splitlines() if "linli.service" in line]
    assert (done.returncode, faults) == (0, []), done.stderr


def test_the_unit_holds_the_site_in(unit):
    wanted = {"User": "linli", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes",
              "StateDirectory": "linli", "StateDirectoryMode": "0700", "UMask": "0077",
              "Restart": "always", "CapabilityBoundingSet": "", "EnvironmentFile": "/etc/linli/linli.env"}
    assert {name: unit["Service"].get(name) for name in wanted} == wanted
    assert unit["Service"]["Environment"] == "LINLI_DATA=/var/lib/linli"


def test_the_environment_names_settings_that_there_are():
    text = (DEPLOY / "linli.env").read_text()
    named = set(re.findall(r"^#?LINLI_(\w+)=", text, re.M))
    assert named and named <= SETTINGS.keys()
    for setting in ("TRUSTED_HOSTS", "SITE_URL", "PROXIES", "MAIL_HOST", "MAIL_FROM", "BACKUP_KEY"):
        assert setting in named, f"linli check asks for {setting}"


def test_error_pages_of_nginx_say_what_the_site_says():
    page = (DEPLOY / "pages/413.html").read_text()
    assert all(str(words) in page for words in ERRORS[413])
