"""Asking the product as somebody: addresses, the rows that go through them, the answer and what it wrote and read."""

import io
import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import openpyxl
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from core.models import Country
from partners.coordination.models.calendar import token_of
from tests.exhaustive import EXHAUSTIVE
from tests.product.policy import PAGES
from tests.product.policy_terms import ANONYMOUS, Page, Press
from tests.product.universe import EVERYBODY, Row, Universe

NOWHERE: dict[str, list[Any]] = {
    "country": ["ZZZ"],
    "need": ["VNM-999"],
    "question": [987_654_321],
    "response": [987_654_321],
    "delivery": [987_654_321],
    "value": [987_654_321],
    "goal": ["no-such-goal"],
    "indicator": ["no-such-indicator", "VNM"],
    "indicator-of-all": ["no-such-indicator"],
    "programme": ["no-such-programme"],
    "pair": ["no-such-programme", "nor-this"],
    "organisation": ["no-such-organisation"],
    "round": [987_654_321],
    "import": [987_654_321],
    "round-sheet": [987_654_321, "VNM"],
    "mechanism": ["no-such-mechanism"],
    "engagement": ["no-such-mechanism", "VNM"],
    "raised": [987_654_321],
    "champion": [987_654_321],
    "approach": [987_654_321],
    "calendar": ["no-such-calendar"],
    "unsaved": ["00000000-0000-4000-8000-000000000000"],
    "passkey": [987_654_321],
    "document": ["00000000-0000-4000-8000-000000000000"],
    "of-need": ["need", 987_654_321],
    "of-record": ["need", 987_654_321],
    "version-of-need": ["need", 987_654_321, "need", 987_654_321],
}
# Records with a history of their own, and what stands for each in its address.
HISTORIES = {
    "Need": "need",
    "ReplyRound": "round",
    "Engagement": "engagement",
    "Champion": "champion",
    "Delivery": "delivery",
}
# Roles that belong to one country, one organisation or nobody, and so are shown the same rows.
SIDES = (
    ("focal_vnm", "clearing_vnm", "viewer_vnm", "alternate_vnm"),
    ("focal_tha", "clearing_tha"),
    ("editor_wcs", "viewer_wcs"),
    ("editor_traffic",),
    ("secretariat",),
    ("public", "deactivated"),
)
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(?!django_session|core_auditentry)')
# Tables of what countries and partners enter.
RECORDS = re.compile(r'(?:FROM|JOIN|INTO|UPDATE)\s+"((?:needs|roadmap|partners)_\w+)"')
# History puts its context in front of a statement.
SAVEPOINT = re.compile(r"(RELEASE |ROLLBACK TO )?SAVEPOINT (\S+)$")
TOKENS = re.compile(r'(csrfmiddlewaretoken" value|submit_token" value|draft_envelope" value|nonce|hx-headers)="[^"]*"')


def named_addresses(resolver: Any = None, spaces: tuple[str, ...] = ()) -> dict[str, URLPattern]:
    """Every address of the URL table by its full name."""
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= named_addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif entry.name:
            found[":".join((*spaces, entry.name))] = entry
    return found


# --- Rows and their addresses ------------------------------------------------------------------------


def rows_for(universe: Universe, kind: str) -> list[Row]:
    """The rows that go through an address: each state and disclosure once, the changes beside public needs, others'."""
    if kind == "":
        return [Row("", None, EVERYBODY)]
    if kind == "country":
        return [Row(kind, country, EVERYBODY) for country in Country.objects.filter(iso3__in=["VNM", "THA", "LAO"])]
    if kind == "organisation":
        return [Row(kind, row.record.owner, EVERYBODY) for row in universe.of("programme")]
    if kind == "indicator-of-all":
        return [Row(kind, row.record, EVERYBODY) for row in universe.of("indicator") if row.disclosure == "national"]
    if kind == "pair":
        return list(pairs_of(universe))
    if kind in ("of-need", "version-of-need"):
        return [replace(row, kind=kind) for row in rows_for(universe, "need")]
    if kind == "of-record":
        return [replace(row, kind=kind) for one in HISTORIES.values() for row in rows_for(universe, one)]
    rows = universe.of(kind)
    if kind in ("need", "indicator"):
        return [row for row in rows if not row.change or row.disclosure == "partners"]
    if kind == "value":
        return [row for row in rows if row.need.disclosure in ("public", "corrected") or row.disclosure == "public"]
    if kind in ("response", "question"):
        return [row for row in rows if row.iso3 == "VNM" or row.state in ("accepted", "waiting", "answered")]
    return rows


def pairs_of(universe: Universe) -> Iterator[Row]:
    """Two programmes of WCS, two of TRAFFIC, one of each, and one that only WCS and the secretariat may read."""
    rows = {(row.organisation, row.disclosure): row for row in universe.of("programme")}
    for one, other in (
        (("wcs", "partners"), ("wcs", "public")),
        (("traffic", "partners"), ("traffic", "public")),
        (("wcs", "public"), ("traffic", "public")),
        (("wcs", "public"), ("wcs", "not-iwt")),
    ):
        both = sorted((rows[one], rows[other]), key=lambda row: row.record.pk)
        owners = "+".join(sorted({row.organisation for row in both}))
        readers = both[0].readers & both[1].readers
        yield Row("pair", tuple(row.record for row in both), readers, organisation=owners)


