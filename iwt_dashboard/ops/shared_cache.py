"""The cache that all machines share, a Valkey or Redis: pages, and the limits on attempts to log in (ADR 51).

It may be cut off at any moment, and nobody is to see that. What was asked of it is then answered as by an empty one,
and for limits by the database, where they are counted without it. It is asked again two seconds later: a cache that
hangs costs one request in two seconds a quarter of a second.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import msgspec
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

ANSWERS_WITHIN_SECONDS = 0.25
ASKED_AGAIN_AFTER_SECONDS = 2.0
# What is in no other table, and where the limits are counted while the cache is away.
LIMITS_IN_DATABASE = "limits-in-database"
# How an empty cache answers; the others with None.
EMPTY: dict[str, Callable[..., Any]] = {
    "add": lambda key, value, *args, **kwargs: False,
    "get": lambda key, default=None, *args, **kwargs: default,
    "get_many": lambda keys, *args, **kwargs: {},
    "has_key": lambda key, *args, **kwargs: False,
    "touch": lambda key, *args, **kwargs: False,
    "delete": lambda key, *args, **kwargs: False,
    "set_many": lambda data, *args, **kwargs: list(data),
}


def cache_settings(url: str, *, limits: dict[str, Any]) -> dict[str, Any]:
    """Django's `CACHES`: the limits as given where `url` is empty, else limits and built pages in the shared cache."""
    if not url:
        return {"default": limits}
    if find_spec("redis") is None:
        raise ImproperlyConfigured("CACHE_URL is set, and its library is missing: install requirements-scale.lock.")
    scheme, _, rest = url.partition("://")
    kinds = {"redis": "redis", "rediss": "rediss", "unix": "unix", "valkey": "redis", "valkeys": "rediss"}
    if scheme not in kinds:
        raise ImproperlyConfigured("CACHE_URL begins with an unknown word. It is redis://, rediss:// or unix://.")
    shared = {"LOCATION": f"{kinds[scheme]}://{rest}", "TIMEOUT": 600}
    room = "iwt_dashboard.ops.shared_cache"
    return {
        "default": {"BACKEND": f"{room}.SharedLimits", "KEY_PREFIX": "limits", **shared},
        "pages": {"BACKEND": f"{room}.SharedCache", "KEY_PREFIX": "pages", **shared},
        LIMITS_IN_DATABASE: limits,
    }


class PlainValues:
    """Writes values down as MessagePack: whoever can write into the cache could run any program with pickled ones."""

    def dumps(self, value: Any) -> int | bytes:
        """The bytes of a value; a whole number stays one, so that the cache can count with it."""
        return value if type(value) is int else msgspec.msgpack.encode(value)

    def loads(self, data: bytes) -> Any:
        """The value again. Tuples come back as lists."""
        with suppress(ValueError):
            return int(data)
        return msgspec.msgpack.decode(data)


class Trouble:
    """Until when this process leaves the cache alone; what was said of it last."""

    lock = threading.Lock()
    until = float("-inf")

    @classmethod
    def is_there(cls) -> bool:
        """Whether the cache did not answer a moment ago."""
        return time.monotonic() < cls.until

    @classmethod
    def note(cls, error: Exception) -> None:
        """Leave it alone for a while, and say so once."""
        with cls.lock:
            if not cls.is_there():
                logger.warning("The shared cache is away.", extra={"trouble": type(error).__name__})
            cls.until = time.monotonic() + ASKED_AGAIN_AFTER_SECONDS


def _tried(operation: str) -> Any:
    """An operation of the cache that asks for what else there is where the cache does not answer."""

    def method(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        if not Trouble.is_there():
            try:
                return getattr(RedisCache, operation)(self, *args, **kwargs)
            except (self.errors, OSError, msgspec.DecodeError) as error:
                Trouble.note(error)
        return self.instead(operation, *args, **kwargs)

    method.__name__ = operation
    return method


class SharedCache(RedisCache):
    """Django's Redis backend, which answers as an empty cache while there is none."""

    add, get, set, touch = _tried("add"), _tried("get"), _tried("set"), _tried("touch")
    delete, has_key = _tried("delete"), _tried("has_key")
    get_many, set_many, delete_many = _tried("get_many"), _tried("set_many"), _tried("delete_many")
    clear = _tried("clear")

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        from redis.backoff import NoBackoff  # noqa: PLC0415  there only where a cache is set
        from redis.exceptions import RedisError  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        self.errors = RedisError
        options = {
            "serializer": PlainValues(),
            "socket_timeout": ANSWERS_WITHIN_SECONDS,
            "socket_connect_timeout": ANSWERS_WITHIN_SECONDS,
            "retry": Retry(NoBackoff(), 0),
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})

    def instead(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """What is answered without the cache."""
        return EMPTY.get(operation, lambda *args, **kwargs: None)(*args, **kwargs)


class SharedLimits(SharedCache):
    """Counts in the database while the cache is away: limits hold without it too, counted anew."""

    def instead(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """What the table of limits says."""
        return getattr(caches[LIMITS_IN_DATABASE], operation)(*args, **kwargs)
