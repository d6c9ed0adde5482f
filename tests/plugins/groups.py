"""Which tests keep to one worker, because what they start takes long and need not be started twice.

xdist has marks for this, which pytest 9.2 no longer lets it hand on: the scheduler asks here instead.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

# Where a test's address begins -> its group.
GROUPS = {
    "tests/browser/test_every_page.py": "every page",
    "tests/browser/": "browser",
    "tests/iwt_dashboard/ops/test_serve.py": "serve",
    "tests/iwt_dashboard/ops/test_embedded_postgres.py": "database servers",
    "tests/product/test_query_growth.py": "growth",
    # Half a minute each, of which most is waiting: a group begins before all single tests.
    "tests/product/test_chaos.py": "chaos",
    "tests/product/test_import_chaos.py": "chaos",
}
# Each test here starts or stops what it needs; in the order in which they stand there, that is done least often.
AS_WRITTEN = "tests/iwt_dashboard/ops/test_serve.py"


class NeighboursTogether(LoadGroupScheduling):
    """Hands out single tests, and groups as a whole; the largest group first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in GROUPS.items() if nodeid.startswith(start)), nodeid)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Forget what is done: all that a worker was ever given is gone through after each test."""
        super().mark_test_complete(node, item_index, duration)
        given = self.assigned_work[node]
        group = self._split_scope(self.registered_collections[node][item_index])
        if all(given[group].values()):
            del given[group]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of one module back into their order, at the places that they have been given."""
    places = [place for place, item in enumerate(items) if item.nodeid.startswith(AS_WRITTEN)]
    written = sorted((items[place] for place in places), key=lambda item: item.reportinfo()[1] or 0)
    for place, item in zip(places, written, strict=True):
        items[place] = item


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> NeighboursTogether | None:
    """Take the place of `--dist loadgroup`; other ways of handing out tests stay as they are."""
    return NeighboursTogether(config, log) if config.getoption("dist") == "loadgroup" else None
