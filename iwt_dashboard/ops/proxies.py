"""Who asks: the one place where it is decided which address a request comes from, and over which scheme.

`X-Forwarded-*` are words. They count only where a proxy of ours has written them, and of the chain only what was
written by proxies of ours: read from the right, the first address that is none of theirs is the visitor's. Everything
behind this, limits and sessions among it, reads `REMOTE_ADDR`, which is the visitor's address then.
"""

import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# What servers write for a connection over a socket in the file system: only this machine can open one.
SOCKETS = frozenset({"", "localhost", "unix:"})
THIS_MACHINE = ip_address("127.0.0.1")
FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
CLAIMS = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
# An address with a port, as some proxies write it: 192.0.2.1:4711, [2001:db8::1]:4711.
WITH_PORT = re.compile(r"^(?:\[([^\]]+)\]|([0-9.]+))(?::\d{1,5})?$", re.ASCII)
LONGEST_CHAIN = 50


def networks(listed: Sequence[str]) -> tuple[Network, ...]:
    """The addresses and networks of PROXY_ADDRESSES. Raises ImproperlyConfigured for what is neither."""
    try:
        return tuple(ip_network(one.strip(), strict=False) for one in listed if one.strip())
    except ValueError as error:
        raise ImproperlyConfigured(
            f"PROXY_ADDRESSES must name addresses or networks, such as 127.0.0.1 or 10.0.0.0/24: {error}"
        ) from None


def address_in(text: str) -> Address | None:
    """The address in a text, with or without a port, an IPv4 address in IPv6 clothes as what it is; None for any
    other text."""
    text = text.strip().strip('"')
    if match := WITH_PORT.match(text):
        text = match[1] or match[2]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        # A zone ("%eth0") means something on one machine only, and could be anything.
        found = IPv6Address(found.packed)
        return found.ipv4_mapped or found
    return found


def visitor(peer: str, chain: str, proxies: Sequence[Network]) -> str:
    """The visitor's address: `peer` is who opened the connection, `chain` what stands in `X-Forwarded-For`.

    A word that is no address ends the reading: whoever wrote it is not believed, and the proxy behind it counts.
    """
    known = THIS_MACHINE if peer in SOCKETS else address_in(peer)
    if known is None:
        return peer
    for word in reversed(chain.split(",")[-LONGEST_CHAIN:]):
        if not is_ours(known, proxies):
            break
        hop = address_in(word)
        if hop is None:
            break
        known = hop
    return str(known)


def is_ours(address: Address, proxies: Sequence[Network]) -> bool:
    """Whether it is the address of one of our proxies."""
    return any(address.version == network.version and address in network for network in proxies)


class ProxyMiddleware:
    """Stands before all others: makes `REMOTE_ADDR` the visitor's, and drops every claim that no proxy of ours made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the claims, then forget them."""
        meta, proxies = request.META, settings.PROXY_ADDRESSES
        peer = str(meta.get("REMOTE_ADDR") or "")
        known = THIS_MACHINE if peer in SOCKETS else address_in(peer)
        is_proxied = known is not None and is_ours(known, proxies)
        chain, scheme = str(meta.get(FOR, "")), str(meta.get(PROTO, ""))
        for name in [name for name in meta if name.startswith(CLAIMS)]:
            del meta[name]
        meta["REMOTE_ADDR"] = visitor(peer, chain if is_proxied else "", proxies)
        if is_proxied and scheme:
            # Of several the last: the others may be the visitor's own.
            meta[PROTO] = scheme.rpartition(",")[2].strip().lower()
        return self.get_response(request)
