"""Paths, queries and bodies that no browser sends, and ways out of the site."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from core.models import User
from iwt_dashboard.wsgi import CarefulRequest
from tests.exhaustive import share
from tests.product.hostile_requests import ADDRESSES, MISSING, SAMPLE, Asked, gathered
from tests.product.hostile_values import BODIES, ELSEWHERE, PATHS, QUERIES
from tests.product.policy import PAGES
from tests.product.test_bad_input import sender_of

pytestmark = pytest.mark.django_db


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
