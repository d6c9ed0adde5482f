"""Whose request it is: only proxies of ours are believed, and of the chain only what they wrote themselves."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from iwt_dashboard.ops.proxies import ProxyMiddleware, networks, visitor

PROXIES = networks(["127.0.0.1", "::1", "10.0.0.0/24", "2001:db8:aaaa::/48"])
# Who opened the connection, what X-Forwarded-For says, and whose request that is. Proxies append on the right
# (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For, "Selecting an IP address").
CHAINS = [
    ("198.51.100.7", "", "198.51.100.7"),
    # Nobody but a proxy is believed, whatever they say.
    ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
    ("198.51.100.7", "127.0.0.1", "198.51.100.7"),
    ("10.0.1.5", "203.0.113.9", "10.0.1.5"),
    # One proxy, and what the visitor put before what it wrote.
    ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
    ("127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
    ("127.0.0.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"),
    ("127.0.0.1", "10.0.0.5, 203.0.113.9", "203.0.113.9"),
    # Two in a row.
    ("127.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.5", "203.0.113.9"),
    ("127.0.0.1", "203.0.113.9,10.0.0.5,10.0.0.6", "203.0.113.9"),
    # A request from within: the farthest of ours.
    ("127.0.0.1", "10.0.0.5", "10.0.0.5"),
    ("127.0.0.1", "", "127.0.0.1"),
    # IPv6, in brackets, with ports, with a zone, and IPv4 in its clothes.
    ("::1", "2001:db8::7", "2001:db8::7"),
    ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
    ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
    ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
    ("127.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
    ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
    ("127.0.0.1", "203.0.113.9, 2001:db8:aaaa::1", "203.0.113.9"),
    # What is no address is not believed, nor what stands before it.
    ("127.0.0.1", "203.0.113.9, unknown", "127.0.0.1"),
    ("127.0.0.1", "203.0.113.9, garbage, 10.0.0.5", "10.0.0.5"),
    ("127.0.0.1", "203.0.113.9, ", "127.0.0.1"),
    ("127.0.0.1", "999.1.1.1", "127.0.0.1"),
    ("127.0.0.1", "٢٠٣.0.113.9", "127.0.0.1"),
    # A socket in the file system has no address: only this machine opens it.
    ("", "203.0.113.9", "203.0.113.9"),
    ("localhost", "203.0.113.9", "203.0.113.9"),
    ("who knows", "203.0.113.9", "who knows"),
]


@pytest.mark.parametrize(("peer", "chain", "expected"), CHAINS)
def test_whose_request_it_is(peer, chain, expected):
    assert visitor(peer, chain, PROXIES) == expected


@given(forged=st.lists(st.one_of(st.ip_addresses().map(str), st.text(max_size=20)), max_size=80))
def test_nothing_that_a_visitor_writes_changes_whose_request_it_is(forged):
    # The proxy appends the address that it saw; a comma in a forged word only makes more words of it.
    assert visitor("127.0.0.1", ", ".join([*forged, "203.0.113.9"]), PROXIES) == "203.0.113.9"
    assert visitor("203.0.113.9", ", ".join(forged), PROXIES) == "203.0.113.9"


def test_no_proxy_is_believed_where_none_is_named():
    assert visitor("127.0.0.1", "203.0.113.9", ()) == "127.0.0.1"


@pytest.mark.parametrize("listed", [["the proxy"], ["10.0.0.0/33"], ["10.0.0"], ["127.0.0.1", "x"]])
def test_what_names_no_network_is_refused_at_the_start(listed):
    with pytest.raises(ImproperlyConfigured, match="PROXY_ADDRESSES"):
        networks(listed)


def seen_of(peer, **headers):
    """What the product sees of a request."""
    request = RequestFactory(REMOTE_ADDR=peer).get("/", **headers)
    ProxyMiddleware(lambda request: HttpResponse())(request)
    return request.META


CLAIMED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example.org",
    "HTTP_X_FORWARDED_PORT": "99",
    "HTTP_FORWARDED": "for=203.0.113.9",
    "HTTP_X_REAL_IP": "203.0.113.9",
}


@pytest.mark.parametrize(
    ("peer", "address", "scheme"), [("10.0.0.5", "203.0.113.9", "https"), ("10.9.9.9", "10.9.9.9", None)]
)
def test_claims_do_not_reach_what_stands_behind(settings, peer, address, scheme):
    settings.PROXY_ADDRESSES = PROXIES

    seen = seen_of(peer, **CLAIMED)

    assert seen["REMOTE_ADDR"] == address
    assert seen.get("HTTP_X_FORWARDED_PROTO") == scheme
    assert not set(seen) & (set(CLAIMED) - {"HTTP_X_FORWARDED_PROTO"})


@pytest.mark.parametrize(("said", "taken"), [("https", "https"), ("https, http", "http"), ("http,HTTPS", "https")])
def test_of_several_schemes_the_last_was_written_by_our_proxy(settings, said, taken):
    settings.PROXY_ADDRESSES = PROXIES

    assert seen_of("127.0.0.1", HTTP_X_FORWARDED_PROTO=said)["HTTP_X_FORWARDED_PROTO"] == taken


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "refused"),
    # Thirty attempts in ten minutes from one address: the other six are refused, unless a proxy of ours tells
    # them apart.
    [([], 6), (["10.0.0.5"], 6), (["127.0.0.1"], 0)],
)
def test_a_limit_is_not_passed_by_naming_other_addresses(settings, proxies, refused):
    settings.PROXY_ADDRESSES = networks(proxies)
    settings.LOGIN_LIMITS = {**settings.LOGIN_LIMITS, "address": "30/10m/ip"}

    answers = [
        Client().post(
            "/accounts/login/",
            {"login": f"nobody-{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"203.0.113.{number}"},
        )
        for number in range(36)
    ]

    assert [answer.status_code for answer in answers].count(429) == refused
