"""Existing mechanisms of coordination and technical help, and how far each member state is engaged with them."""

from dataclasses import dataclass

from core.models import Country
from partners.models import Engagement, Mechanism


@dataclass(frozen=True)
class MechanismRow:
    """A mechanism and its engagements, one a member state in ASEAN order; None where nothing is recorded."""

    mechanism: Mechanism
    engagements: tuple[Engagement | None, ...]

    @property
    def recorded(self) -> list[Engagement]:
        """The engagements there are."""
        return [engagement for engagement in self.engagements if engagement]


@dataclass(frozen=True)
class MechanismMatrix:
    """All mechanisms beside all member states."""

    countries: tuple[Country, ...]
    rows: tuple[MechanismRow, ...]


@dataclass(frozen=True)
class CountryMechanism:
    """A mechanism on a country's page; `engagement` is None where nothing is recorded, which is not "not started"."""

    mechanism: Mechanism
    engagement: Engagement | None


def mechanism_matrix() -> MechanismMatrix:
    """Every mechanism, with the engagement of every member state."""
    countries = tuple(Country.objects.all())
    found = {(row.mechanism_id, row.country_id): row for row in Engagement.objects.select_related("country")}
    rows = tuple(
        MechanismRow(mechanism=mechanism, engagements=tuple(found.get((mechanism.pk, c.pk)) for c in countries))
        for mechanism in Mechanism.objects.all()
    )
    return MechanismMatrix(countries=countries, rows=rows)


def mechanisms_of(country: Country) -> list[CountryMechanism]:
    """Every mechanism, with the country's engagement where one is recorded."""
    found = {row.mechanism_id: row for row in Engagement.objects.filter(country=country)}
    return [
        CountryMechanism(mechanism=mechanism, engagement=found.get(mechanism.pk))
        for mechanism in Mechanism.objects.all()
    ]
