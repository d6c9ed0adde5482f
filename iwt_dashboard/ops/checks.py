"""What is asked of the settings: some are refused at the start, and of others `manage.py check --deploy` tells.

Imports no models: the settings ask here.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

# The proxies of a large installation fit into a /16 of IPv4.
MOST_PROXIES = 65_536
# As long as Django's own check asks (security.W009); even a random key in hexadecimal has more signs than ten.
SHORTEST_KEY, FEWEST_SIGNS = 50, 10
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


def refuse_weak_key(key: str) -> None:
    """Raise ImproperlyConfigured for a key that somebody could guess: whoever has it logs in as anybody."""
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"SECRET_KEY is too weak. It needs at least {SHORTEST_KEY} random characters, {FEWEST_SIGNS} of them "
            "different, as `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` makes them."
        )


@register(Tags.security, deploy=True)
def check_installation(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Settings with which the site runs, but not as an installation should."""
    cases = (
        (
            settings.DEMONSTRATION and is_public(settings.ALLOWED_HOSTS),
            "IWT_DEMO=1 where others can reach the site: its accounts all have the same password.",
            "Leave IWT_DEMO unset wherever real entries are kept.",
        ),
        (
            any(network.num_addresses > MOST_PROXIES for network in settings.PROXY_ADDRESSES),
            "PROXY_ADDRESSES names a network so large that visitors may be in it: what they claim would be believed.",
            "Name the proxies' own addresses, or the network that holds nothing else.",
        ),
        (
            "console" in settings.EMAIL_CONFIG["EMAIL_BACKEND"],
            "EMAIL_URL is not set: invitations and new passwords are written to the log instead of being sent.",
            None,
        ),
    )
    return [
        Warning(words, hint=hint, id=f"iwt_dashboard.W00{number}")
        for number, (is_amiss, words, hint) in enumerate(cases, start=1)
        if is_amiss
    ]
