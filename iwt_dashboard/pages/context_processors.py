"""What the shell of every page shows: the visitor's menu. Our only context processor; it never queries."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.page_cache.building import TOKEN, mark_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, footer links, and whether the site runs in demonstration mode; while a page is built, what stands
    for the token of its forms."""
    user = getattr(request, "user", None)
    entries = [
        (_("Region"), reverse("landing"), True),
        (_("Countries"), reverse("countries"), False),
        (_("Needs"), reverse("needs:list"), False),
        (_("Road map"), reverse("roadmap:index"), False),
        (_("Partners"), reverse("partners:index"), False),
    ]
    if user is not None and user.is_authenticated:
        entries.insert(0, (_("Workspace"), reverse("workspace"), False))
    token = mark_for(request, TOKEN)
    return ({} if token is None else {"csrf_token": token}) | {
        "navigation": [
            {"label": label, "url": url, "current": request.path == url if is_exact else request.path.startswith(url)}
            for label, url, is_exact in entries
        ],
        "footer_links": [
            {"label": _("Method"), "url": reverse("method")},
            {"label": _("Help"), "url": reverse("help")},
            {"label": _("Data"), "url": reverse("data")},
            {"label": _("Roles"), "url": reverse("help-roles")},
            {"label": _("Glossary"), "url": reverse("glossary")},
        ],
        "demonstration": settings.DEMONSTRATION,
    }
