"""The address of the site as links in mails, calendars and files carry it. It comes from the installation alone.

What a browser sends as `Host` is a visitor's word, its port above all: a link that repeats it would lead the
receiver, with the key in the link, wherever the visitor likes.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def link_to(path: str) -> str:
    """The whole address of a page of ours, given its path, for somebody who is not on the site."""
    return f"{settings.SITE_ADDRESS}{path}"


def site_address(given: str, *, hosts: Sequence[str], origins: Sequence[str], is_secure: bool, port: str = "") -> str:
    """Scheme and host, and a port where it is not the usual one: as `given`, else that of CSRF_TRUSTED_ORIGINS that
    names a host of ours, else the first of ALLOWED_HOSTS. `port` is where the site listens itself, without a proxy.
    Raises ImproperlyConfigured for what is no address of this site."""
    if given:
        return _checked(given.rstrip("/"), hosts, is_secure=is_secure)
    for origin in origins:
        if _host(origin) in hosts:
            return origin.rstrip("/")
    usual = "443" if is_secure else "80"
    return f"{'https' if is_secure else 'http'}://{hosts[0]}{f':{port}' if port and port != usual else ''}"


def _checked(address: str, hosts: Sequence[str], *, is_secure: bool) -> str:
    parts = urlsplit(address)
    schemes = {"https"} if is_secure else {"http", "https"}
    is_origin = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in schemes or not is_origin or _host(address) not in hosts:
        raise ImproperlyConfigured(
            "SITE_ADDRESS must be the beginning of the site's address, such as https://needs.example.org, without a "
            "path, and its host one of ALLOWED_HOSTS."
        )
    return address


def _host(address: str) -> str:
    """The host of an address as ALLOWED_HOSTS writes it."""
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return f"[{name}]" if ":" in name else name
