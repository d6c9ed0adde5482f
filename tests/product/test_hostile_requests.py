"""Whatever is asked, in whatever way: an answer in words, never a server's error, never a sign of what is hidden.

`test_bad_input` fills forms with rubbish; here the request itself is the rubbish: its method, path, query, headers,
cookies and body. The addresses come from the URL table, so that a new one is tried without a word here.
"""

import gzip
import re
import uuid
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, StringConverter, UUIDConverter

from core.converters import Iso3Converter, NeedCodeConverter
from core.models import User
from iwt_dashboard.wsgi import CarefulRequest
from tests.exhaustive import share
from tests.product.asking import NOWHERE, arguments_of, plain, read, rows_for, two_of
from tests.product.hostile_values import BODIES, COOKIES, ELSEWHERE, HEADERS, HOSTS, PATHS, QUERIES
from tests.product.policy import PAGES
from tests.product.test_bad_input import sender_of

pytestmark = pytest.mark.django_db

WHO = ["public", "focal_vnm", "editor_wcs", "secretariat"]
# An address may read, take a press, or lead elsewhere; it may ask for a log-in (401: htmx), refuse, or not be there.
FINE = {200, 204, 301, 302, 400, 401, 403, 404, 405, 413, 422, 429}
INSIDE = re.compile(
    r"Traceback|django\.(core|db|http|urls|contrib)\.|psycopg|site-packages|DoesNotExist|\.py\b.*line \d|SECRET_KEY"
)
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(needs|roadmap|partners)_')
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


# --- Headers and cookies -----------------------------------------------------------------------------

SAMPLE = ["landing", "needs:list", "roadmap:observation", "account_login", "admin:index"]


@pytest.mark.parametrize("who", ["public", "focal_vnm"])
def test_odd_headers(universe, client_of, who):
    faults = {}
    for turn, name in enumerate(SAMPLE):
        bare = Asked(client_of(who), "GET", ADDRESSES[name])
        # At each page each of the two sends half of them; both send each of them somewhere.
        for kind, headers in share(HEADERS.items(), turn + (who == "public"), 2):
            faults[name, kind] = oddity(Asked(client_of(who), "GET", ADDRESSES[name], headers=headers), bare)

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


# --- Paths and queries -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["public", "focal_vnm", "secretariat"])
def test_odd_paths(universe, client_of, who):
    faults = {}
    for path in PATHS:
        asked = Asked(client_of(who), "GET", path)
        faults[path[:80]] = asked.faults
        place = asked.answer.headers.get("Location", "")
        if urlsplit(place).netloc or place.startswith(("//", "/\\")) or "\n" in place:
            faults[path[:80]] += [f"leads to {place}"]
        if asked.status == 200 and not path.startswith(("/admin", "/accounts", "/needs/?")):
            faults[path[:80]] += ["is a page"]

    assert not gathered(faults)


ASKING = ["public", "focal_vnm", "editor_wcs"]


@pytest.mark.parametrize("who", ASKING)
def test_odd_queries_on_every_address(universe, client_of, who):
    faults = {}
    every = {name: path for name, path in ADDRESSES.items() if not name.startswith("admin:") or name in SAMPLE}
    # Each address meets two of them, each of them many addresses; the sample meets all.
    asked_here = share(enumerate(every.items()), ASKING.index(who), 3)
    for turn, (name, path) in asked_here:
        for query in QUERIES if name in SAMPLE else share(QUERIES, turn // 3, 9):
            faults[name, query[:60]] = [] if name in MISSING else Asked(client_of(who), "GET", f"{path}?{query}").faults

    assert not gathered(faults)


def test_more_query_fields_than_any_page_has_are_refused(universe, client_of):
    many = "&".join(f"a{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))

    assert Asked(client_of("focal_vnm"), "GET", f"/needs/?{many}").status == 400


# --- Bodies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BODIES)
def test_odd_bodies_on_every_address_that_takes_one(universe, client_of, kind):
    content_type, body = BODIES[kind]
    senders = {name: sender_of(name) for name, page in PAGES.items() if page.presses}
    # A body is read before any view: each address meets a sixth of the kinds, each kind a sixth of the addresses.
    senders = dict(share(senders.items(), list(BODIES).index(kind), 6))
    senders |= {"unsaved-keep": "focal_vnm", "account_login": "public", "account_reset_password": "public"}
    faults = {}
    for name, who in senders.items():
        faults[name] = Asked(client_of(who), "POST", ADDRESSES[name], body, content_type=content_type).faults

    assert not gathered(faults)


@pytest.mark.parametrize(
    "content_type", ["text/plain; charset*=UTF-8''%00", "text/plain; charset*=no-such''x", "a\x00/b"]
)
def test_a_content_type_of_nonsense_is_no_error(content_type):
    environ = RequestFactory().post("/", b"x", content_type="text/plain").environ

    request = CarefulRequest({**environ, "CONTENT_TYPE": content_type})

    assert not request.POST


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(universe, client_of):
    for length in (str(settings.REQUEST_MAX_BYTES + 1), "9" * 40, "-5", "1e9", "abc"):
        asked = Asked(client_of("focal_vnm"), "POST", "/needs/new/", b"title=x", CONTENT_LENGTH=length)

        assert asked.status == 413
        assert "too much at once" in asked.body
        assert not asked.queries


def test_a_form_beyond_its_limit_is_refused_in_words(universe, client_of):
    body = b"statement=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    asked = Asked(client_of("focal_vnm"), "POST", "/needs/new/", body)

    assert asked.status == 413
    assert "too much at once" in asked.body


def test_more_files_than_any_form_takes_are_refused(universe, client_of):
    files = {f"f{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}

    assert client_of("focal_vnm").post("/needs/new/", files).status_code == 400


# --- Ways out of the site ----------------------------------------------------------------------------


@pytest.mark.parametrize("target", ELSEWHERE, ids=repr)
def test_log_in_leads_to_no_other_site(universe, target):
    # A copy, and a client of its own: the world's people and their clients serve other tests too.
    person = User.objects.get(pk=universe.people["focal_vnm"].pk)
    person.set_password("a password for this test")
    person.save()
    stranger, known = Client(), Client()
    known.force_login(person)

    typed = {"login": person.email, "password": "a password for this test", "next": target}
    answers = [
        stranger.post("/accounts/login/", typed),
        known.get("/accounts/login/", {"next": target}),
        Client().get("/admin/login/", {"next": target}),
        known.post("/accounts/logout/", {"next": target}),
    ]

    for answer in answers:
        place = answer.headers.get("Location", "")
        parts = urlsplit(place)
        assert not parts.netloc
        assert not parts.scheme
        assert not place.startswith(("//", "/\\", "\\"))


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
