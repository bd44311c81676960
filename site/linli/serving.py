"""Web and jobs as one command: gunicorn and huey's consumer, as children that end together."""

import multiprocessing
import os
import signal
import sys

from gunicorn.app.base import BaseApplication

from linli import create_app
from linli.logs import configure

THREADS = 8


class Server(BaseApplication):
    """gunicorn with our settings, without a file of its own."""

    def __init__(self, **options):
        self.options = options
        super().__init__()

    def load_config(self):
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        return create_app()


def serve(host, port, workers):
    """Serve until a signal comes; then web and jobs end together."""
    configure()
    jobs = multiprocessing.get_context("spawn").Process(target=_work, daemon=True)
    jobs.start()
    print(f"邻里 http://{host}:{port}", file=sys.stderr, flush=True)
    Server(bind=f"{host}:{port}", workers=workers, threads=THREADS, worker_class="gthread",
           worker_tmp_dir="/dev/shm" if os.path.isdir("/dev/shm") else None,
           control_socket_disable=True, timeout=60, graceful_timeout=10,
           on_exit=lambda server: _stop(jobs), loglevel="warning").run()


def _work():
    """The jobs' process: it ends with its parent, also when that was killed."""
    configure()
    app = create_app()
    consumer = app.huey.create_consumer(workers=1, periodic=True, check_worker_health=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    consumer.run()


def _stop(jobs):
    if jobs.is_alive():
        jobs.terminate()
        jobs.join(15)
