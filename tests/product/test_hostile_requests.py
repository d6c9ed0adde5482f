"""Whatever is asked, in whatever way: an answer in words, never a server's error, never a sign of what is hidden.

`test_bad_input` fills forms with rubbish; here the request itself is the rubbish: its method, path, query, headers,
cookies and body. The addresses come from the URL table, so that a new one is tried without a word here.
"""

import re
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.exhaustive import share
from tests.product.asking import NOWHERE, arguments_of, plain, rows_for, two_of
from tests.product.hostile_requests import (
    ADDRESSES,
    MISSING,
    SAMPLE,
    TABLE,
    Asked,
    gathered,
)
from tests.product.hostile_values import COOKIES, HEADERS, HOSTS
from tests.product.policy import PAGES

pytestmark = pytest.mark.django_db
WHO = ["public", "focal_vnm", "editor_wcs", "secretariat"]
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(needs|roadmap|partners)_')


# --- Methods -----------------------------------------------------------------------------------------


def addresses_for(who: str) -> dict[str, str]:
    """Every address; the admin's only for those who may enter it: `test_matrix` sees to it that others may not."""
    return {name: path for name, path in ADDRESSES.items() if who == "secretariat" or not name.startswith("admin:")}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_answers_what_pages_ask_for(universe, client_of, who, method):
    faults = {}
    # Each address is asked by two of the four for each method.
    for name, path in share(addresses_for(who).items(), WHO.index(who) + (method == "POST"), 2):
        asked = Asked(client_of(who), method, path)
        faults[name] = [] if name in MISSING else asked.faults

    assert not gathered(faults)


METHODS = ["PUT", "PATCH", "DELETE", "TRACE", "TRACK", "CONNECT", "PROPFIND", "BREW", "G\u00cbT"]


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_refused_everywhere_alike_and_before_anything_is_asked(universe, client_of, method):
    paths = [*share(ADDRESSES.values(), METHODS.index(method), 6), "/nowhere/", "/static/x"]
    for who in ("public", "focal_vnm"):
        answers = [Asked(client_of(who), method, path, b"a=b") for path in paths]

        assert {asked.status for asked in answers} == {405}
        assert {asked.answer["Allow"] for asked in answers} == {"GET, HEAD, POST, OPTIONS"}
        assert len({asked.body for asked in answers}) == 1
        assert not any(asked.queries for asked in answers)


def test_options_tell_the_same_of_every_address(universe, client_of):
    answers = [Asked(client_of("focal_vnm"), "OPTIONS", path) for path in [*ADDRESSES.values(), "/nowhere/"]]

    assert {(asked.status, asked.answer["Allow"], asked.body) for asked in answers} == {
        (204, "GET, HEAD, POST, OPTIONS", "")
    }


def test_a_method_cannot_be_smuggled(universe, client_of):
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert Asked(client_of("focal_vnm"), "GET", "/needs/", headers={header: "DELETE"}).status == 200
    assert Asked(client_of("focal_vnm"), "POST", "/needs/", b"_method=DELETE").status in {200, 405}


# --- Forms of other sites ----------------------------------------------------------------------------


def test_no_view_is_open_to_the_forms_of_other_sites():
    exempt = [name for name, address in TABLE.items() if getattr(address.view, "csrf_exempt", False)]

    assert exempt == []


PRESSING = ["public", "focal_vnm", "secretariat"]


@pytest.mark.parametrize("who", PRESSING)
def test_every_press_without_a_token_is_refused(universe, client_of, who):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = deepcopy(client_of(who).cookies)

    faults = {}
    # One middleware asks for the token, whatever the address and whoever presses.
    for name, path in share(addresses_for(who).items(), PRESSING.index(who), 3):
        asked = Asked(careful, "POST", path, b"a=b")
        # Who is not logged in, or may not ask at all, is told that.
        if asked.status not in {302, 403, 405} or any(map(WRITES.search, asked.queries)):
            faults[name] = [f"answered {asked.status}"]

    assert not faults


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "http://127.0.0.1.evil.example.org", "file://"])
def test_a_token_from_another_site_is_refused(universe, origin):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(universe.people["focal_vnm"])
    page = careful.get("/workspace/")
    assert page.status_code == 200, f"{page.status_code} {page.headers}"
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.text)[1]

    body = f"csrfmiddlewaretoken={token}".encode()
    asked = Asked(careful, "POST", "/accounts/logout/", body, headers={"Origin": origin})

    assert asked.status == 403


