"""Headers of every kind of answer, by the criteria that the public header graders publish."""

import contextlib
import os
import re
import runpy
import subprocess
import sys
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from django.urls import reverse

from iwt_dashboard.ops import bundles
from tests.exhaustive import share

pytestmark = pytest.mark.django_db

EXACT = {
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
}
BANNERS = ("server", "x-powered-by", "x-aspnet-version", "via", "x-django-version")


def static_file():
    return staticfiles_storage.url("site.js")


def deep_error(client):
    return client.get("/healthz", headers={"host": "evil.example.org"})


ANSWERS = {
    "page": lambda client: client.get("/"),
    "fragment": lambda client: client.get("/needs/", headers={"HX-Request": "true", "HX-Target": "need-results"}),
    "page of log-in": lambda client: client.get("/accounts/login/"),
    "way to log-in": lambda client: client.get("/workspace/"),
    "way to capitals": lambda client: client.get("/countries/vnm/"),
    "missing slash": lambda client: client.get("/needs"),
    "not found": lambda client: client.get("/nowhere/"),
    "admin": lambda client: client.get("/admin/"),
    "plain text": lambda client: client.get("/healthz"),
    "static file": lambda client: client.get(static_file()),
    "static file not found": lambda client: client.get("/static/site.js.map"),
    "static folder": lambda client: client.get("/static/"),
    "odd method": lambda client: client.generic("TRACE", "/"),
    "unknown method": lambda client: client.generic("BREW", "/needs/"),
    "options": lambda client: client.options("/needs/"),
    "unknown host": deep_error,
    "too large": lambda client: client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=str(10**9)),
    "refused form": lambda client: Client(enforce_csrf_checks=True).post("/accounts/login/", {}),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_carries_every_header(kind):
    answer = ANSWERS[kind](Client())

    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert {name: headers.get(name) for name in EXACT} == EXACT
    assert "camera=()" in headers["permissions-policy"]
    assert "publickey-credentials-get=(self)" in headers["permissions-policy"]
    assert headers["cache-control"]
    assert not set(headers) & set(BANNERS)
    policy = directives(answer)
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_failing_view_answers_with_every_header_and_nothing_of_the_inside(monkeypatch):
    monkeypatch.setattr("iwt_dashboard.views.landing.render_page", lambda *args, **kwargs: 1 / 0)
    client = Client(raise_request_exception=False)

    answer = client.get("/")

    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in EXACT} == EXACT
    assert "no-store" in answer["Cache-Control"]
    assert "division" not in answer.text
    assert "Traceback" not in answer.text
    assert "Something went wrong here" in answer.text


def directives(answer):
    parts = filter(None, map(str.strip, answer["Content-Security-Policy"].split(";")))
    return {name: values for name, *values in map(str.split, parts)}


@pytest.mark.parametrize("path", ["/", "/needs/", "/accounts/login/", "/roadmap/", "/partners/funding/", "/nowhere/"])
def test_scripts_run_by_the_nonce_of_their_page_alone(path):
    client = Client()

    answers = [client.get(path) for _ in "ab"]

    nonces = [
        re.fullmatch(r"'nonce-([A-Za-z0-9+/=]{22,})'", *directives(answer)["script-src"])[1] for answer in answers
    ]
    assert nonces[0] != nonces[1]
    for answer, nonce in zip(answers, nonces, strict=True):
        scripts = re.findall(r"<script\b[^>]*>", answer.text)
        running = [tag for tag in scripts if "application/json" not in tag]
        assert running
        assert all(f'nonce="{nonce}"' in tag for tag in running)
        assert not re.search(r"<[^>]+\s(on[a-z]+|style)=", answer.text)


