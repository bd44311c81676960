"""Whether the site runs on a data folder: its processes share a lock as long as one of them lives."""

import fcntl
from contextlib import contextmanager

LOCK = "serving.lock"


@contextmanager
def told(data):
    """Let others see that the site runs on the folder `data`; children that are forked tell it too."""
    with open(data / LOCK, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def is_running(data):
    """Whether `linli run` or `linli serve` runs on the folder `data`."""
    if not (data / LOCK).exists():
        return False
    with open(data / LOCK, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
