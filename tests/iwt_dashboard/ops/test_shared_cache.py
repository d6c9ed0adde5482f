"""The shared cache: what it is set to, what may lie in it, and that nobody notices when it is cut off."""

import socket

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured

from iwt_dashboard.ops import shared_cache
from iwt_dashboard.ops.shared_cache import PlainValues, SharedCache, SharedLimits, Trouble, cache_settings


@pytest.fixture(autouse=True)
def _is_asked(monkeypatch):
    monkeypatch.setattr(Trouble, "until", float("-inf"))


@pytest.fixture
def nowhere():
    """An address at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


def test_without_an_address_everything_stays_where_it_was():
    assert cache_settings("", limits={"a": 1}) == {"default": {"a": 1}}


@pytest.mark.parametrize(
    ("given", "used"), [("redis://h:1/0", "redis://h:1/0"), ("valkeys://h", "rediss://h"), ("unix:///s", "unix:///s")]
)
def test_an_address_is_for_pages_and_for_limits(given, used):
    found = cache_settings(given, limits={"a": 1})

    assert found["pages"]["LOCATION"] == found["default"]["LOCATION"] == used
    assert found["pages"]["KEY_PREFIX"] != found["default"]["KEY_PREFIX"]
    assert found[shared_cache.LIMITS_IN_DATABASE] == {"a": 1}


def test_an_address_that_cannot_be_used_is_refused_in_words(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL begins with"):
        cache_settings("memcached://h", limits={})
    monkeypatch.setattr(shared_cache, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-scale\.lock"):
        cache_settings("redis://h", limits={})


VALUES = [b"<html>", b"12", "12", 12, -3, 1.5, True, None, [1.5, "a"], {"a": [b"x", None]}, ""]


@pytest.mark.parametrize("value", VALUES)
def test_what_lies_in_it_comes_back(value):
    kept = PlainValues()
    stored = kept.dumps(value)

    found = kept.loads(str(stored).encode() if isinstance(stored, int) else stored)

    assert found == value
    assert type(found) is type(value)


def test_a_cache_that_is_away_answers_as_an_empty_one_and_is_left_alone(nowhere, monkeypatch, caplog):
    cache = SharedCache(nowhere, {})

    assert cache.get("a", 7) == 7
    monkeypatch.setattr(shared_cache.RedisCache, "get", lambda *args, **kwargs: pytest.fail("asked"))
    assert cache.get("a") is None
    assert cache.get_many(["a", "b"]) == {}
    assert cache.get_or_set("a", lambda: "built") == "built"
    assert cache.set("a", 1) is None
    assert cache.set_many({"a": 1}) == ["a"]
    assert [cache.add("a", 1), cache.delete("a"), cache.touch("a"), "a" in cache] == [False] * 4
    assert cache.clear() is None
    assert cache.delete_many(["a"]) is None
    assert [record.getMessage() for record in caplog.records] == ["The shared cache is away."]


def test_it_is_asked_again_after_a_while(nowhere, monkeypatch):
    cache = SharedCache(nowhere, {})
    cache.get("a")
    monkeypatch.setattr(Trouble, "until", shared_cache.time.monotonic() - 0.001)
    monkeypatch.setattr(shared_cache.RedisCache, "get", lambda self, key, default=None, version=None: "there")

    assert cache.get("a") == "there"


@pytest.mark.django_db
def test_limits_are_counted_in_the_database_while_it_is_away(nowhere, settings):
    settings.CACHES = {**settings.CACHES, shared_cache.LIMITS_IN_DATABASE: settings.CACHES["default"]}
    limits = SharedLimits(nowhere, {})

    assert limits.add("key", True, timeout=5)
    assert not limits.add("key", True, timeout=5)
    limits.set("failures", [1.5], 60)

    assert limits.get("failures", []) == caches[shared_cache.LIMITS_IN_DATABASE].get("failures") == [1.5]
