"""What the views of partners share: breadcrumbs, links to the sections, whole addresses, and 404 for a query."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance.models import Viewer

Trail = list[dict[str, str]]
P = ParamSpec("P")
Found = TypeVar("Found")

SIGNED_IN_PAGES = (
    ("partners:overlaps", gettext_lazy("Overlaps")),
    ("partners:rounds", gettext_lazy("Reply rounds")),
    ("partners:champions", gettext_lazy("Champions")),
)


def query_or_404(query: Callable[P, Found], *args: P.args, **options: P.kwargs) -> Found:
    """What a query finds; what it says does not exist, for this visitor, is not found."""
    try:
        return query(*args, **options)
    except ObjectDoesNotExist:
        raise Http404 from None


def trail(*steps: tuple[str, str]) -> Trail:
    """The way back up from a page, from "Partners" down; each further step is a label and an address."""
    above = ((_("Partners"), reverse("partners:index")), *steps)
    return [{"label": label, "url": url} for label, url in above]


def sections(current: str, viewer: Viewer | None = None) -> list[dict[str, str | bool]]:
    """The pages of partners side by side, all of them for who has logged in; `current` is the address that is shown."""
    pages: tuple[tuple[str, Any], ...] = (
        ("partners:index", _("Organisations")),
        ("partners:programmes", _("Programmes")),
        ("partners:gaps", _("Gap map")),
        ("partners:mechanisms", _("Mechanisms")),
        ("partners:funding", _("Money 2010–2016")),
    )
    if viewer is not None and viewer.is_authenticated:
        pages += SIGNED_IN_PAGES
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]


def whose_view(viewer: Viewer) -> str:
    """In whose name a page counts."""
    if not (viewer.is_authenticated and viewer.is_active):
        return _("You see the public view: what countries and partners share with everybody.")
    if viewer.organisation is not None:
        words = _("You see the view of %(name)s: what is shared with registered partners.")
        return words % {"name": viewer.organisation}
    if viewer.country is not None:
        words = _("You see the view of %(name)s: its own cleared needs, and what others share with member states.")
        return words % {"name": viewer.country}
    return _("You see the secretariat's view: what countries and partners share with it.")
