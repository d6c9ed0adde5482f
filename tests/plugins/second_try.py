"""A second try for tests that drive real processes: a browser, a server, a database that is killed.

Such a test can fail because the machine was busy for a second, and would then hold up everything else. It runs once
more, and the report names it as RERUN, so that one which needs this often is found and mended. A fault of the product
fails twice. Tests that keep to one process get no second try: for them a failure now and then is a fault.
"""

import pytest

# Where a test's address begins.
REAL_PROCESSES = (
    "tests/browser/",
    "tests/product/test_chaos.py",
    "tests/product/test_import_chaos.py",
    "tests/product/test_import_chaos.py",
    "tests/iwt_dashboard/ops/test_backup.py",
    "tests/iwt_dashboard/ops/test_database_away.py",
    "tests/iwt_dashboard/ops/test_embedded_postgres.py",
    "tests/iwt_dashboard/ops/test_server.py",
    "tests/iwt_dashboard/ops/test_serve.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    for item in items:
        if item.nodeid.startswith(REAL_PROCESSES):
            item.add_marker(pytest.mark.flaky(reruns=1))
