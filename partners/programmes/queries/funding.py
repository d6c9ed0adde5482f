"""Money of record: the commitments of 2010 to 2016 that the World Bank published, in thousand US dollars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.models import Country
from core.reference_rows import countries
from partners.programmes.models.money import FundingCategory, HistoricalFunding


@dataclass(frozen=True)
class CountryFunding:
    """What the table holds for one member state; amounts in thousand US dollars.

    `total` is None where the table does not name the country: that is silence, not nought. `by_category` is empty where
    the source gives the total alone; a type that a split country lacks is nought there.
    """

    country: Country
    total: Decimal | None
    by_category: dict[str, Decimal]
    source: HistoricalFunding | None

    @property
    def is_split(self) -> bool:
        """Whether the source splits this country's money by type."""
        return bool(self.by_category)

    @property
    def livelihoods(self) -> Decimal:
        """What went to livelihoods, where the money is split by type; a type that a split country lacks is nought."""
        return self.by_category.get(FundingCategory.LIVELIHOODS, Decimal(0))

    @property
    def livelihoods_share(self) -> Decimal | None:
        """Livelihoods' part of the money that is split, as a ratio; None where nothing is split."""
        whole = sum(self.by_category.values(), Decimal(0))
        return self.livelihoods / whole if whole else None

    @property
    def livelihoods_percent(self) -> Decimal:
        """The same in per cent, as the width of a bar: 0 to 100."""
        return (self.livelihoods_share or Decimal(0)) * 100


@dataclass(frozen=True)
class FundingTable:
    """The table for the region, and the money that it does not split by country."""

    countries: Sequence[CountryFunding]
    not_split_by_country: tuple[HistoricalFunding, ...]
    source: HistoricalFunding | None

    @property
    def absent(self) -> list[Country]:
        """Member states that the table does not name."""
        return [row.country for row in self.countries if row.total is None]

    @property
    def present(self) -> list[CountryFunding]:
        """Member states that the table names."""
        return [row for row in self.countries if row.total is not None]

    @property
    def split(self) -> list[CountryFunding]:
        """Member states whose money is split by type."""
        return [row for row in self.countries if row.is_split]

    @property
    def total(self) -> Decimal:
        """The member states together."""
        return sum((row.total for row in self.countries if row.total is not None), Decimal(0))

    @property
    def livelihoods_share(self) -> Decimal | None:
        """Livelihoods' part of all money that is split by country and type, as a ratio."""
        whole = sum((amount for row in self.split for amount in row.by_category.values()), Decimal(0))
        return sum((row.livelihoods for row in self.split), Decimal(0)) / whole if whole else None


def funding_table() -> FundingTable:
    """The table for all member states, in ASEAN order."""
    rows = list(HistoricalFunding.objects.filter(country__isnull=False))
    elsewhere = HistoricalFunding.objects.filter(
        country__isnull=True, category=FundingCategory.TOTAL, recipient__iregex=r"^(regional|global)"
    )
    return FundingTable(
        countries=_by_country(countries(), rows),
        not_split_by_country=tuple(elsewhere.order_by("-amount_usd_thousand")),
        source=next(iter(rows), None),
    )


def funding_of(country: Country) -> CountryFunding:
    """The table's entry for one member state."""
    return _by_country([country], HistoricalFunding.objects.filter(country=country))[0]


def _by_country(countries: Iterable[Country], rows: Iterable[HistoricalFunding]) -> list[CountryFunding]:
    """Sum the rows of a country: the total where the source gives one, otherwise the sum of its types."""
    found: dict[int | None, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    sources: dict[int | None, HistoricalFunding] = {}
    for row in rows:
        found[row.country_id][row.category] += row.amount_usd_thousand
        sources.setdefault(row.country_id, row)
    entries = []
    for country in countries:
        amounts = dict(found[country.pk])
        total = amounts.pop(FundingCategory.TOTAL, None)
        if total is None and amounts:
            total = sum(amounts.values(), Decimal(0))
        entries.append(CountryFunding(country, total, amounts, sources.get(country.pk)))
    return entries
