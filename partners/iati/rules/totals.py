"""What a programme amounts to by what its publisher says: one figure, from rows that can all be shown.

Budgets say what is planned in all, so they go first; those of the same time count once (`rules/budgets.py`). Without
budgets, outgoing commitments (type 2) say what was promised; without those, what was spent: disbursements (3) and
expenditure (4). A transaction that is brought twice under one reference counts once. Negative values are corrections
and are summed. A sum of nothing, or less, is no amount: it is not known.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from partners.iati.format.activity import Budget, Transaction
from partners.iati.format.bounds import Part
from partners.iati.rules.budgets import BudgetNote, budgets_that_count

CENT = Decimal("0.01")
# One per cent: rates of different days, and rounded budgets.
ROUNDED = Decimal("1.01")
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
    OTHER_KINDS = (
        "other_kinds",
        _("The published transactions are no commitments and no spending, such as incoming funds alone: no amount."),
    )
    NOT_POSITIVE = "not_positive", _("The published rows add up to nothing or less: no amount.")
    NO_CURRENCY = "no_currency", _("The published rows do not say their currency: no amount.")
    NO_RATE = "no_rate", _("The published rows are in several currencies, and for one there is no rate: no amount.")
    TOO_LARGE = "too_large", _("The published rows add up to more than can be true: no amount.")
    CUT = "cut", _("There are more published rows than are read here, so they are not summed: no amount.")


class TransactionNote(TextChoices):
    """What was odd about the transactions of which a total was made."""

    TWICE = "twice", _("Transactions that stand there twice, with the same reference, are counted once.")
    ALIKE = "alike", _("Some transactions are alike in all that is published of them; each is counted.")


class TotalNote(TextChoices):
    """What stands beside a total, and is more."""

    MORE_MOVED = "more_moved", _("What is published as committed or spent comes to more than this amount.")


@dataclass(frozen=True)
class PublishedTotal:
    """The amount in a currency, the day whose rate counts (the earliest of its rows), and what it is made of.

    Rows of several currencies are converted to US dollars, each at the rate of its own day. `notes` say what was odd.
    """

    amount: Decimal | None
    currency: str = ""
    on: date | None = None
    basis: TotalBasis | None = None
    gap: TotalGap | None = None
    is_converted: bool = False
    notes: tuple[BudgetNote | TransactionNote | TotalNote, ...] = ()


def published_total(
    budgets: Sequence[Budget], transactions: Sequence[Transaction], per_usd: PerDollar, *, cut: Collection[str] = ()
) -> PublishedTotal:
    """The total of a programme; `per_usd` tells the units of a currency for one US dollar on a day, or None.

    `cut` names rows ("budget", "transaction") of which not all were read: a part of them is no total.
    """
    budget_rows = budgets_that_count(budgets, _worth(per_usd))
    once, notes = transactions_that_count(transactions)
    counted = {
        TotalBasis.BUDGETS: [(row.value, row.currency, row.value_on or row.starts_on) for row in budget_rows.counted],
        TotalBasis.COMMITMENTS: _transactions(once, COMMITMENT),
        TotalBasis.SPENDING: _transactions(once, SPENDING),
    }
    gap = None
    for basis, rows in counted.items():
        if not rows:
            continue
        if (Part.BUDGET if basis is TotalBasis.BUDGETS else Part.TRANSACTION) in cut:
            return PublishedTotal(None, basis=basis, gap=TotalGap.CUT)
        total = _sum(rows, basis, per_usd)
        if total.amount is not None:
            said = budget_rows.notes if basis is TotalBasis.BUDGETS else notes
            is_less = Part.TRANSACTION not in cut and _is_less(total, counted, per_usd)
            return replace(total, notes=(*said, TotalNote.MORE_MOVED) if is_less else said)
        gap = gap or total.gap
    return PublishedTotal(None, gap=gap or (TotalGap.OTHER_KINDS if transactions else TotalGap.NO_ROWS))


def transactions_that_count(
    rows: Sequence[Transaction],
) -> tuple[list[Transaction], tuple[TransactionNote, ...]]:
    """The transactions, each once: one with the same reference, type, day, value and currency as another is the same.

    Those without a reference that are alike may be two payments, and stay both; that is only noted.
    """
    counted = (*COMMITMENT, *SPENDING)
    seen: set[str] = set()
    kept: list[Transaction] = []
    notes: dict[TransactionNote, None] = {}
    for row in rows:
        is_told = bool(row.reference) and row.kind in counted
        key = repr((row.kind, row.happened_on, row.value.normalize(), row.currency, row.reference))
        key = (
            key
            if is_told
            else repr(
                (
                    key,
                    row.description,
                    row.provider_ref,
                    row.provider_name,
                    row.receiver_ref,
                    row.receiver_name,
                    row.sector,
                    row.recipient_country,
                    row.recipient_region,
                )
            )
        )
        if key in seen and row.kind in counted:
            notes[TransactionNote.TWICE if is_told else TransactionNote.ALIKE] = None
        if not (key in seen and is_told):
            kept.append(row)
        seen.add(key)
    return kept, tuple(notes)


def _is_less(total: PublishedTotal, counted: Mapping[TotalBasis, list[Row]], per_usd: PerDollar) -> bool:
    """Whether a total is less, by more than rounding, than what the transactions behind it come to: budgets of the next
    year alone beside commitments for five, or commitments of which more is spent."""
    others = [TotalBasis.COMMITMENTS, TotalBasis.SPENDING][total.basis is TotalBasis.COMMITMENTS :]
    for basis in others if total.basis is not TotalBasis.SPENDING else ():
        other = _sum(counted[basis], basis, per_usd)
        is_alike = other.currency == total.currency
        mine, theirs = ((one.amount if is_alike else _in_dollars(one, per_usd)) for one in (total, other))
        if mine is not None and theirs is not None and theirs > mine * ROUNDED:
            return True
    return False


def _in_dollars(total: PublishedTotal, per_usd: PerDollar) -> Decimal | None:
    rate = per_usd(total.currency, total.on) if total.amount is not None and total.currency else None
    return total.amount / rate if total.amount is not None and rate else None


def _worth(per_usd: PerDollar) -> Callable[[Budget], Decimal]:
    """What a budget is worth in US dollars, to compare it with others; its bare value where there is no rate."""

    def worth(row: Budget) -> Decimal:
        rate = per_usd(row.currency, row.value_on or row.starts_on) if row.currency else None
        return row.value / rate if rate else row.value

    return worth


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
