"""How long the main pages take and how many queries they cost, on fresh demonstration data: `make bench`.

Seconds are those of a visitor: over HTTP, one request after another, the median of 20. Queries are counted in this
process against the same database. Every page is asked for by the public and by the focal point of Viet Nam.
"""

import http.cookiejar
import os
import statistics
import sys
import time
import urllib.request

from tests.tools.bench_iati import measure_import
from tests.tools.instance import Instance, instance
from tests.tools.screenshots import pages

ROUNDS = 20
PERSON = "focal.vnm@example.org"


def seconds(opener: urllib.request.OpenerDirector, url: str) -> float:
    """Median seconds from asking until the last byte, after one round to warm up."""
    taken = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        opener.open(url).read()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])


def measure(running: Instance) -> None:
    """Print a table with a line for every page and visitor."""
    os.environ.update({**running.environment, "DATABASE_URL": running.database.url()})
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from core.models import User

    person = User.objects.get(email=PERSON)
    print(f"{'page':<14}{'visitor':<10}{'ms':>8}{'queries':>9}{'kB':>8}")
    for name, path in pages(running.url).items():
        for visitor in ("public", "focal"):
            client = Client(SERVER_NAME="127.0.0.1")
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            if visitor == "focal":
                client.force_login(person)
                opener.addheaders = [("Cookie", f"sessionid={client.cookies['sessionid'].value}")]
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                size = len(client.get(path).content)
            took = seconds(opener, running.url + path)
            print(f"{name:<14}{visitor:<10}{took * 1000:8.1f}{len(queries):9}{size / 1000:8.1f}")


def main() -> int:
    """Measure starting and answering; return the exit code."""
    with instance() as running:
        print(f"first start, demonstration data included: {running.start():.1f} s")
        running.stop()
        print(f"second start: {running.start():.1f} s")
        measure(running)
        measure_import()
    return 0


if __name__ == "__main__":
    sys.exit(main())
