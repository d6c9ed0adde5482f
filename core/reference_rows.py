"""Member states and priorities, which nearly every page names: asked for once, until one of them changes."""

from core.models import Country, Priority
from core.page_cache.parts import kept_rows


def countries() -> list[Country]:
    """The eleven member states in ASEAN order."""
    return kept_rows("countries", lambda: list(Country.objects.all()))


def country_of(iso3: str) -> Country | None:
    """The member state of a code in capitals, or None."""
    return next((country for country in countries() if country.iso3 == iso3), None)


def priorities() -> list[Priority]:
    """The twelve priorities in their order."""
    return kept_rows("priorities", lambda: list(Priority.objects.all()))