def two_of(universe: Universe, name: str, who: str) -> list[Row]:
    """A row that exists for a person and one that does not, as far as there are both."""
    page, found = PAGES[name], {}
    for row in rows_for(universe, page.kind):
        found.setdefault(page.exists(who, row), row)
    return list(found.values())


def representatives(universe: Universe, name: str) -> list[Row]:
    """One row of each class of rows that an address treats alike; all rows in an exhaustive run.

    Two rows are of one class when the policy expects the same for both, from every role, of reading and of each press.
    That keeps ownership apart, and each disclosure wherever it decides who is shown the row. Every state, disclosure,
    state of a change, country and model that occurs is among them as well, since each may show texts of its own.
    """
    page = PAGES[name]
    if EXHAUSTIVE:
        return rows_for(universe, page.kind)
    if name in universe.chosen:
        return universe.chosen[name]
    found = universe.chosen[name] = list[Row]()
    met: set[Hashable] = set()
    for row in rows_for(universe, page.kind):
        classes = {
            outcomes(page, row),
            ("type", type(row.record).__name__),
            ("state", row.state or getattr(row.record, "state", "")),
            ("disclosure", row.disclosure),
            ("change", row.change),
            ("country", row.iso3 or getattr(row.record, "iso3", "")),
        }
        if not classes <= met:
            met |= classes
            found.append(row)
    return found


def outcomes(page: Page, row: Row) -> Hashable:
    """What is expected of an address for a row, from each role."""
    return tuple(outcome(page, who, row) for who in sorted(page.who))


def outcome(page: Page, who: str, row: Row) -> Hashable:
    """What is expected of an address for a row and a role: of reading, and of each press."""
    return expected_read(page, who, row), *(expected_press(page, press, who, row) for press in page.presses)


def askers(universe: Universe, name: str, expected: Callable[[Page, str, Row], Hashable]) -> list[tuple[str, Row]]:
    """Who is asked for which row of an address; `expected` is the answer by the policy to a role and a row.

    Each row gets, from some role, each answer that the policy expects of it; each role gets, for some row, each answer
    that it is to get there. Who may see which row is decided in one place for all addresses (`visible_to`), and tried
    there for every role and row. An exhaustive run asks for all rows as all roles whom the policy does not refuse.
    """
    page, roles, found, met = PAGES[name], sorted(EVERYBODY), [], set[Hashable]()
    asking = [who for who in roles if who in page.who and speaks_for_others(universe, name, who)]
    if EXHAUSTIVE:
        return [
            (who, row)
            for who in roles
            for row in (rows_for(universe, page.kind) if who in asking else two_of(universe, name, who))
        ]
    for turn, row in enumerate(representatives(universe, name)):
        first = turn % len(asking) if asking else 0
        for who in asking[first:] + asking[:first]:
            told = expected(page, who, row)
            if not {(row, told), (who, told)} <= met:
                met |= {(row, told), (who, told)}
                found.append((who, row))
    # The others: for one row that they know of or one that they do not, by turns.
    others = [(who, two_of(universe, name, who)) for who in roles if who not in asking]
    return found + [(who, rows[turn % len(rows)]) for turn, (who, rows) in enumerate(others) if rows]


def speaks_for_others(universe: Universe, name: str, who: str) -> bool:
    """Whether no earlier role of the same side is expected to be answered the same for every row of an address."""
    if EXHAUSTIVE:
        return True
    page, rows = PAGES[name], representatives(universe, name)
    (side,) = (side for side in SIDES if who in side)
    earlier = side[: side.index(who)]
    return all(any(outcome(page, who, row) != outcome(page, one, row) for row in rows) for one in earlier)


def arguments_of(row: Row) -> list[Any]:
    """What stands for a row in its address."""
    record = row.record
    return {
        "": list,
        "country": lambda: [record.iso3],
        "organisation": lambda: [record.code],
        "need": lambda: [record.code],
        "goal": lambda: [record.code],
        "programme": lambda: [record.slug],
        "pair": lambda: [one.slug for one in record],
        "indicator": lambda: [record.indicator.code, record.country.iso3],
        "indicator-of-all": lambda: [record.indicator.code],
        "round-sheet": lambda: [record.pk, "VNM"],
        "mechanism": lambda: [record.code],
        "engagement": lambda: [record.mechanism.code, record.country.iso3],
        "calendar": lambda: [token_of(record.key)],
        "document": lambda: [record.key],
        "of-need": lambda: ["need", record.pk],
        "of-record": lambda: [HISTORIES[type(record).__name__], record.pk],
        "version-of-need": lambda: ["need", record.pk, "need", record.events.latest("pgh_id").pgh_id],
    }.get(row.kind, lambda: [record.pk])()


