"""Figures stand when questions to the database begin to be counted.

A site counts figures again before it commits. A test mostly commits nothing: without this, who reads first in it would
count what the test itself has written, and its questions would be taken for the reader's.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.test.utils import CaptureQueriesContext

from core.figures import settle

_begin: Any = CaptureQueriesContext.__enter__


def _begin_settled(self: Any) -> Any:
    if self.connection.alias == DEFAULT_DB_ALIAS:
        settle()
    return _begin(self)


CaptureQueriesContext.__enter__ = _begin_settled  # type: ignore[method-assign]
