"""Requests asked within a transaction that is taken back, and what was answered."""

import gzip
import re
import uuid
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, StringConverter, UUIDConverter

from core.converters import Iso3Converter, NeedCodeConverter
from tests.product.asking import read

# An address may read, take a press, or lead elsewhere; it may ask for a log-in (401: htmx), refuse, or not be there.
FINE = {200, 204, 301, 302, 400, 401, 403, 404, 405, 409, 413, 414, 422, 429, 431}
INSIDE = re.compile(
    r"Traceback|django\.(core|db|http|urls|contrib)\.|psycopg|site-packages|DoesNotExist|\.py\b.*line \d|SECRET_KEY"
)
MISSING = {"readyz"}  # tells that no worker runs beside the tests


@dataclass(frozen=True)
class Address:
    """An entry of the URL table: its view, and the values that its address wants, with what each may look like."""

    view: Any
    wants: dict[str, Any]


def table(resolver: Any = None, spaces: tuple[str, ...] = (), wants: Any = MappingProxyType({})) -> dict[str, Address]:
    """Every address of the URL table by its full name."""
    found: dict[str, Address] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        kinds = {**wants, **dict.fromkeys(entry.pattern.regex.groupindex), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            found |= table(entry, (*spaces, entry.namespace) if entry.namespace else spaces, kinds)
        elif entry.name:
            found[":".join((*spaces, entry.name))] = Address(entry.callback, kinds)
    return found


def likely(name: str, kind: Any) -> Any:
    """A value of the right shape that names nothing, for an address that wants one."""
    kinds = ((IntConverter, 987_654_321), (UUIDConverter, uuid.UUID(int=7)), (Iso3Converter, "ZZZ"))
    kinds += ((NeedCodeConverter, "VNM-999"), (StringConverter, "no-such"))
    fixed = {"app_label": "core"}.get(name, "7")
    return next((value for known, value in kinds if isinstance(kind, known)), fixed)


TABLE = table()
ADDRESSES = {
    name: reverse(name, kwargs={key: likely(key, kind) for key, kind in address.wants.items()})
    for name, address in TABLE.items()
}


class Asked:
    """An answer, however it came about; whatever it wrote is taken back."""

    def __init__(self, client: Client, method: str, path: str, body: bytes = b"", **options: Any) -> None:
        connection.queries_log.clear()
        content_type = options.pop("content_type", "application/x-www-form-urlencoded")
        cookies, environment = deepcopy(client.cookies), {}
        client.raise_request_exception = False
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            # The client would quote a path that is odd already.
            path, _, query = path.partition("?")
            if query:
                environment["QUERY_STRING"] = query
            answer = client.generic(method, path, body, content_type, **environment, **options)
            transaction.set_rollback(True)
        client.cookies = cookies
        client.raise_request_exception = True
        self.answer, self.status = answer, answer.status_code
        packed = b"" if answer.streaming else answer.content
        self.body = read(gzip.decompress(packed) if answer.headers.get("Content-Encoding") == "gzip" else packed)
        self.queries = [query["sql"] for query in queries]

    @property
    def faults(self) -> list[str]:
        """What is wrong with it."""
        found = [] if self.status in FINE else [f"answered {self.status}"]
        if found_inside := INSIDE.search(self.body):
            found.append(f"shows {found_inside[0]}")
        if (
            self.status >= 400
            and self.status != 401
            and not self.body.strip()
            and self.answer.request["REQUEST_METHOD"] != "HEAD"
        ):
            found.append(f"{self.status} without a word")
        return found


def gathered(faults: dict[Any, list[str]]) -> dict[Any, list[str]]:
    """Those with anything wrong."""
    return {key: found for key, found in faults.items() if found}


# --- Headers and cookies -----------------------------------------------------------------------------


SAMPLE = ["landing", "needs:list", "roadmap:observation", "account_login", "admin:index"]
