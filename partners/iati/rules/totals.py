"""What a programme amounts to by what its publisher says: one figure, from rows that can all be shown.

Budgets say what is planned in all, so they go first; a revised budget replaces the original ones of its time (IATI
2.03, budget/@type). Without budgets, outgoing commitments (type 2) say what was promised; without those, what was
spent: disbursements (3) and expenditure (4). Negative values are corrections and are summed. A sum of nothing, or
less, is no amount: it is not known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from partners.iati.format.activity import Budget, Transaction

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 14
DOLLAR = "USD"
COMMITMENT = ("2",)
SPENDING = ("3", "4")

PerDollar = Callable[[str, date | None], Decimal | None]


class TotalBasis(TextChoices):
    """Which rows a total is made of."""

    BUDGETS = "budgets", _("Sum of the published budgets.")
    COMMITMENTS = "commitments", _("Sum of the published commitments.")
    SPENDING = "spending", _("Sum of the published disbursements and expenditure.")


class TotalGap(TextChoices):
    """Why there is no total although there are rows."""

    NO_ROWS = "no_rows", ""
    NOT_POSITIVE = "not_positive", _("The published rows add up to nothing or less: no amount.")
    NO_CURRENCY = "no_currency", _("The published rows do not say their currency: no amount.")
    NO_RATE = "no_rate", _("The published rows are in several currencies, and for one there is no rate: no amount.")
    TOO_LARGE = "too_large", _("The published rows add up to more than can be true: no amount.")


@dataclass(frozen=True)
class PublishedTotal:
    """The amount in a currency, the day whose rate counts (the earliest of its rows), and what it is made of.

    Rows of several currencies are converted to US dollars, each at the rate of its own day.
    """

    amount: Decimal | None
    currency: str = ""
    on: date | None = None
    basis: TotalBasis | None = None
    gap: TotalGap | None = None
    is_converted: bool = False


@dataclass(frozen=True)
class _Row:
    value: Decimal
    currency: str
    on: date | None


def budgets_that_count(budgets: Sequence[Budget]) -> list[Budget]:
    """Revised budgets, and those original ones whose time no revised one touches."""
    revised = [row for row in budgets if row.kind == "2"]
    return [row for row in budgets if row.kind == "2" or not any(_touch(row, other) for other in revised)]


def published_total(
    budgets: Sequence[Budget], transactions: Sequence[Transaction], per_usd: PerDollar
) -> PublishedTotal:
    """The total of a programme; `per_usd` tells the units of a currency for one US dollar on a day, or None."""
    counted = {
        TotalBasis.BUDGETS: [
            _Row(row.value, row.currency, row.value_on or row.starts_on) for row in budgets_that_count(budgets)
        ],
        TotalBasis.COMMITMENTS: _transactions(transactions, COMMITMENT),
        TotalBasis.SPENDING: _transactions(transactions, SPENDING),
    }
    gap = None
    for basis, rows in counted.items():
        if not rows:
            continue
        total = _sum(rows, basis, per_usd)
        if total.amount is not None:
            return total
        gap = gap or total.gap
    return PublishedTotal(None, gap=gap or TotalGap.NO_ROWS)


def _transactions(rows: Sequence[Transaction], kinds: tuple[str, ...]) -> list[_Row]:
    return [_Row(row.value, row.currency, row.value_on or row.happened_on) for row in rows if row.kind in kinds]


def _sum(rows: list[_Row], basis: TotalBasis, per_usd: PerDollar) -> PublishedTotal:
    rows = [row for row in rows if row.value]
    days = [row.on for row in rows if row.on is not None]
    currencies = {row.currency for row in rows}
    if "" in currencies:
        return PublishedTotal(None, basis=basis, gap=TotalGap.NO_CURRENCY)
    currency, is_converted, amount = DOLLAR, len(currencies) > 1, Decimal(0)
    if is_converted:
        for row in rows:
            rate = per_usd(row.currency, row.on)
            if not rate:
                return PublishedTotal(None, basis=basis, gap=TotalGap.NO_RATE)
            amount += (row.value / rate).quantize(CENT, ROUND_HALF_UP)
    elif currencies:
        (currency,) = currencies
        amount = sum((row.value for row in rows), Decimal(0))
    if amount <= 0:
        return PublishedTotal(None, basis=basis, gap=TotalGap.NOT_POSITIVE)
    if amount >= LARGEST:
        return PublishedTotal(None, basis=basis, gap=TotalGap.TOO_LARGE)
    return PublishedTotal(
        amount.quantize(CENT, ROUND_HALF_UP), currency, min(days, default=None), basis, is_converted=is_converted
    )


def _touch(one: Budget, other: Budget) -> bool:
    """Whether two periods share a day; an end that nobody gives is open."""
    return (one.starts_on or date.min) <= (other.ends_on or date.max) and (other.starts_on or date.min) <= (
        one.ends_on or date.max
    )
