"""Every address with a row that is there, somebody who may open it, its forms' fields, and what is typed there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes, urlencode, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.drafts.envelope import ENVELOPE
from tests.exhaustive import share
from tests.product.asking import arguments_of, rows_for
from tests.product.hostile_requests import ADDRESSES
from tests.product.policy import PAGES
from tests.product.test_matrix_of_others import admin_addresses, admin_arguments
from tests.product.universe import Universe

# What no field takes as it is, as the bytes that a script sends; a form carries them in percent signs.
HOSTILE: dict[str, bytes] = {
    "NUL": b"a\x00b",
    "only NUL": b"\x00",
    "controls": b"\x01a\x0b\x1b[31m\x7f\xc2\x85b",
    "a lone surrogate": b"a\xed\xa0\x80b",
    "half a pair at the end": b"a\xed\xb0\x80",
    "bad UTF-8": b"\xff\xfe\xc3(\x80",
    "cut UTF-8": b"a\xe1\xba",
    "a byte order mark": b"\xef\xbb\xbf\xef\xbf\xbf",
    "no number": b"abc",
    "another number": b"-1",
    "a fraction": b"1.5e3",
    "digits of others": "\u0661\u0662\u00b2".encode(),
    "beyond integers": b"99999999999999999999",
    "beyond parsing": b"9" * 5_000,
    "long": b"x" * 20_000,
    "a list in one": b"1,2,,x",
    "brackets": b'[{"a": "\\u0000\\ud800"}]',
}
ASKERS = ("secretariat", "focal_vnm", "clearing_vnm", "editor_wcs", "public")
NOT_SPOILT = {"csrfmiddlewaretoken", ENVELOPE}
READ_FROM_QUERY = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]["'](\w+)["']""")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Target:
    """An address with somebody who may open it."""

    name: str
    path: str
    who: str


def targets(universe: Universe) -> list[Target]:
    """Every address of the URL table; with a row that is there, where rows go through it.

    Asked by one of those who may open it, by turns; by one of each role in an exhaustive run.
    """
    of_admin = dict(admin_addresses())
    found: list[Target] = []
    for name, path in ADDRESSES.items():
        who = "secretariat"
        if name in of_admin:
            found.append(Target(name, reverse(name, args=admin_arguments(name, of_admin[name])), who))
        elif name in PAGES:
            page, askers = PAGES[name], list[Target]()
            for who in ASKERS:
                row = next((row for row in rows_for(universe, page.kind) if page.exists(who, row)), None)
                if who in page.who and row:
                    askers.append(Target(name, reverse(name, args=arguments_of(row)), who))
            found += share(askers, len(found), len(askers) or 1)
        else:
            found += [Target(name, path, who) for who in ("public", "secretariat")]
    return found


@cache
def names_in_queries() -> list[str]:
    """Names that the product reads from a query by hand; those of its forms and links are found on its pages."""
    names = {"page", "q", "next", "unsaved", "term", "app_label", "model_name", "field_name", "o", "p", "e", "all"}
    for floor in ("core", "needs", "roadmap", "partners", "iwt_dashboard"):
        for path in (Path(settings.BASE_DIR) / floor).rglob("*.py"):
            names |= set(READ_FROM_QUERY.findall(path.read_text()))
    return sorted(names)


class Fields(HTMLParser):
    """What a page can be asked with (`query`), and what its forms carry when they are sent untouched (`posts`)."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.query: set[str] = set()
        self.posts: list[tuple[str, list[tuple[str, str]]]] = []
        self._form: tuple[str, str, list[tuple[str, str]]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note names and values."""
        has = dict(attrs)
        if tag == "form":
            fields: list[tuple[str, str]] = []
            self._form = ((has.get("method") or "get").lower(), has.get("action") or self.path, fields)
            if self._form[0] == "post":
                self.posts.append((self._form[1], fields))
        elif tag in ("input", "select", "textarea", "button") and has.get("name") and self._form:
            if self._form[0] == "get":
                self.query.add(str(has["name"]))
            else:
                self._form[2].append((str(has["name"]), has.get("value") or ""))
        elif tag == "a" and "?" in (has.get("href") or ""):
            parts = urlsplit(str(has["href"]))
            if parts.path in ("", self.path, "."):
                self.query |= {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}


def fields_of(client: Client, target: Target) -> Fields | None:
    """The fields of a page; None where it does not open, or is none."""
    answer = client.get(target.path)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return None
    return Fields(target.path, answer.content.decode())


def spoilt(fields: list[tuple[str, str]], value: bytes, turn: int, one_in: int = 3) -> bytes:
    """A form's body in which every so many-th field holds this; its envelope stays good, so that it is taken."""
    pairs = []
    for number, (name, good) in enumerate(fields):
        is_spoilt = name not in NOT_SPOILT and (number + turn) % one_in == 0
        pairs.append(f"{urlencode({name: ''})}{quote_from_bytes(value) if is_spoilt else urlencode({'': good})[1:]}")
    return "&".join(pairs).encode()


def queries(names: list[str], value: bytes, one_in: int = 3) -> Iterator[str]:
    """Queries in which every so many-th name holds this."""
    for turn in range(one_in):
        yield "&".join(f"{urlencode({name: ''})}{quote_from_bytes(value)}" for name in names[turn::one_in])


def as_data(text: dict[str, Any]) -> bytes:
    """A form's body."""
    return urlencode(text, doseq=True).encode()
