"""What a programme amounts to by what its publisher says: one figure, from rows that can all be shown.

Budgets say what is planned in all, so they go first; a revised budget replaces the original ones of its time (IATI
2.03, budget/@type). Without budgets, outgoing commitments (type 2) say what was promised; without those, what was
spent: disbursements (3) and expenditure (4). Negative values are corrections and are summed. A sum of nothing, or
less, is no amount: it is not known.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from partners.iati.format.activity import Budget, Transaction
from partners.iati.format.bounds import Part

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 14
DOLLAR = "USD"
COMMITMENT = ("2",)
SPENDING = ("3", "4")

Row = tuple[Decimal, str, date | None]
"""A value with its currency and day."""
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
    CUT = "cut", _("There are more published rows than are read here, so they are not summed: no amount.")


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


def budgets_that_count(budgets: Sequence[Budget]) -> list[Budget]:
    """Revised budgets, and those original ones whose time no revised one touches."""
    revised = [row for row in budgets if row.kind == "2"]
    return [row for row in budgets if row.kind == "2" or not any(_touch(row, other) for other in revised)]


def published_total(
    budgets: Sequence[Budget], transactions: Sequence[Transaction], per_usd: PerDollar, *, cut: Collection[str] = ()
) -> PublishedTotal:
    """The total of a programme; `per_usd` tells the units of a currency for one US dollar on a day, or None.

    `cut` names rows ("budget", "transaction") of which not all were read: a part of them is no total.
    """
    counted = {
        TotalBasis.BUDGETS: [
            (row.value, row.currency, row.value_on or row.starts_on) for row in budgets_that_count(budgets)
        ],
        TotalBasis.COMMITMENTS: _transactions(transactions, COMMITMENT),
        TotalBasis.SPENDING: _transactions(transactions, SPENDING),
    }
    gap = None
    for basis, rows in counted.items():
        if not rows:
            continue
        if (Part.BUDGET if basis is TotalBasis.BUDGETS else Part.TRANSACTION) in cut:
            return PublishedTotal(None, basis=basis, gap=TotalGap.CUT)
        total = _sum(rows, basis, per_usd)
        if total.amount is not None:
            return total
        gap = gap or total.gap
    return PublishedTotal(None, gap=gap or TotalGap.NO_ROWS)


def _transactions(rows: Sequence[Transaction], kinds: tuple[str, ...]) -> list[Row]:
    return [(row.value, row.currency, row.value_on or row.happened_on) for row in rows if row.kind in kinds]


def _sum(rows: list[Row], basis: TotalBasis, per_usd: PerDollar) -> PublishedTotal:
    def none(gap: TotalGap) -> PublishedTotal:
        return PublishedTotal(None, basis=basis, gap=gap)

    rows = [row for row in rows if row[0]]
    currencies = {currency for _value, currency, _on in rows}
    if "" in currencies:
        return none(TotalGap.NO_CURRENCY)
    is_converted, amount = len(currencies) > 1, Decimal(0)
    for value, currency, on in rows:
        rate = per_usd(currency, on) if is_converted else 1
        if not rate:
            return none(TotalGap.NO_RATE)
        amount += (value / rate).quantize(CENT, ROUND_HALF_UP) if is_converted else value
    if amount <= 0:
        return none(TotalGap.NOT_POSITIVE)
    if amount >= LARGEST:
        return none(TotalGap.TOO_LARGE)
    shown_in = DOLLAR if is_converted else currencies.pop()
    first = min((on for _value, _currency, on in rows if on), default=None)
    return PublishedTotal(amount.quantize(CENT, ROUND_HALF_UP), shown_in, first, basis, is_converted=is_converted)


def _touch(one: Budget, other: Budget) -> bool:
    """Whether two periods share a day; an end that nobody gives is open."""
    starts, ends = one.starts_on or date.min, one.ends_on or date.max
    return starts <= (other.ends_on or date.max) and (other.starts_on or date.min) <= ends
