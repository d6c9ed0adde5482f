"""What the log says, and what it never says: the lines of the site, its application server and its worker.

A line names a request by its id and route, a person by a key that means nothing outside the log, and an error by its
type and place. It holds no e-mail address, no address of a machine, no query string and nothing that was typed: a
message of an error may quote what was typed, so it is left out unless its type never does that.

Imports no Django settings: the application server asks here before Django is set up.
"""

import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from django_guid import get_guid
from pythonjsonlogger.json import JsonFormatter

REQUESTS = "iwt_dashboard.requests"
# What else a line may carry beside its message.
FIELDS = ("method", "route", "status", "ms", "queries", "person", "job", "trouble")
# Their messages speak of the program and never quote data.
SPEAKING = (AttributeError, ImportError, NameError, RecursionError, AssertionError)

_MAIL = re.compile(r"[^\s<>\"'=,;:()\[\]{}|]+@[^\s<>\"'=,;()\[\]{}|]+")
_IPV4 = re.compile(r"(?<![\d.])(?!127\.0\.0\.1|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_IPV6 = re.compile(
    r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}|(?<![\w:])(?:[0-9a-fA-F]{1,4}:)+:[0-9a-fA-F:]+"
)
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


def without_persons(text: str) -> str:
    """A text without e-mail addresses, addresses of machines and query strings."""
    text = _QUERY.sub(r"\1", text)
    return _IPV6.sub("[machine]", _IPV4.sub("[machine]", _MAIL.sub("[address]", text)))


def describe(error: BaseException) -> str:
    """What went wrong, without anything that the message of an error may quote."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SPEAKING):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: [Errno {error.errno}] {error.strerror}"
    cause = error if hasattr(error, "sqlstate") else error.__cause__
    diagnosis = getattr(cause, "diag", None)
    names = [getattr(diagnosis, name, None) for name in ("table_name", "constraint_name")]
    told = [str(part) for part in (getattr(cause, "sqlstate", None), *names) if part]
    return f"{name}: {' '.join(told)}" if told else name


def trace(error: BaseException) -> str:
    """The way to an error, oldest first, with what caused it; the frames name places in the program only."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain and len(chain) < 8:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    parts = []
    for link in reversed(chain):
        frames = traceback.extract_tb(link.__traceback__)[-25:]
        parts += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        parts.append(describe(link))
    return without_persons("\n".join(parts))


def message_of(record: logging.LogRecord) -> str:
    """The message of a line; of Django's own about requests only that there was one, for they quote addresses."""
    if record.name.startswith(("django.request", "django.security")):
        return f"{record.name.removeprefix('django.')}: {getattr(record, 'status_code', 'refused')}"
    if record.name == "waitress" and "serving" in str(record.msg):
        return str(record.msg).partition("serving")[0] + "serving a request"  # what follows is its address
    try:
        text = record.getMessage()
    except Exception:  # a faulty line must not take the request along
        text = str(record.msg)
    return without_persons(text)


def error_of(record: logging.LogRecord) -> BaseException | None:
    """The error that a line tells of."""
    return record.exc_info[1] if isinstance(record.exc_info, tuple) else None


class JsonLines(JsonFormatter):
    """One JSON object a line, with the fields named here and no others."""

    def format(self, record: logging.LogRecord) -> str:
        """The object; what a caller put on the record beside the named fields stays out."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data: dict[str, Any] = {"time": time, "level": record.levelname, "logger": record.name}
        log_data["message"] = message_of(record)
        if request := get_guid():
            log_data["request_id"] = request
        log_data |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if error := error_of(record):
            log_data["error"] = trace(error)
        return self.serialize_log_record(log_data)


class TextLines(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        """A line, and the way to the error below it."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {message_of(record)}"
        if request := get_guid():
            line += f" request={request}"
        if person := getattr(record, "person", None):
            line += f" person={person}"
        error = error_of(record)
        return f"{line}\n{trace(error)}" if error else line


def logging_settings(kind: str, level: str) -> dict[str, Any]:
    """The logging configuration of every process of the product; `kind` is `json` or `text`. All goes to stderr."""
    lines = {"json": JsonLines, "text": TextLines}[kind]
    quiet = {"level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": lines}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Each request has one line of ours; Django's own would repeat it, with its address.
            "django": {"handlers": [], "propagate": True},
            "django.request": quiet,
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "django_guid": quiet,
            "pikepdf": quiet,
            # Repeats itself while the database is away, which we say once a request.
            "psycopg.pool": quiet,
            "pgtrigger": quiet,
            # Tells of every job that starts and ends; what fails is told of anyhow.
            "procrastinate": {"level": "WARNING"},
            # Warns of every request that waits for a thread.
            "waitress.queue": quiet,
        },
    }
