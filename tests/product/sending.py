"""A form sent within a transaction that is taken back, and what it wrote."""

import re
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.product.asking import read

WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session)')
LONG = "x" * 100_000


class Sent:
    """What came of a form, and the statements that wrote; taken back afterwards."""

    def __init__(self, client: Client, address: str, data: Any, **options: Any) -> None:
        connection.queries_log.clear()
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            answer = client.post(address, data, **options)
            # What the database holds at the end of the request must satisfy its own deferred constraints, too.
            connection.check_constraints()
            transaction.set_rollback(True)
        client.cookies.pop("messages", None)
        self.status, self.body = answer.status_code, read(answer.content)
        self.writes = [query["sql"] for query in queries if WRITES.search(query["sql"])]