# --- What is expected --------------------------------------------------------------------------------


def at_the_gate(page: Page, who: str) -> int | None:
    """What somebody is answered whose role may not ask at all."""
    if who in page.who:
        return None
    return 302 if who in ANONYMOUS else 403


def expected_read(page: Page, who: str, row: Row) -> int:
    """The answer to somebody who reads."""
    turned_away = at_the_gate(page, who)
    if turned_away or page.read is None:
        return turned_away or 405
    return page.read(who, row) if page.exists(who, row) else 404


def expected_press(page: Page, press: Press, who: str, row: Row) -> tuple[int, bool]:
    """The answer to a press, and whether it writes."""
    if turned_away := at_the_gate(page, who):
        return turned_away, False
    if not page.exists(who, row):
        return 404, False
    return (press.done, True) if press.writes(who, row) else (press.refused, False)


# --- Asking ------------------------------------------------------------------------------------------


class Asked:
    """An answer, the statements that wrote anything but the session, and the tables of records that were touched."""

    def __init__(self, client: Client, method: str, address: str, data: Any = None, **headers: str) -> None:
        connection.queries_log.clear()  # it holds 9000 statements and then keeps quiet
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            options = {"data": data} if data is not None else {}
            self.answer = getattr(client, method)(address, headers=headers, **options)
            transaction.set_rollback(True)
        # What was said about one press belongs to the next page, whichever that is; here each page stands alone.
        client.cookies.pop("messages", None)
        self.address = address
        self.status = self.answer.status_code
        whole = b"".join(self.answer.streaming_content) if self.answer.streaming else self.answer.content
        self.body = read(whole)
        self.statements = [query["sql"] for query in queries]
        self.writes = [sql[:200] for sql in _lasting(self.statements) if WRITES.search(sql)]
        self.records = sorted({table for sql in self.statements for table in RECORDS.findall(sql)})

    def plain(self) -> tuple[int, str, dict[str, str]]:
        """The answer without what differs from one request to the next: its address, tokens, nonces."""
        headers = {
            name: re.sub(r"nonce-[^']*", "nonce", without(value, self.address))
            for name, value in self.answer.headers.items()
            if name not in ("X-Request-ID", "Content-Length")
        }
        return self.status, plain(self.body, self.address), headers


def read(whole: bytes) -> str:
    """An answer as text; a workbook as the texts of its cells, where a leak would stand."""
    if not whole.startswith(b"PK"):
        return whole.decode()
    sheets = openpyxl.load_workbook(io.BytesIO(whole), read_only=True).worksheets
    return "\n".join("\t".join(str(cell) for cell in row) for sheet in sheets for row in sheet.values)


def _lasting(statements: list[str]) -> list[str]:
    """The statements without those that the request itself took back. The outermost savepoint is the test's own."""
    kept: list[str] = []
    begun: dict[str, int] = {}
    for sql in statements:
        order, savepoint = found.groups() if (found := SAVEPOINT.search(sql)) else ("", "")
        if order == "ROLLBACK TO " and len(begun) > 1:
            del kept[begun.get(savepoint, 0) :]
        elif order is None:
            begun[savepoint] = len(kept)
        elif not savepoint:
            kept.append(sql)
    return kept


def plain(body: str, address: str) -> str:
    """A body without what differs from one request to the next: its address, tokens and nonces."""
    return TOKENS.sub("", without(body, address))


def without(text: str, address: str) -> str:
    """A text without its own address, as it stands or as part of another."""
    for spelling in (address, quote(address), quote(address, safe="")):
        text = text.replace(spelling, "ADDRESS")
    return text


def faults_in(universe: Universe, who: str, asked: Asked, expected: int, *, writes: bool = False) -> list[Any]:
    """What is wrong with an answer: its status, a write too much or too little, something that it may not show."""
    found: list[Any] = []
    if asked.status != expected:
        found.append(f"{asked.status} instead of {expected}")
    elif expected == 302 and who in ANONYMOUS and "/accounts/login/?next=" not in asked.answer["Location"]:
        found.append(f"led to {asked.answer['Location']}")
    if writes != bool(asked.writes):
        found.append(asked.writes or "nothing was written")
    # A calendar's private address opens what its owner may read, whoever asks with it.
    of_owner = {token_of(row.record.key): row.organisation for row in universe.of("calendar")}
    reader = next((owner for token, owner in of_owner.items() if token in asked.address), who)
    return found + universe.leaks(reader, asked.body, str(asked.answer.headers))


class Faults(dict[str, Any]):
    """What was wrong, by method, address, role and row."""

    def note(self, method: str, name: str, who: str, row: str, found: list[Any]) -> None:
        """Keep what was found, if anything."""
        if found:
            self[f"{method.upper()} {name} as {who}, {row or 'no row'}"] = found

    def __str__(self) -> str:
        return "\n".join(f"{what}: {found}" for what, found in self.items())


def fetched(client: Client, address: str) -> tuple[str, str]:
    """The body and the headers of a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return read(content), str(answer.headers)