@pytest.mark.parametrize("who", ["public", "focal_vnm"])
def test_odd_headers(universe, client_of, who):
    faults = {}
    for turn, name in enumerate(SAMPLE):
        bare = Asked(client_of(who), "GET", ADDRESSES[name])
        # At each page each of the two sends half of them; both send each of them somewhere.
        for kind, headers in share(HEADERS.items(), turn + (who == "public"), 2):
            asked = Asked(client_of(who), "GET", ADDRESSES[name], headers=headers)
            # Who says that they have it, whatever version it is, is told that it is there (RFC 9110, 13.1.2).
            if headers.get("If-None-Match") == "*" and bare.status == 200 and "ETag" in bare.answer:
                assert (asked.status, asked.body, asked.answer["ETag"]) == (304, "", bare.answer["ETag"])
                continue
            faults[name, kind] = oddity(asked, bare)

    assert not gathered(faults)


def oddity(asked: Asked, bare: Asked) -> list[str]:
    """What odd headers have changed: they open no door, close none, and are not repeated."""
    found = asked.faults
    if (302 if asked.status == 401 else asked.status) != bare.status:
        found.append(f"{asked.status} instead of {bare.status}")
    if "evil" in asked.body or "evil" in str(asked.answer.headers):
        found.append("repeats a forged name")
    return found


@pytest.mark.parametrize("kind", COOKIES)
def test_odd_cookies(universe, kind):
    faults = {}
    for name in SAMPLE:
        for method in ("GET", "POST"):
            asked = Asked(Client(HTTP_COOKIE=COOKIES[kind]), method, ADDRESSES[name])
            faults[name, method] = asked.faults

    assert not gathered(faults)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/static/x.js", "/accounts/password/reset/", "/nowhere", "/healthz"])
def test_another_host_is_refused_in_words(universe, host, path):
    asked = Asked(Client(), "GET", path, HTTP_HOST=host, SERVER_NAME=host)

    assert asked.status == 400
    assert "could not be read" in asked.body
    assert "evil" not in asked.body
    assert not asked.queries


# --- No sign of what is hidden -----------------------------------------------------------------------


PRIVATE = re.compile(r"csrftoken|nonce|X-Request-ID", re.I)


def shape(asked: Asked) -> tuple[Any, ...]:
    """What a stranger could tell answers apart by: status, headers, length, and how much was asked of the database."""
    headers = {
        name: re.sub(r"'nonce-[^']+'", "", value)
        for name, value in asked.answer.headers.items()
        if name not in {"X-Request-ID", "Content-Length", "Location"}
    }
    policy = sorted(headers.pop("Content-Security-Policy", "").split("; "))
    return asked.status, tuple(sorted(headers.items())), tuple(policy), len(asked.queries)


STRANGERS = ["public", "viewer_vnm", "focal_tha", "viewer_wcs", "secretariat"]


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_hidden_and_absent_cannot_be_told_apart(universe, client_of, who, method):
    """Body, headers, status and number of statements are those of a row that does not exist."""
    faults: dict[str, list[str]] = {}
    # Everybody asks at every address, each time by another method.
    turn = STRANGERS.index(who) + ["GET", "HEAD", "POST"].index(method)
    for name, page in share(PAGES.items(), turn, 3):
        hidden = [row for row in two_of(universe, name, who) if page.kind and not page.exists(who, row)]
        if not hidden:
            continue
        there = reverse(name, args=arguments_of(hidden[0]))
        nowhere = reverse(name, args=NOWHERE[page.kind])
        first, second = Asked(client_of(who), method, there), Asked(client_of(who), method, nowhere)
        found = []
        if plain(first.body, there) != plain(second.body, nowhere):
            found.append("the body differs")
        # That there is such an indicator is known to everybody; only then the country is looked at.
        if (
            shape(first)[: 3 if page.kind == "indicator" else None]
            != shape(second)[: 3 if page.kind == "indicator" else None]
        ):
            found += [
                f"{one} / {other}" for one, other in zip(shape(first), shape(second), strict=True) if one != other
            ]
        faults[name] = found

    assert not gathered(faults)


def test_every_kind_of_row_is_hidden_from_somebody(universe):
    """The test above meets a hidden row of every kind that can be hidden."""
    kinds = {
        page.kind
        for page in PAGES.values()
        for row in rows_for(universe, page.kind)
        if page.kind and any(row.readers and not page.exists(who, row) for who in ("viewer_vnm", "viewer_wcs"))
    }

    assert {"need", "question", "response", "value", "goal", "programme"} <= kinds
