"""What `manage.py check --deploy` says of an installation beside Django's own checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from iwt_dashboard.ops.safe_settings import is_public


@register(Tags.security, deploy=True)
def check_installation(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Settings with which the site runs, but not as an installation should."""
    found: list[CheckMessage] = []
    if settings.DEMONSTRATION and is_public(settings.ALLOWED_HOSTS):
        found.append(
            Warning(
                "IWT_DEMO=1 where others can reach the site: its accounts all have the same password.",
                hint="Leave IWT_DEMO unset wherever real entries are kept.",
                id="iwt_dashboard.W001",
            )
        )
    if bool(settings.ALLAUTH_TRUSTED_PROXY_COUNT) != bool(settings.SECURE_PROXY_SSL_HEADER):
        found.append(
            Warning(
                "BEHIND_PROXY and TRUSTED_PROXY_COUNT disagree: the limits on log-in would count the proxy as one "
                "visitor, or believe what visitors claim.",
                hint="Behind a proxy set both, with the number of proxies; without one, neither.",
                id="iwt_dashboard.W002",
            )
        )
    if "console" in settings.EMAIL_CONFIG["EMAIL_BACKEND"]:
        found.append(
            Warning(
                "EMAIL_URL is not set: invitations and new passwords are written to the log instead of being sent.",
                id="iwt_dashboard.W003",
            )
        )
    return found
