"""What the views of partners share."""

from django.urls import reverse
from django.utils.translation import gettext as _

Trail = list[dict[str, str]]


def trail(*steps: tuple[str, str]) -> Trail:
    """The way back up from a page, from "Partners" down; each further step is a label and an address."""
    above = ((_("Partners"), reverse("partners:index")), *steps)
    return [{"label": label, "url": url} for label, url in above]


def sections(current: str) -> list[dict[str, str | bool]]:
    """The pages of partners side by side; `current` is the name of the address that is shown."""
    pages = (
        ("partners:index", _("Organisations")),
        ("partners:programmes", _("Programmes")),
        ("partners:mechanisms", _("Mechanisms")),
        ("partners:funding", _("Money 2010–2016")),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]
