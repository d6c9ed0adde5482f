"""Every number that opens a list equals the list's own total, for every role.

A figure in a link is marked `data-figure` with what the list calls its total; the list states it in `data-total`. Pages
are found by following links, from the landing page and the workspace on, so that a new page is looked at as well; a
link that ends at such a total, and shows a number without a mark, is a fault. Each reader opens another page of each
address and follows other figures of it; in an exhaustive run all of them, and one of each set of filters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from lxml import html

from tests.exhaustive import EXHAUSTIVE

READERS = ["public", "focal_vnm", "clearing_tha", "editor_wcs", "editor_traffic", "secretariat"]
# How many pages of one address are looked at, and how many figures of one name on one page are followed.
PAGES_OF_ONE, FIGURES_OF_ONE = (10_000, 10_000) if EXHAUSTIVE else (1, 2)
NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-])")
# Beside lists: files, forms and what changes something.
NOT_FOLLOWED = re.compile(r"/(admin|accounts|static|api|unsaved|documents|history|log)/|\.(csv|xlsx|xml|ics|json|pdf)$")
# Links with numbers that count no rows: pages of a list, and filters in use.
OTHER_NUMBERS = 'ancestor::*[contains(@class, "pagination") or contains(@class, "chips")]'


class Reader:
    """Somebody who reads pages, each once."""

    def __init__(self, client: Client, turn: int = 0) -> None:
        self.client, self.turn, self.read = client, turn, dict[str, Any]()

    def page(self, address: str) -> Any:
        """The page at an address, or None where there is none to read."""
        path = urldefrag(address).url
        if path not in self.read:
            answer = self.client.get(path)
            is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
            self.read[path] = html.fromstring(answer.content) if is_page else None
        return self.read[path]

    def pages(self, limit: int = PAGES_OF_ONE) -> Iterator[tuple[str, Any]]:
        """The pages that links lead to, a few of each address, each with its address."""
        waiting, met, of_one = [reverse("landing"), reverse("workspace")], set[str](), Counter[Any]()
        while waiting:
            address = waiting.pop(0)
            path = urlsplit(address).path
            # What others have published has a page of its own.
            if urlsplit(address).netloc:
                continue
            try:
                name = resolve(path).view_name
            except Resolver404:
                continue
            asked = tuple(sorted(part.partition("=")[0] for part in urlsplit(address).query.split("&")))
            kind = (name, asked) if EXHAUSTIVE else name
            if address in met or of_one[kind] >= limit or NOT_FOLLOWED.search(path):
                continue
            met.add(address)
            of_one[kind] += 1
            page = self.page(address)
            if page is not None:
                yield address, page
                links = [urldefrag(urljoin(address, link.get("href"))).url for link in page.xpath("//a[@href]")]
                first = len(links) * self.turn // len(READERS)
                waiting += links[first:] + links[:first]


def printed(element: Any) -> Decimal | None:
    """The number that an element shows; a total in words is none of anything."""
    text = element.text_content().replace("\xa0", " ")
    found = re.search(r"-?\d[\d,]*(?:\.\d+)?", text)
    if found:
        return Decimal(found[0].replace(",", ""))
    return Decimal(0) if element.get("data-total") else None


def totals(page: Any, name: str) -> set[Decimal | None]:
    """What a page states as the total of that name; each of several places says the same."""
    return {printed(element) for element in page.xpath(f'//*[@data-total="{name}"]')}


def as_printed(total: Decimal, figure: Any) -> Decimal:
    """A total as a figure of fewer places shows it."""
    scaled, shown = total / Decimal(figure.get("data-scale", 1)), printed(figure)
    assert shown is not None, html.tostring(figure)
    return scaled.quantize(Decimal(1).scaleb(shown.as_tuple().exponent), ROUND_HALF_UP)


def figures_of(page: Any, turn: int = 0) -> Iterator[tuple[Any, Any]]:
    """The figures of a page, each with its link; a few of each name, from all over the page, others at each turn."""
    by_name = defaultdict(list)
    for figure in page.xpath("//*[@data-figure]"):
        by_name[figure.get("data-figure")].append(figure)
    for found in by_name.values():
        step = max(1, len(found) // FIGURES_OF_ONE)
        for figure in found[turn * step // len(READERS) :: step]:
            yield figure, next(figure.iterancestors("a"), None) if figure.tag != "a" else figure


def faults_of(reader: Reader, address: str, page: Any) -> Iterator[str]:
    """Where a figure of a page is not the total of its list."""
    for figure, link in figures_of(page, reader.turn):
        name = figure.get("data-figure")
        if link is None or not name or printed(figure) is None:
            yield f"{address}: {figure.text_content()!r} opens nothing, or is no number"
            continue
        there = urljoin(address, link.get("href"))
        behind = reader.page(there)
        stated = totals(behind, name) if behind is not None else set()
        if len(stated) != 1 or None in stated:
            yield f"{address} → {there}: states {stated or 'no'} total of {name!r}"
        elif as_printed(*stated, figure) != printed(figure):
            yield f"{address} → {there}: {printed(figure)} {name!r}, and {stated} there"


def unmarked(reader: Reader, address: str, page: Any) -> Iterator[str]:
    """Links that show a number of what a list counts, and are not marked."""
    for link in page.xpath("//main//a[@href]"):
        shown = "".join(link.xpath(".//text()[not(ancestor::*[@data-figure])]")) if not link.get("data-figure") else ""
        there = urljoin(address, link.get("href"))
        if not NUMBER.search(shown) or link.xpath(OTHER_NUMBERS) or NOT_FOLLOWED.search(urlsplit(there).path):
            continue
        if urlsplit(there).path.startswith("/") and not urlsplit(there).netloc:
            behind = reader.page(there)
            if behind is not None and behind.xpath("//*[@data-total]") and not names_one(there):
                yield f"{address} → {there}: {' '.join(shown.split())!r} is not marked"


def names_one(address: str) -> bool:
    """Whether a link names one thing, as its title does, rather than counting several."""
    found = resolve(urlsplit(address).path)
    return bool(found.kwargs) and not urlsplit(address).fragment and not urlsplit(address).query


def look(reader: Reader) -> tuple[list[str], Counter[str]]:
    """The faults that a reader meets, and how many figures were held against their lists."""
    faults, held = list[str](), Counter[str]()
    for address, page in reader.pages():
        faults += [*faults_of(reader, address, page), *unmarked(reader, address, page)]
        held.update(figure.get("data-figure") for figure, _link in figures_of(page, reader.turn))
    return faults, held


@pytest.mark.django_db
@pytest.mark.parametrize("who", READERS)
def test_every_figure_is_the_total_of_the_list_that_it_opens(
    universe: Any, client_of: Callable[[str], Client], who: str
) -> None:
    faults, held = look(Reader(client_of(who), READERS.index(who)))

    assert faults == []
    # What there is to count in this world has been counted.
    assert {"needs", "open-needs", "programmes", "money", "indicators", "unsupported-needs"} <= set(held)


HEAD = '<main><a href="/partners/programmes/"><span data-figure="programmes">{}</span> programmes</a>{}</main>'


@pytest.mark.parametrize(
    ("shown", "more", "fault"),
    [
        ("2", "", None),
        ("3", "", "3 'programmes', and {Decimal('2')} there"),
        ("2", '<a href="/partners/programmes/">2 more</a>', "'2 more' is not marked"),
        ("2", '<a href="/needs/?status=open"><b data-figure="needs">5</b></a>', "5 'needs', and {Decimal('4')} there"),
        ("2", '<a href="/needs/"><b data-figure="plans">4</b></a>', "states no total of 'plans'"),
        ("2", '<b data-figure="needs">4</b>', "opens nothing"),
        ("2", '<a href="/needs/VNM-004/">Ranger post 4</a>', None),
    ],
)
def test_a_wrong_and_an_unmarked_figure_are_found(shown: str, more: str, fault: str | None) -> None:
    """The test above can fail: each kind of fault in a page made for it."""
    reader = Reader(Client())
    reader.read = {
        "/partners/programmes/": html.fromstring('<main><b data-total="programmes">2</b></main>'),
        **dict.fromkeys(
            ("/needs/", "/needs/?status=open"), html.fromstring('<main><b data-total="needs">4</b></main>')
        ),
        "/needs/VNM-004/": html.fromstring('<main><b data-total="parts">1</b></main>'),
    }
    page = html.fromstring(HEAD.format(shown, more))

    found = [*faults_of(reader, "/", page), *unmarked(reader, "/", page)]

    assert [fault in one for one in found] == [True] if fault else not found


@pytest.mark.parametrize(
    ("stated", "shown"),
    [("1999.50", "2,000"), ("1999.49", "1,999"), ("1999.49", "1,999.49"), ("0", "0"), ("12", "12")],
)
def test_money_is_held_to_the_places_that_are_printed(stated: str, shown: str) -> None:
    figure = html.fromstring(f'<b data-figure="money">{shown}</b>')

    assert as_printed(Decimal(stated), figure) == printed(figure)
