"""Settings of the application server: `gunicorn -c python:iwt_dashboard.gunicorn iwt_dashboard.wsgi:application`.

`manage.py serve` starts it so; an installation may start it itself, behind a proxy.
"""

import atexit
import os
import signal

from iwt_dashboard import database

_embedded = database.embedded()
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# A thread waits for the database most of its time. DATABASE_POOL_SIZE should not be less than this.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)
# Each worker loads the application itself, so that no connection or pool is ever shared over a fork.
preload_app = False
timeout = 60
graceful_timeout = 20
keepalive = 5
# The heartbeat file of a worker belongs in memory: a slow disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True
# What was asked and how it went. No address, browser, referrer or query string: those are about persons.
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
default_proc_name = "iwt-dashboard"


def on_starting(server: object) -> None:
    """See to it that the embedded database which `manage.py serve` started goes with this process."""
    if held := os.environ.pop("IWT_DATABASE_HELD", ""):
        _embedded.inherit(int(held))
        atexit.register(_embedded.release)


def when_ready(server: object) -> None:
    """Say where the site is, once the socket listens, and let through the signals that `serve` held back."""
    if banner := os.environ.pop("IWT_BANNER", ""):
        print(banner, flush=True)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})


def post_fork(server: object, worker: object) -> None:
    """Workers inherit what is held and what is to be done at exit: both are the master's alone."""
    _embedded.forget()
