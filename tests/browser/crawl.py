"""Every page a visitor comes to by following links: some of each kind, more of the own country's than of others'."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from django.urls import resolve
from playwright.sync_api import APIRequestContext

from tests.exhaustive import EXHAUSTIVE

HREF = re.compile(r'\bhref="(/[^"#]*)')
ADDRESS = re.compile(r'\b(?:href|action|hx-post|hx-get)="(/[^"#]*)')
TAG = re.compile(r"<([a-z][a-z0-9-]*)([^>]*)>")
# Where a form is sent and which chart stands there changes no look.
LOOK = re.compile(r'\b(?:(class|role|type)(?:="([^"]*)")?|(hx-post|data-chart)\b)')
STATUS = re.compile(r"\b(state|status)--[a-z_-]+")  # one word of a status looks like another
# The two needs come early: answers of one's own wait there and are accepted, before a workspace full of others.
START = (
    "/",
    "/needs/VNM-001/",
    "/needs/VNM-011/",
    "/workspace/",
    "/workspace/entries/",
    "/countries/VNM/",
    "/needs/?country=VNM",
)
LEFT_OUT = ("/static/", "/admin/", "/accounts/logout/")
# Pages that look different from one record to the next are opened several times, in the own country.
OWN, OF_OTHERS = 2 if EXHAUSTIVE else 1, 1
SEVERAL = {
    "history": 6 if EXHAUSTIVE else 3,
    "needs:detail": 10,
    "partners:delivery": 4,
    "partners:programme": 12,
    "partners:raise": 10 if EXHAUSTIVE else 3,
    "partners:response": 8,
    "roadmap:country-indicator": 8 if EXHAUSTIVE else 4,
    "roadmap:observation": 5,
}
# Their addresses name no country, so any may be of the own.
OF_NO_COUNTRY = {"history", "partners:delivery", "partners:programme", "partners:response", "roadmap:observation"}


@dataclass(frozen=True)
class Reached:
    """A page as it was answered. `name` is that of its address in the URL table."""

    name: str
    path: str
    status: int
    headers: dict[str, str]
    html: str

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return self.headers.get("content-type", "").startswith("text/html")

    def leads_to(self) -> set[str]:
        """The names of all addresses that its links and forms lead to."""
        paths = {html.unescape(path).partition("?")[0] for path in ADDRESS.findall(self.html)}
        return {name_of(path) for path in paths if not path.startswith("/static/")}

    @cached_property
    def looks(self) -> frozenset[str]:
        """What its main part is made of: elements with their classes. Pages made of the same look the same."""
        main = STATUS.sub("status", self.html.partition("<main")[2])
        return frozenset(f"{tag[1]} {LOOK.findall(tag[2])}" for tag in TAG.finditer(main))


@cache
def name_of(path: str) -> str:
    """The name of an address in the URL table."""
    return resolve(path).view_name


def reachable(api: APIRequestContext) -> list[Reached]:
    """The pages that the visitor comes to; every link to one of ours must lead somewhere."""
    opened: Counter[tuple[str, bool, bool]] = Counter()
    waiting, known, found = deque(START), set(START), []
    while waiting:
        path = waiting.popleft()
        name = name_of(path.partition("?")[0])
        kind = (name, "VNM" in path, "?" in path)
        if opened[kind] >= limit(*kind):
            continue
        opened[kind] += 1
        answer = api.get(path)
        page = Reached(name, path, answer.status, answer.headers, answer.text())
        found.append(page)
        for link in links(page.html):
            if link not in known:
                known.add(link)
                waiting.append(link)
    return found


def limit(name: str, is_own: bool, is_filtered: bool) -> int:
    """How many pages of a kind are opened."""
    if is_filtered:
        return 1
    return SEVERAL.get(name, OWN) if is_own or name in OF_NO_COUNTRY else OF_OTHERS


def links(text: str) -> Iterator[str]:
    """The addresses of our own that a page links to, in their order."""
    for href in HREF.findall(text):
        path = html.unescape(href)
        if not path.startswith(LEFT_OUT):
            yield path
