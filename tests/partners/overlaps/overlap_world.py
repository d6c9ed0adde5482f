"""Two programmes that look alike, for the tests of overlaps."""

from datetime import date
from typing import Any

from partners.programmes.models.programmes import Programme
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)

# Names that are not alike: the factory's own differ by a few letters.
NAMES = {
    "wcs": "Wildlife Conservation Society",
    "traffic": "TRAFFIC International",
    "env": "Education for Nature Vietnam",
}
TITLE = "Combating wildlife trafficking in Viet Nam"


def programme(
    title: str = TITLE,
    *,
    owner: str = "wcs",
    places: tuple[str, ...] = ("VNM",),
    priorities: tuple[str, ...] = ("ENF",),
    carriers: tuple[str, ...] = (),
    **fields: Any,
) -> Programme:
    """A programme of 2024 and 2025 in Viet Nam, unless said otherwise."""
    days = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 12, 31)}
    row: Programme = ProgrammeFactory(title=title, owner=organisation(owner), **{**days, **fields})
    for iso3 in places:
        ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3=iso3))
    for code in priorities:
        ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code=code))
    for code in carriers:
        ProgrammeOrganisationFactory(programme=row, organisation=organisation(code), role="4")
    return row


def organisation(code: str) -> Any:
    """An organisation by its code."""
    return OrganisationFactory(code=code, name=NAMES[code])


def editor(code: str = "wcs") -> Any:
    """An editor of an organisation."""
    return UserFactory(editor=True, organisation=organisation(code), email=f"editor.{code}@example.org")


def secretariat() -> Any:
    """Somebody of the secretariat."""
    return UserFactory(secretariat=True, email="secretariat@example.org")
