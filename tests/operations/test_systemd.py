"""deploy/linli.service in the hands of a systemd of its own: set up by the commands of deploy/README.md, word
for word, on a machine made of namespaces (machine.sh) whose only network is its loopback. Takes root.
"""

import ctypes
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "deploy/README.md").read_text()
SITE = "linli.example.org"
WITHIN = 60  # seconds for anything to happen
NAMESPACES = ("--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup")


def until(holds, what):
    """Ask again and again until it holds; returns the answer."""
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        if answer := holds():
            return answer
        signal.sigtimedwait([], 0.1)  # give the machine its processor
    pytest.fail(f"after {WITHIN} seconds: {what}")


def commands(*starts):
    """The lines of deploy/README.md's commands that begin so, without what is said beside them."""
    lines = [line[4:].split("  #")[0].rstrip() for line in README.splitlines() if line.startswith("    ")]
    found = [line for line in lines if line.startswith(starts)]
    assert {next(start for start in starts if line.startswith(start)) for line in found} == set(starts)
    return "\n".join(found)


class Machine:
    """Processes in the namespaces of the systemd with this pid."""

    def __init__(self, pid):
        self.pid = pid

    def run(self, script):
        """What a shell of the machine's root prints for this script, which has to succeed."""
        done = subprocess.run(["nsenter", f"--target={self.pid}", "--all", "bash", "-euc", script], cwd="/",
                              capture_output=True, text=True, timeout=WITHIN, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout.strip()

    def shown(self, name):
        """One property of the unit, as systemd tells it."""
        return self.run(f"systemctl show linli --value --property={name}")

    def ask(self, method, path, body=None, **headers):
        """(status, headers, text) of the site, asked as nginx does; None where nobody answers."""
        connection = http.client.HTTPConnection(SITE, timeout=WITHIN)
        try:
            with ThreadPoolExecutor(1) as thread:  # only that thread steps over into the other network
                connection.sock = thread.submit(self._door).result()
            connection.request(method, path, body, {"Host": SITE, "X-Forwarded-Proto": "https", **headers})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        except OSError:
            return None
        finally:
            connection.close()

    def _door(self):
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/proc/{self.pid}/ns/net") as network:
            assert libc.setns(network.fileno(), 0) == 0, os.strerror(ctypes.get_errno())
        return socket.create_connection(("127.0.0.1", 8000), WITHIN)


@pytest.fixture
def cgroup():
    """A control group of its own, so that the machine's systemd sees nobody else's processes."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    top = next(Path(where) for _what, where, kind, *_rest in mounts if kind == "cgroup2")
    own = re.search(r"^0::/(.*)$", Path("/proc/self/cgroup").read_text(), re.M)[1]
    folder = top / own / f"linli-test-{os.getpid()}"
    folder.mkdir()
    yield folder
    for each in sorted(folder.glob("**/"), reverse=True):
        each.rmdir()


@pytest.fixture
def machine(cgroup, tmp_path):
    """A machine on which systemd runs, and no unit but the journal."""
    start = 'echo $$ >"$0"/cgroup.procs; exec setpriv --pdeathsig KILL unshare --fork --kill-child "$@"'
    log = tmp_path / "machine.log"
    (tmp_path / "root").mkdir()
    with open(log, "w") as written:
        process = subprocess.Popen(
            ["bash", "-c", start, cgroup, *NAMESPACES, "bash", Path(__file__).with_name("machine.sh"), ROOT,
             sys.base_prefix, tmp_path / "root"], stdin=subprocess.DEVNULL, stdout=written, stderr=written)
    try:
        yield Machine(until(lambda: _first(process, log), "no systemd"))
    finally:
        for pid in _children(process.pid):
            os.kill(int(pid), signal.SIGKILL)  # the machine's process 1, and with it all others
        process.wait(WITHIN)


def _first(process, log):
    """The pid of the machine's process 1, once it is systemd."""
    assert process.poll() is None, log.read_text()
    return next((pid for pid in _children(process.pid)
                 if Path(f"/proc/{pid}/comm").read_text() == "systemd\n"), None)


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.fixture
def installed(machine):
    """(machine, password of the administrator): Linli as deploy/README.md sets it up, and running."""
    script = re.search(r"^    #!/bin/sh\n(    .+\n)+", README, re.M)[0].replace("    ", "")
    until(lambda: machine.run("systemctl is-active basic.target || true") == "active", "not booted")
    machine.run(f"cat >/usr/local/sbin/linli <<'END'\n{script}END\nchmod +x /usr/local/sbin/linli")
    machine.run("cd /opt/linli\n" + commands("useradd ", "install -D -m 600 ",
                                             "install -m 644 deploy/linli.service ", "install -d "))
    machine.run(commands("linli import "))
    said = machine.run(commands("linli user "))
    machine.run(commands("systemctl enable --now linli"))
    return machine, re.search(r"：(\w+)$", said)[1]


def answers(machine):
    """Wait until the site is well."""
    until(lambda: (machine.ask("GET", "/health") or [0])[0] == 200,
          f"no answer: {machine.run('journalctl --no-pager --unit=linli')}")


def sign_in(machine, password):
    """The cookies of the administrator."""
    _status, headers, page = machine.ask("GET", "/sign-in")
    cookie = cookies(headers)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    body = urllib.parse.urlencode({"csrf_token": token, "phone": "13800001234", "password": password})
    status, headers, page = machine.ask("POST", "/sign-in", body, Cookie=cookie, Referer=f"https://{SITE}/sign-in",
                                        **{"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 303, page
    return cookies(headers)


def cookies(headers):
    """What a browser would send back."""
    return "; ".join(each.split(";")[0] for each in headers.get_all("Set-Cookie"))


def mine(machine, cookie):
    """The status of the page that only who is signed in may see."""
    return machine.ask("GET", "/me/", Cookie=cookie)[0]


def test_systemd_runs_the_unit(installed):
    """It answers, stands up again after a kill, ends cleanly, and keeps what it wrote: one start for all."""
    machine, password = installed
    answers(machine)
    cookie = sign_in(machine, password)
    assert (mine(machine, cookie), mine(machine, "")) == (200, 302)
    assert machine.shown("UnitFileState") == "enabled"
    _it_is_held_in(machine)
    _it_is_started_again(machine)
    assert mine(machine, cookie) == 200
    _it_ends_when_asked(machine)
    machine.run("systemctl start linli")
    answers(machine)
    assert mine(machine, cookie) == 200


def _it_is_held_in(machine):
    """As the site's user, inside what systemd has put around the process itself."""
    main = machine.shown("MainPID")
    status = dict(re.findall(r"^(\w+):\t(.*)$", machine.run(f"cat /proc/{main}/status"), re.M))
    assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert machine.run(f"stat -c %U /proc/{main}") == "linli"
    assert machine.run("stat -c '%U %a' /var/lib/linli /etc/linli/linli.env") == "linli 700\nroot 600"
    assert machine.run("stat -c %a /var/lib/linli/linli.db") == "600"
    machine.run("touch /home/planted /root/planted")
    tried = {"mine": "touch /var/lib/linli/probe && rm /var/lib/linli/probe", "tmp": "touch /tmp/$$",
             "etc": "touch /etc/probe", "code": "touch /usr/local/sbin/probe", "home": "ls /home/planted",
             "root": "ls /root/planted", "groups": "mkdir /sys/fs/cgroup/probe",
             "settings": "cat /etc/linli/linli.env", "others": "ls /proc/1"}
    script = "; ".join(f"({what}) &>/dev/null && echo {name}" for name, what in tried.items())
    inside = f"nsenter --target={main} --mount"  # as root first: only the walls count then
    as_linli = f"{inside} --setuid=$(id -u linli) --setgid=$(id -g linli)"
    for entered, may in ((inside, "mine tmp settings others"), (as_linli, "mine tmp")):
        assert machine.run(f"{entered} bash -c '{script}; true'").split() == may.split()
    assert machine.run("ls /tmp").startswith("systemd-private-"), "the site's /tmp is not its own"


def _it_is_started_again(machine):
    before = machine.shown("MainPID")
    machine.run(f"kill -9 {before}")
    until(lambda: machine.shown("NRestarts") == "1", "systemd does not start it again")
    answers(machine)
    assert machine.shown("MainPID") not in (before, "0")


def _it_ends_when_asked(machine):
    machine.run("systemctl stop linli")
    assert (machine.shown("ActiveState"), machine.shown("Result")) == ("inactive", "success")
    left = machine.run("cat /sys/fs/cgroup/system.slice/linli.service/cgroup.procs 2>/dev/null || true")
    assert left == "" and machine.ask("GET", "/health") is None
