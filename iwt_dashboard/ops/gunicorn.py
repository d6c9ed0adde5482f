"""Settings of the application server: `gunicorn -c python:iwt_dashboard.ops.gunicorn iwt_dashboard.wsgi:application`.

`manage.py serve` starts it so; an installation may start it itself, behind a proxy.
"""

import os

from environs import Env

from iwt_dashboard.ops.logging_format import logging_settings
from iwt_dashboard.ops.parent_process import end_with_parent
from iwt_dashboard.ops.paths import BASE_DIR
from iwt_dashboard.ops.supervisor import PARENT

Env().read_env(str(BASE_DIR / ".env"), recurse=False)
# The settings ask how patient the database is to be: a request waits less long than a command.
os.environ["IWT_PROCESS"] = "web"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# A thread waits for the database most of its time. DATABASE_POOL_SIZE should not be less than this.
worker_class = "iwt_dashboard.ops.gunicorn_worker.Worker"
threads = int(os.environ.get("WEB_THREADS") or 4)
# Each worker loads the application itself, so that no connection or pool is ever shared over a fork.
preload_app = False
timeout = 60
# How long a request may still take that is under way when the server is asked to stop.
graceful_timeout = 30
keepalive = 5
# Longer than any address of ours with every filter set; as many headers as a browser and two proxies send.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# What a proxy claims is believed only where there is one; then from this machine or from where PROXY_ADDRESSES says.
# Paths are never taken from a header.
_behind_proxy = os.environ.get("BEHIND_PROXY", "").lower() in {"1", "true", "yes", "on"}
forwarded_allow_ips = (os.environ.get("PROXY_ADDRESSES") or "127.0.0.1,::1") if _behind_proxy else ""
forwarder_headers = ""
# The heartbeat file of a worker belongs in memory: a slow disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True
# The line of a request is written by the product, which knows its route; the rest goes through the same lines.
accesslog = None
_is_for_people = any(os.environ.get(name, "").lower() in {"1", "true", "yes", "on"} for name in ("DEBUG", "IWT_DEMO"))
logconfig_dict = logging_settings(
    os.environ.get("LOG_FORMAT") or ("text" if _is_for_people else "json"), os.environ.get("LOG_LEVEL") or "INFO"
)
default_proc_name = "iwt-dashboard"


def on_starting(server: object) -> None:
    """End with `manage.py serve` where that started us."""
    if parent := os.environ.pop(PARENT, ""):
        end_with_parent(int(parent))


def when_ready(server: object) -> None:
    """Say where the site is, once the socket listens."""
    if banner := os.environ.pop("IWT_BANNER", ""):
        print(banner, flush=True)
