"""Links that leave the site begin with its own address, whatever the visitor sends as host, port or scheme."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from core.mail import OutgoingMail
from core.site_address import link_to, site_address
from iwt_dashboard.ops.paths import BASE_DIR
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db
HOSTS, ORIGIN = ["needs.example.org", "127.0.0.1", "[::1]"], "https://needs.example.org"
# What is set, and how links begin then: what says it outright, a whole address, the first name.
SET = [
    ({"given": "https://needs.example.org:8443"}, "https://needs.example.org:8443"),
    ({"given": "https://needs.example.org/", "origins": ["https://127.0.0.1"]}, "https://needs.example.org"),
    ({"given": "https://[::1]:8443"}, "https://[::1]:8443"),
    ({"origins": ["https://other.example.org", "https://127.0.0.1:99"]}, "https://127.0.0.1:99"),
    ({"origins": ["https://[::1"]}, ORIGIN),
    ({}, ORIGIN),
    ({"is_secure": False, "port": "8000"}, "http://needs.example.org:8000"),
    ({"is_secure": False, "port": "80"}, "http://needs.example.org"),
    ({"is_secure": False, "given": "http://127.0.0.1:9000"}, "http://127.0.0.1:9000"),
]
REFUSED = ["needs.example.org", "http://needs.example.org", "https://evil.example.org", "https://needs.example.org/x"]
REFUSED += ["https://a@needs.example.org", "https://needs.example.org?x", "javascript://needs.example.org", "//x"]


@pytest.mark.parametrize(("changed", "expected"), SET, ids=str)
def test_how_links_begin(changed, expected):
    values = {"given": "", "hosts": HOSTS, "origins": [], "is_secure": True, **changed}

    assert site_address(values.pop("given"), **values) == expected


@pytest.mark.parametrize("given", REFUSED)
def test_what_is_no_address_of_this_site_is_refused(given):
    with pytest.raises(ImproperlyConfigured, match="SITE_ADDRESS"):
        site_address(given, hosts=HOSTS, origins=[], is_secure=True)


# Each is let in as a host of ours; its port, and what else is claimed, are the visitor's own.
FORGED = [
    {"host": "127.0.0.1:1337"},
    {"host": "localhost:443"},
    {"host": "localhost", "x-forwarded-host": "evil.example.org", "x-forwarded-port": "1337"},
    {"host": "localhost", "x-forwarded-proto": "https", "forwarded": "host=evil.example.org:1337;proto=https"},
]


def links_in(text):
    return re.findall(r"\w+://\S+", text)


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_no_mail_repeats_what_a_visitor_claims(settings, headers):
    settings.SITE_ADDRESS = "https://needs.example.org"
    person, guest = UserFactory(), UserFactory(password=make_password(None))
    secretariat = Client()
    secretariat.force_login(UserFactory(role="secretariat"))

    Client().post(reverse("account_reset_password"), {"email": person.email}, headers=headers)
    chosen = {"action": "invite", "_selected_action": guest.pk}
    secretariat.post(reverse("admin:core_user_changelist"), chosen, headers=headers)

    texts = [row.content["body"] for row in OutgoingMail.objects.all()] + [one.body for one in mail.outbox]
    links = [link for text in texts for link in links_in(text)]
    assert len(links) >= 2
    assert all(link.startswith("https://needs.example.org/accounts/") for link in links), links


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_no_calendar_repeats_what_a_visitor_claims(settings, headers):
    settings.SITE_ADDRESS = "https://needs.example.org"

    page = Client().get(reverse("calendar"), headers=headers).text

    assert "https://needs.example.org/calendar.ics" in page
    assert "1337" not in page
    assert "evil" not in page


def test_a_link_opens_the_page_that_it_names(settings):
    settings.SITE_ADDRESS = "http://localhost:8000"

    assert link_to("/needs/") == "http://localhost:8000/needs/"


def test_no_code_makes_an_address_of_what_a_visitor_sends():
    floors = ("core", "needs", "roadmap", "partners", "iwt_dashboard")
    using = [
        path
        for floor in floors
        for path in (BASE_DIR / floor).rglob("*.py")
        if re.search(r"build_absolute_uri|get_current_site|get_raw_uri", path.read_text())
    ]

    assert using == []
