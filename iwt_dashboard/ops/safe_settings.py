"""Settings that would do harm are refused at the start, in words.

What is only amiss is told by `manage.py check --deploy` (`iwt_dashboard.ops.checks`). Imports no models.
"""

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


def is_public(hosts: Sequence[str]) -> bool:
    """Whether the site is reached from elsewhere than its own machine."""
    return not set(hosts) <= LOOPBACK


def refuse_harm(
    *, debug: bool, demonstration: bool, hosts: Sequence[str], origins: Sequence[str], secure_cookies: bool
) -> None:
    """Raise ImproperlyConfigured for the first of these settings that would do harm."""
    for is_harmful, words in (
        (not hosts, "ALLOWED_HOSTS is not set. Name the host names under which the site is reached."),
        (
            any(host.startswith((".", "*")) for host in hosts),
            "ALLOWED_HOSTS lets in every name. Write each host name out: a visitor could choose what our links say.",
        ),
        (
            debug and is_public(hosts),
            "DEBUG=1 shows the program's insides to everybody. It is refused where ALLOWED_HOSTS names more than "
            "this machine.",
        ),
        (
            not (debug or demonstration or secure_cookies) and is_public(hosts),
            "SECURE_COOKIES=0 sends what keeps people logged in over the line in the clear. It is refused where "
            "ALLOWED_HOSTS names more than this machine.",
        ),
        (
            any("*" in origin or (secure_cookies and not origin.startswith("https://")) for origin in origins),
            "CSRF_TRUSTED_ORIGINS must name whole addresses that begin with https://, and no patterns.",
        ),
    ):
        if is_harmful:
            raise ImproperlyConfigured(words)
