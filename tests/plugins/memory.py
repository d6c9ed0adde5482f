"""What has been imported stays: the collector of unused objects need not look through it again and again.

It would take an eighth of the time of a run.
"""

import gc

import pytest


def pytest_collection_finish(session: pytest.Session) -> None:
    """Set apart what is there before the first test, and look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
