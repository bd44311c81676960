"""`linli run` and `linli serve`, as processes: they start, answer, and end cleanly."""

import os
import select
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from linli.operations import running
from linli.testing import environment

SECONDS = 40


@pytest.fixture
def linli(app):
    """`linli("run", PORT="…")`: a process of the command line on the data of `app`."""
    running = []

    def start(*arguments, **settings):
        process = subprocess.Popen(
            [sys.executable, "-m", "linli", *arguments], stderr=subprocess.PIPE, text=True,
            env={**environment(app.config), **settings}, start_new_session=True)
        running.append(process)
        return process
    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return str(door.getsockname()[1])


def wait_for(process, port):
    """Until the site says that it listens; then its answer to /health."""
    while f":{port}" not in (line := process.stderr.readline()):
        assert line, "it ended without listening"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=SECONDS) as answer:
        return answer.status


def wait_for_end(pids):
    """Until each of these processes is gone, at most SECONDS."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        with os.fdopen(handle):
            assert select.select([handle], [], [], SECONDS)[0], "a child outlives its parent"


def children(process):
    """The process ids of a process's children."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
        return [int(pid) for pid in file.read().split()]


def test_ctrl_c_ends_web_and_jobs_without_a_word(linli, app):
    port = free_port()
    process = linli("run", PORT=port)
    assert wait_for(process, port) == 200
    assert len(children(process)) == 2
    assert running.is_running(app.config["DATA"])
    pids = children(process)
    process.send_signal(signal.SIGINT)
    process.wait(SECONDS)
    said = process.stderr.read()
    assert "Traceback" not in said and "Fatal" not in said
    wait_for_end(pids)
    assert not running.is_running(app.config["DATA"])


def test_jobs_end_with_a_parent_that_was_killed(linli):
    port = free_port()
    process = linli("run", PORT=port)
    wait_for(process, port)
    pids = children(process)
    process.kill()
    wait_for_end(pids)


def test_serve_refuses_a_demo(linli):
    process = linli("serve", PORT=free_port())
    assert process.wait(SECONDS) == 1
    assert "演示" in process.stderr.read()
