"""What the log tells, and that nothing which a person is or types ever gets into it."""

import json
import logging
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from core.clearance.permissions import public_page
from iwt_dashboard.ops import logging_format as logs
from iwt_dashboard.ops.request_log import person_key
from tests.factories.core import PASSWORD, UserFactory

MARK = "zmarkz"


@public_page
def failing(request: HttpRequest, secret: str) -> HttpResponse:
    """Fails in the ways in which typed text finds its way into messages of errors."""
    typed = request.POST["typed"]
    try:
        int(typed)
    except ValueError as error:
        logging.getLogger("some.library").warning("%s wrote %s?q=%s", "ana@example.org", "/needs/", typed)
        raise KeyError(typed) from error


@public_page
def refused_by_the_database(request: HttpRequest) -> HttpResponse:
    UserFactory._meta.model.objects.create(email=request.POST["typed"], name="n", role="nonsense")
    return HttpResponse()


urlpatterns = [path("failing/<str:secret>/", failing), path("refused/", refused_by_the_database)]
handler500 = "iwt_dashboard.ops.errors.server_error"


@pytest.fixture(params=["json", "text"])
def lines(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Everything that is logged, down to the least, as the product would write it."""
    formatter = {"json": logs.JsonLines, "text": logs.TextLines}[request.param]()
    written: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(formatter.format(record))

    root, handler = logging.getLogger(), Collect()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    quiet = [logging.getLogger(name) for name in ("django.db.backends", "asyncio", "factory", "faker")]
    for logger in quiet:
        logger.setLevel(logging.WARNING)
    yield lambda: "\n".join(written)
    root.removeHandler(handler)
    root.setLevel(before)


def last_request(text: str) -> dict[str, object]:
    """The last line of a request, as an object."""
    return next(found for line in reversed(text.splitlines()) if (found := json.loads(line))["logger"] == logs.REQUESTS)


@pytest.mark.parametrize("lines", ["json"], indirect=True)
def test_a_request_is_one_line_with_route_status_time_queries_and_person(cast, as_person, lines):
    answer = as_person(cast.focal_vnm).get("/countries/VNM/?q=secret")

    told = last_request(lines())
    assert lines().count(logs.REQUESTS) == 1
    assert (told["method"], told["route"], told["status"]) == ("GET", "/countries/<iso3:iso3>/", 200)
    assert told["person"] == person_key(cast.focal_vnm.pk)
    assert told["request_id"] == answer["X-Request-ID"]
    assert told["queries"] > 0
    assert told["ms"] >= 0


def test_person_key_gives_nobody_away_without_our_secret():
    first = person_key(1)

    assert first == person_key(1) != person_key(2)
    with override_settings(SECRET_KEY="another"):
        assert person_key(1) != first


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("a3f1c2d4e5b60718293a4b5c6d7e8f90", True),
        ("a3f1c2d4-e5b6-4718-a93a-4b5c6d7e8f90", True),
        ("A3F1C2D4E5B60718293A4B5C6D7E8F90", False),
        ("urn:uuid:a3f1c2d4-e5b6-4718-a93a-4b5c6d7e8f90", False),
        ("{a3f1c2d4-e5b6-4718-a93a-4b5c6d7e8f90}", False),
        ("ana@example.org", False),
        ("a3f1c2d4e5b60718293a4b5c6d7e8f9" + chr(0xB9), False),
        ("<script>", False),
        ("x" * 4000, False),
        ("", False),
    ],
)
def test_request_id_of_a_stranger_passes_only_if_well_formed(db, given, is_kept):
    answer = Client().get("/healthz", headers={"X-Request-ID": given})

    assert (answer["X-Request-ID"] == given) is is_kept
    assert len(answer["X-Request-ID"]) in (32, 36)
    assert "Access-Control-Expose-Headers" not in answer


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", f"/needs/{MARK}/?q={MARK}"),
        ("get", f"/accounts/password/reset/key/{MARK}-{MARK}/"),
        ("get", f"/{MARK}"),
        ("get", f"/countries/VNM/?sort={MARK}%00"),
        ("post", "/accounts/login/"),
        ("post", "/accounts/password/reset/"),
        ("post", "/needs/new/"),
        ("post", f"/needs/VNM-001/edit/?next={MARK}"),
    ],
)
def test_nothing_asked_or_typed_is_in_any_line(cast, lines, method, address):
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=MARK)
    client.login(email=cast.focal_vnm.email, password=PASSWORD)
    typed = {
        "login": f"{MARK}@example.org",
        "email": cast.focal_vnm.email,
        "password": MARK,
        "title": MARK,
        "text": MARK,
    }

    getattr(client, method)(address, typed, headers={"Referer": f"https://x.example/{MARK}", "Cookie": f"a={MARK}"})

    nothing_of_persons_in(lines())
    assert logs.REQUESTS in lines()


@override_settings(ROOT_URLCONF="tests.iwt_dashboard.ops.test_logging_format")
@pytest.mark.parametrize(("address", "named"), [(f"/failing/{MARK}/", "KeyError"), ("/refused/", "IntegrityError")])
def test_an_error_is_told_with_its_place_and_without_what_was_typed(db, lines, address, named):
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77")

    answer = client.post(address, {"typed": f"{MARK} {MARK}@example.org 203.0.113.77"})

    assert answer.status_code == 500
    assert named in lines()
    assert "test_logging_format.py:" in lines(), "the place is what a developer needs"
    assert MARK not in answer.content.decode()
    nothing_of_persons_in(lines())


def nothing_of_persons_in(text: str) -> None:
    for hidden in (MARK, "@example.org", "203.0.113.77", PASSWORD):
        assert hidden not in text, text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("to ana.b+c@example.org now", "to [address] now"),
        ("<ana@example.org>", "<[address]>"),
        ("from 203.0.113.9 port 80", "from [machine] port 80"),
        ("from 2001:db8:0:1:2:3:4:5", "from [machine]"),
        ("from 2001:db8::5 today", "from [machine] today"),
        ("Listening at: http://127.0.0.1:8000 (12)", "Listening at: http://127.0.0.1:8000 (12)"),
        ("at 12:34:56 in core::x, Django 5.2.8", "at 12:34:56 in core::x, Django 5.2.8"),
        ("GET /needs/?q=text HTTP/1.1", "GET /needs/ HTTP/1.1"),
    ],
)
def test_addresses_and_queries_are_taken_out(text, told):
    assert logs.without_persons(text) == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (AttributeError("'Need' object has no attribute 'x'"), "AttributeError: 'Need' object has no attribute 'x'"),
        (ValueError("what was typed"), "ValueError"),
        (OSError(28, "No space left on device", "/name/of/a/file"), "OSError: [Errno 28] No space left on device"),
        (IntegrityError("Failing row contains (ana)"), "django.db.utils.IntegrityError"),
        (psycopg.errors.UniqueViolation("Key (email)=(ana)"), "psycopg.errors.UniqueViolation: 23505"),
    ],
)
def test_errors_are_described_without_quoting(error, told):
    assert logs.describe(error) == told


def test_fields_that_others_put_on_a_line_stay_out():
    record = logging.getLogger("x").makeRecord("x", 20, "f", 1, "m", (), None, extra={"job": 3, "task_kwargs": MARK})

    told = json.loads(logs.JsonLines().format(record))

    assert told["job"] == 3
    assert "task_kwargs" not in told


def test_every_logger_writes_through_our_lines():
    config = logs.logging_settings("json", "INFO")

    assert config["handlers"]["console"]["formatter"] == "line"
    assert all(logger.get("handlers", []) == [] for logger in config["loggers"].values())
    assert logs.logging_settings("text", settings.LOGGING["root"]["level"]) == settings.LOGGING


def test_a_faulty_line_does_not_take_the_request_along():
    record = logging.getLogger("x").makeRecord("x", 20, "f", 1, "%d", ("no number",), None)

    assert "%d" in logs.TextLines().format(record)
    assert sys.exc_info() == (None, None, None)
