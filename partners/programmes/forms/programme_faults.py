"""What has to fit together in a programme's own row, whichever form it is typed into or file it is brought in by."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from partners.programmes.models.choices import IwtRelevance, ShareBasis


def row_faults(typed: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, in words, by the field that it is asked at. `typed` maps field names to values; what could not be
    read is left out of it."""
    found: dict[str, str] = {}
    starts_on, ends_on, total = (typed.get(name) for name in ("starts_on", "ends_on", "total"))
    if starts_on and ends_on and ends_on < starts_on:
        found["ends_on"] = _("The programme ends before it begins.")
    if (total is not None or typed.get("cofinancing") is not None) and not typed.get("currency"):
        found["currency"] = _("Name the currency of the amounts.")
    if total is not None and not (typed.get("amount_on") or starts_on):
        found["amount_on"] = _("Say of which day the amount is: its exchange rate counts.")
    share, basis = typed.get("iwt_share"), typed.get("iwt_share_basis")
    if share is not None and basis == ShareBasis.UNKNOWN:
        found["iwt_share_basis"] = _("Say whether the share is stated or estimated.")
    if share is None and basis != ShareBasis.UNKNOWN:
        found["iwt_share"] = _("Give the share, or choose “Not known” as its basis.")
    if typed.get("iwt_relevance") == IwtRelevance.NOT_IWT and not typed.get("iwt_relevance_reason"):
        found["iwt_relevance_reason"] = _("Say why it does not, so that nobody has to ask again.")
    return found
