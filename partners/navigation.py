"""What the views of partners share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance.models import Viewer

Trail = list[dict[str, str]]

SIGNED_IN_PAGES = (
    ("partners:overlaps", gettext_lazy("Overlaps")),
    ("partners:rounds", gettext_lazy("Reply rounds")),
    ("partners:champions", gettext_lazy("Champions")),
)


def trail(*steps: tuple[str, str]) -> Trail:
    """The way back up from a page, from "Partners" down; each further step is a label and an address."""
    above = ((_("Partners"), reverse("partners:index")), *steps)
    return [{"label": label, "url": url} for label, url in above]


def sections(current: str, viewer: Viewer | None = None) -> list[dict[str, str | bool]]:
    """The pages of partners side by side; `current` is the name of the address that is shown.

    Some are for those alone who have logged in: a view that names its viewer offers them.
    """
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
        return _("You see the view of %(name)s: what is shared with registered partners.") % {
            "name": viewer.organisation
        }
    if viewer.country is not None:
        return _("You see the view of %(name)s: its own cleared needs, and what others share with member states.") % {
            "name": viewer.country
        }
    return _("You see the secretariat's view: what countries and partners share with it.")
