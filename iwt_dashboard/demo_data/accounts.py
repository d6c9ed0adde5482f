"""Demonstration accounts: their one password, and which of them there are."""

import os
from collections import defaultdict

from core.models import User
from iwt_dashboard.ops.paths import kept_secret

DOMAIN = "@example.org"


def demonstration_password() -> str:
    """`DEMO_PASSWORD`, or one made up on first use and kept in `var/demo-password`."""
    return os.environ.get("DEMO_PASSWORD") or kept_secret("demo-password", words=4)


def accounts_by_role() -> dict[str, list[str]]:
    """Demonstration accounts: role -> scopes, as in ROLE.SCOPE@example.org, both sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for email in User.objects.filter(is_demo=True).order_by("email").values_list("email", flat=True):
        role, _, scope = email.removesuffix(DOMAIN).partition(".")
        found[role].append(scope)
    return dict(found)
