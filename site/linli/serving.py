"""Web and jobs as one command: gunicorn, and huey's consumer as its child; they end together."""

import os
import signal
import subprocess
import sys
import threading

from gunicorn.app.base import BaseApplication

from linli import config, create_app
from linli.jobs import watch_imports
from linli.logs import configure
from linli.operations import running

THREADS = 8


class Server(BaseApplication):
    """gunicorn with our settings, without a file of its own."""

    def __init__(self, **options):
        self.options = options
        super().__init__()

    def load_config(self):
        """Take the settings that were given."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        """One app a worker."""
        return create_app()


def serve(host, port, workers):
    """Serve until a signal comes; then web and jobs end together."""
    configure()
    with running.told(config.read()["DATA"]):
        jobs = subprocess.Popen([sys.executable, "-c", "from linli.serving import work; work()"],
                                stdin=subprocess.PIPE, start_new_session=True)
        threading.Thread(target=_end_with_jobs, args=(jobs,), daemon=True).start()
        Server(bind=f"{host}:{port}", workers=workers, threads=THREADS, worker_class="gthread",
               worker_tmp_dir="/dev/shm" if os.path.isdir("/dev/shm") else None,
               control_socket_disable=True, timeout=60, graceful_timeout=10,
               when_ready=lambda server: _announce(host, port), on_exit=lambda server: _stop(jobs),
               loglevel="warning").run()


def work():
    """The jobs' process: it ends when its standard input does, also where the parent was killed."""
    configure()
    app = create_app()
    consumer = app.huey.create_consumer(workers=3, periodic=True)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threading.Thread(target=watch_imports, args=(app,), daemon=True).start()
    consumer.run()


def _end_with_jobs(jobs):
    """Without its clock the site would go on in silence: end, and be started again whole."""
    jobs.wait()
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(host, port):
    print(f"邻里 http://{host}:{port}", file=sys.stderr, flush=True)


def _end_with_parent():
    os.read(0, 1)  # nothing is ever written: this returns when the parent is gone
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(jobs):
    jobs.terminate()
    try:
        jobs.wait(15)
    except subprocess.TimeoutExpired:
        jobs.kill()
