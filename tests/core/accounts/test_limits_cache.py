"""Limits count in the database, for all processes together, and outlive a clock that jumps."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.utils import timezone

from core.accounts import limits_cache
from core.accounts.limits_cache import LimitsCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_processes():
    """The cache as two worker processes see it."""
    return LimitsCache("core_limits", {}), LimitsCache("core_limits", {})


def test_the_limits_are_counted_in_the_database():
    assert isinstance(caches["default"], DatabaseCache)


def test_what_one_process_counts_the_other_knows(two_processes):
    one, other = two_processes
    one.set("tries", [1.0], 600)

    assert other.get("tries") == [1.0]
    assert not other.add("tries", [])


def test_what_a_clock_that_ran_ahead_wrote_is_forgotten(two_processes, monkeypatch):
    one, other = two_processes
    with monkeypatch.context() as ahead:
        ahead.setattr("django.core.cache.backends.base.time.time", lambda: timezone.now().timestamp() + 86_400)
        one.set("tries", [1.0] * 5, 600)

    assert other.get("tries") is None
    assert other.add("tries", [])


def test_what_was_written_in_time_is_kept(two_processes):
    one, other = two_processes
    one.set("tries", [1.0], limits_cache.LONGEST / timedelta(seconds=1) - 5)

    assert other.get("tries") == [1.0]


def test_many_addresses_do_not_push_out_the_limit_of_one(two_processes, settings):
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
