"""Which tests keep to one worker, because what they start takes long and need not be started twice.

xdist has marks for this, which pytest 9.2 no longer lets it hand on: the scheduler asks here instead.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

# Where a test's address begins -> its group.
GROUPS = {
    "tests/browser/test_every_page.py": "every page",  # the longest: the other worker takes the rest meanwhile
    "tests/browser/": "browser",
    "tests/iwt_dashboard/ops/test_serve.py": "serve",
    "tests/product/test_query_growth.py": "growth",
}


class NeighboursTogether(LoadGroupScheduling):
    """Hands out single tests, and groups as a whole; the largest group first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in GROUPS.items() if nodeid.startswith(start)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> NeighboursTogether | None:
    """Take the place of `--dist loadgroup`; other ways of handing out tests stay as they are."""
    return NeighboursTogether(config, log) if config.getoption("dist") == "loadgroup" else None
