"""No test is answered with a page that another one built: tests change more than rows, such as rules and settings.

Where the questions to the database are counted, it is those of a page of which nothing is kept.
"""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.test.utils import CaptureQueriesContext

from core.page_cache.parts import parts, rows
from core.page_cache.store import store


def forget() -> None:
    """Forget whatever is kept in this process."""
    for one in (store, parts, rows):
        one.clear()


@pytest.fixture(autouse=True)
def no_built_pages() -> Iterator[None]:
    """Begin each test, and each count, without built pages."""
    enter = CaptureQueriesContext.__enter__

    def forgetting(self: CaptureQueriesContext) -> Any:
        forget()
        return enter(self)

    forget()
    with mock.patch.object(CaptureQueriesContext, "__enter__", forgetting):
        yield