def test_text_becomes_html_in_one_place_only():
    policy = directives(Client().get("/"))

    assert policy["require-trusted-types-for"] == ["'script'"]
    assert policy["trusted-types"] == ["default", "iwt-parser"]
    assert policy["object-src"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert "upgrade-insecure-requests" not in policy


def test_the_trusting_script_comes_before_all_others(as_person, cast):
    pages = (("/", Client(), "/site."), ("/admin/core/country/", as_person(cast.secretariat), "/js/trusted"))
    for path, client, first in pages:
        scripts = re.findall(r'<script\b[^>]*src="([^"]+)"', client.get(path).text)

        assert first in scripts[0]
    assert bundles.BUNDLES["site.js"][0] == "js/trusted.js"


def test_admin_lets_in_files_of_the_site_and_nothing_else(as_person, cast):
    policy = directives(as_person(cast.secretariat).get(reverse("admin:core_country_changelist")))

    assert policy["script-src"] == ["'self'"]
    assert policy["require-trusted-types-for"] == ["'script'"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/js/",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/site.js.map",
        "/static/staticfiles.json.map",
        "/.env",
        "/.git/config",
        "/.git/HEAD",
        "/manage.py",
        "/iwt_dashboard/settings.py",
        "/var/secret-key",
        "/static/../var/secret-key",
        "/__debug__/",
        "/styleguide/",
        "/server-status",
        "/pyproject.toml",
    ],
)
def test_nothing_of_the_inside_is_served(path):
    assert Client().get(path).status_code == 404


def test_nothing_but_what_pages_load_is_among_the_static_files():
    endings = {path.suffix for path in settings.STATIC_ROOT.rglob("*") if path.is_file()}

    assert not endings & {".py", ".pyc", ".env", ".map", ".yaml", ".sqlite3", ".sql", ".key", ".pem"}


# --- Production --------------------------------------------------------------------------------------

