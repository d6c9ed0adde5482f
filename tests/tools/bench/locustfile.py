"""What locust runs where there is no wrk: everybody asks for one address again and again, over one connection each."""

import json
import os

from locust import FastHttpUser, task

EXPECTED = int(os.environ["BENCH_EXPECTED"])


class Reader(FastHttpUser):  # type: ignore[misc]
    """Somebody who never pauses."""

    @task  # type: ignore[untyped-decorator]
    def read(self) -> None:
        """Ask once; an answer of another status than the expected one is a failure."""
        url, headers = os.environ["BENCH_URL"], json.loads(os.environ["BENCH_HEADERS"])
        with self.client.get(url, headers=headers, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code == EXPECTED:
                answer.success()
            else:
                answer.failure(f"status {answer.status_code}")