PRODUCTION = {
    "DEBUG": "0",
    "IWT_DEMO": "0",
    "SECRET_KEY": "for-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJK",
    "ALLOWED_HOSTS": "needs.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://needs.example.org",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "submission://user:password@mail.example.org:587",
    "SECURITY_CONTACT": "mailto:security@needs.example.org",
    "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings",
}
# What other tests of the same run set, or a developer's environment.
UNSET = ("SECURE_COOKIES", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DJANGO_ALLOW_ASYNC_UNSAFE")


def environment_of_production(changed):
    return {name: value for name, value in os.environ.items() if name not in UNSET} | PRODUCTION | changed


def in_production(*command, **changed):
    """Run a command of manage.py with the settings of an installation; its exit code and what it said."""
    command = [sys.executable, "manage.py", *command]
    environment = environment_of_production(changed)
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def settings_of_production(changed):
    """What the one settings file makes of such an environment, read in this process: a new one takes three seconds."""
    with mock.patch.dict(os.environ, environment_of_production(changed), clear=True):
        found = runpy.run_path(str(settings.BASE_DIR / "iwt_dashboard" / "settings.py"))
    return {name: value for name, value in found.items() if name.isupper()}


@contextlib.contextmanager
def as_in_production(**changed):
    """Have this process go by the settings of an installation, its database apart."""
    found = settings_of_production(changed)
    other = {name: value for name, value in found.items() if getattr(settings, name, None) != value}
    other.pop("DATABASES", None)
    with override_settings(**{"SECURE_PROXY_SSL_HEADER": None, **other}):
        yield


ASK = """
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING")
page = Client(enforce_csrf_checks=True).get("/accounts/login/", secure=True, headers={"host": "needs.example.org"})
for name, value in page.headers.items():
    print(f"{name}: {value}")
for cookie in page.cookies.values():
    print(cookie.OutputString())
plain = Client().get("/accounts/login/?next=/x", headers={"host": "needs.example.org"})
print("PLAIN", plain.status_code, plain["Location"])
claimed = Client().get("/accounts/login/", headers={"host": "needs.example.org", "x-forwarded-proto": "https"})
print("CLAIMED", claimed.status_code)
host = {"host": "needs.example.org", "x-forwarded-host": "evil"}
forged = Client().get("/accounts/login/", secure=True, headers=host)
print("FORGED", forged.status_code, "evil" in forged.text)
from django.conf import settings
print("NAMES", settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME)
"""


# What stands in front -> how a request is answered that claims to have come over TLS.
IN_FRONT = [({}, 200), ({"BEHIND_PROXY": "0"}, 301)]


@pytest.mark.parametrize(("changed", "claimed"), share(IN_FRONT, 0, 2), ids=str)
def test_an_installation_passes_the_deployment_check_and_sends_what_the_graders_ask_for(changed, claimed):
    code, said = in_production("shell", "--no-imports", "-c", ASK, **changed)

    assert code == 0, said
    assert "no issues (0 silenced)" in said
    assert "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload" in said
    assert "upgrade-insecure-requests" in said
    cookie = re.search(r"^__Host-csrftoken=.*$", said, re.M)[0]
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "PLAIN 301 https://needs.example.org/accounts/login/?next=/x" in said
    assert f"CLAIMED {claimed}" in said
    assert "FORGED 200 False" in said
    assert "NAMES __Host-sessionid __Host-csrftoken __Host-messages" in said


@pytest.mark.parametrize(("changed", "status"), IN_FRONT, ids=str)
def test_a_visitor_cannot_claim_what_only_a_proxy_knows(changed, status):
    with as_in_production(**changed):
        headers = {"host": "needs.example.org", "x-forwarded-proto": "https"}
        claimed = Client().get("/accounts/login/", headers=headers)

    assert claimed.status_code == status


HARMFUL = [
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "needs.example.org,*"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": ".example.org"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ({"SECRET_KEY": ""}, "SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"SECRET_KEY": "for-this-test-alone-0123456789-abcdefghijklmnopqr"}, "SECRET_KEY"),
    ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
    ({"SECRET_KEY": "abcdefgh" * 8}, "SECRET_KEY"),
    ({"SECRET_KEY": f"django-insecure-{PRODUCTION['SECRET_KEY']}"}, "SECRET_KEY"),
    ({"DEBUG": "1"}, "DEBUG"),
    ({"DEBUG": "1", "ALLOWED_HOSTS": "127.0.0.1,10.0.0.7"}, "DEBUG"),
    ({"CSRF_TRUSTED_ORIGINS": "http://needs.example.org"}, "CSRF_TRUSTED_ORIGINS"),
    ({"CSRF_TRUSTED_ORIGINS": "https://*.example.org"}, "CSRF_TRUSTED_ORIGINS"),
    ({"SECURE_COOKIES": "0"}, "SECURE_COOKIES"),
    ({"PROXY_ADDRESSES": "the proxy"}, "PROXY_ADDRESSES"),
    ({"SITE_ADDRESS": "https://evil.example.org"}, "SITE_ADDRESS"),
    ({"SITE_ADDRESS": "http://needs.example.org"}, "SITE_ADDRESS"),
    ({"SITE_ADDRESS": "https://needs.example.org/x"}, "SITE_ADDRESS"),
    ({"EMAIL_URL": "smtp+tls://mail.example.org"}, "EMAIL_URL"),
]
AMISS = [
    ({"IWT_DEMO": "1", "PROXY_ADDRESSES": "10.0.0.0/8"}, ["iwt_dashboard.W001", "iwt_dashboard.W002"]),
    ({"PROXY_ADDRESSES": "::/0", "EMAIL_URL": "console:"}, ["iwt_dashboard.W002", "iwt_dashboard.W003"]),
    ({"SECURE_SSL_REDIRECT": "0"}, ["security.W008"]),
    ({"SECURE_HSTS_SECONDS": "0"}, ["security.W004"]),
]


@pytest.mark.parametrize(("changed", "words"), HARMFUL, ids=str)
def test_settings_that_would_do_harm_are_refused(changed, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        settings_of_production(changed)


@pytest.mark.parametrize(("changed", "words"), share(HARMFUL, 0, len(HARMFUL)), ids=str)
def test_a_command_ends_in_words_where_settings_would_do_harm(changed, words):
    code, said = in_production("check", **changed)

    assert code != 0
    assert words in said.splitlines()[-1]


@pytest.mark.parametrize(("changed", "numbers"), AMISS, ids=str)
def test_the_deployment_check_finds_what_is_amiss(changed, numbers):
    with as_in_production(**changed):
        found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)

    assert set(numbers) <= {one.id for one in found if one.level >= checks.WARNING}


@pytest.mark.parametrize(("changed", "numbers"), share(AMISS, 0, len(AMISS)), ids=str)
def test_the_command_names_what_is_amiss(changed, numbers):
    code, said = in_production("check", "--deploy", "--fail-level", "WARNING", **changed)

    assert code != 0
    assert set(numbers) <= set(re.findall(r"\b(?:iwt_dashboard|security)\.W\d+", said))
