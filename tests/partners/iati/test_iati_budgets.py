"""Money that publishers tell more than once: budgets of the same time, transactions brought twice, shares of all kinds.

Each amount is the one that a reader of the published rows comes to who counts no money twice; where the rows allow of
two readings, the larger one bounds it. The first table is of `published-oddities.xml`, a file made for this.
"""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.iati.format.activity import Budget, Place, Sector, Transaction
from partners.iati.messages import share_sentences, total_sentence
from partners.iati.rules.budgets import BudgetNote, budgets_that_count, overlap, period_of
from partners.iati.rules.places import are_fractions, published_places, sum_of_shares
from partners.iati.rules.totals import TotalNote, TransactionNote, published_total, transactions_that_count
from partners.programmes.models.programmes import Programme

CASES = Path(__file__).parent / "cases"
AGAIN, OVER, DIFFERENT, PART, UNDATED = (
    BudgetNote.REVISED_AGAIN,
    BudgetNote.OVERLAPPING,
    BudgetNote.DIFFERENT,
    BudgetNote.NOT_ALL,
    BudgetNote.UNDATED,
)


def day(text):
    """A day from "2024", "2024-07" or "2024-07-15"; the first of what is named."""
    return date.fromisoformat((text + "-01-01")[:10]) if text else None


def last(text):
    """The last day of a year or a month, or the day itself."""
    if not text:
        return None
    if len(text) == 4:
        return date(int(text), 12, 31)
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date.fromisoformat(text)


def plan(value, start, end="", kind="1", currency="USD"):
    return Budget(kind, "1", day(start), last(end or start), Decimal(value), currency, None)


def revised(value, start, end=""):
    return plan(value, start, end, kind="2")


def rates(currency, _day):
    return {"USD": Decimal(1), "EUR": Decimal("0.8")}.get(currency)


YEARS = [plan(100, "2024"), plan(100, "2025"), plan(100, "2026")]


@pytest.mark.parametrize(
    ("rows", "amount", "notes"),
    [
        # One after another: all of them.
        (YEARS, 300, ()),
        ([plan(100, "2024-01-01", "2025-01-01"), plan(100, "2025-01-01", "2026-01-01")], 200, ()),
        # Revised, and revised again: the last of the file.
        ([plan(100, "2025"), revised(80, "2025")], 80, ()),
        ([plan(100, "2025"), revised(80, "2025"), revised(90, "2025")], 90, (AGAIN,)),
        ([plan(100, "2025"), revised(90, "2025"), revised(80, "2025")], 80, (AGAIN,)),
        ([revised(90, "2025"), plan(100, "2025")], 90, ()),
        ([plan(100, "2025"), revised(0, "2025"), plan(50, "2026")], 50, ()),
        # Quarters of a year are revised by the year, and the year by its quarters.
        ([plan(60, "2025-01", "2025-06"), plan(60, "2025-07", "2025-12"), revised(100, "2025")], 100, ()),
        (
            [plan(100, "2025"), revised(40, "2025-01", "2025-06"), revised(50, "2025-07", "2025-12")],
            90,
            (OVER, DIFFERENT),
        ),
        # The whole life beside its years: the same money.
        ([plan(300, "2024", "2026"), *YEARS], 300, (OVER,)),
        ([*YEARS, plan(300, "2024", "2026")], 300, (OVER,)),
        ([plan(320, "2024", "2026"), *YEARS], 300, (OVER, DIFFERENT)),
        ([plan(300, "2024", "2026"), *YEARS[:2]], 300, (OVER,)),
        ([plan(300, "2024", "2026"), YEARS[0], revised(90, "2025"), YEARS[2]], 290, (OVER, DIFFERENT)),
        ([plan(300, "2024", "2026"), revised(90, "2025")], 300, (OVER,)),
        ([*YEARS, revised(280, "2024", "2026")], 280, ()),
        # What stands there as nothing holds a place, and takes no money away; a revision to nothing does.
        ([plan(0, "2024", "2026"), *YEARS[:2]], 200, (OVER, DIFFERENT)),
        ([plan(300, "2024", "2026"), plan(0, "2024"), plan(0, "2025"), plan(0, "2026")], 300, (OVER,)),
        ([plan(0, "2024"), plan(100, "2024")], 100, (OVER, DIFFERENT)),
        ([plan(0, "2024"), plan(100, "2025")], 100, ()),
        ([*YEARS, revised(0, "2024", "2026")], None, ()),
        # Quarters beside their year, and years beside both.
        ([plan(100, "2024"), *(plan(25, f"2024-{m:02}", f"2024-{m + 2:02}") for m in (1, 4, 7, 10))], 100, (OVER,)),
        ([plan(100, "2024"), plan(25, "2024-01", "2024-03")], 100, (OVER,)),
        ([plan(200, "2024", "2025"), plan(100, "2024"), plan(60, "2025-01", "2025-06")], 200, (OVER,)),
        # Periods that run into each other: those that speak for the most days.
        ([plan(100, "2024"), plan(100, "2024-07", "2025-06")], 100, (OVER, PART)),
        ([plan(100, "2024"), plan(90, "2024-07", "2025-06"), plan(80, "2025-07", "2026-06")], 180, (OVER, PART)),
        ([plan(10, "2024"), plan(90, "2024-07", "2025-06"), plan(80, "2025-07", "2026-06")], 170, (OVER, PART)),
        # Calendar years beside those from July to June, which tell as much: of the same money.
        (
            [
                *YEARS[:2],
                plan(50, "2024-01", "2024-06"),
                plan(100, "2024-07", "2025-06"),
                plan(50, "2025-07", "2025-12"),
            ],
            200,
            (OVER,),
        ),
        # A whole that is less than what stands inside of it is none, be it ever so long: a place holder, or old.
        ([plan(1, "2024", "2028"), *YEARS], 300, (OVER, DIFFERENT, PART)),
        ([plan(10, "2022", "2026"), plan(100, "2023"), plan(100, "2025")], 200, (OVER, DIFFERENT, PART)),
        ([plan(150, "2024", "2026"), plan(100, "2025"), revised(120, "2026")], 220, (OVER, DIFFERENT, PART)),
        ([revised(150, "2024", "2026"), plan(100, "2025"), revised(120, "2026")], 150, (OVER,)),
        ([revised(100, "2024", "2026"), revised(90, "2025"), revised(90, "2026")], 180, (OVER, DIFFERENT, PART)),
        ([plan(10, "2024", "2026"), plan(100, "2023-07", "2024-06"), plan(100, "2025")], 200, (OVER, DIFFERENT, PART)),
        ([plan(10, "2024", "2025"), plan(100, "2025-07", "2026-06")], 100, (OVER, PART)),
        (
            [plan(1, "2024"), *(plan(25, f"2024-{m:02}", f"2024-{m + 2:02}") for m in (1, 4, 7))],
            75,
            (OVER, DIFFERENT, PART),
        ),
        ([plan(300, "2024", "2026"), plan(5, "2024", "2028"), *YEARS[:2]], 300, (OVER, DIFFERENT, PART)),
        # One that is more than all of its years, and one that is more than those that are there.
        ([plan(1000, "2024", "2026"), *YEARS], 300, (OVER, DIFFERENT)),
        ([plan(1000, "2024", "2026"), *YEARS[:2]], 1000, (OVER,)),
        ([plan(1000, "2023-06-15", "2026-06-30"), plan(90, "2023"), *YEARS], 390, (OVER,)),
        # The first of a year to the first of the next is that year, whichever way the others write it.
        ([plan(100, "2025-01-01", "2026-01-01"), revised(80, "2025")], 80, ()),
        ([plan(320, "2024-01-01", "2027-01-01"), *YEARS], 300, (OVER, DIFFERENT)),
        # A revision that shares a part of a time replaces all of it; what that leaves untold is said.
        ([*YEARS[:2], revised(120, "2024-07", "2025-06")], 120, (PART,)),
        # The same period twice: once, as it is published first, or the larger where they differ.
        ([plan(100, "2024"), plan(100, "2024")], 100, (OVER,)),
        ([plan(60, "2024"), plan(40, "2024")], 60, (OVER, DIFFERENT)),
        ([plan(80, "2024", currency="EUR"), plan(100, "2024")], 80, (OVER,)),
        # Corrections count, whatever they correct.
        ([plan(100, "2024"), plan(-10, "2024")], 90, ()),
        # Periods of which one end, or both, are missing.
        (
            [plan(100, "2024-01-01", "2024-12-31"), Budget("1", "1", day("2024"), None, Decimal(100), "USD", None)],
            100,
            (OVER,),
        ),
        ([Budget("1", "1", None, None, Decimal(100), "USD", None)] * 2, 200, ()),
        ([Budget("1", "1", None, None, Decimal(100), "USD", None), plan(70, "2024")], 70, (UNDATED,)),
        ([Budget("1", "1", last("2024"), day("2024"), Decimal(100), "USD", None), plan(100, "2024")], 100, (OVER,)),
        ([], None, ()),
    ],
)
def test_budgets_of_the_same_time_count_once(rows, amount, notes):
    found = published_total([Budget(*(getattr(row, name) for name in Budget.__slots__)) for row in rows], [], rates)

    assert found.amount == (None if amount is None else Decimal(amount))
    assert found.notes == notes
    for note in notes:
        assert str(note.label) in total_sentence(found)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("2024", "2024"), ("2025", "2025"), False),
        (("2024-01-01", "2025-01-01"), ("2025-01-01", "2025-12-31"), False),
        (("2024-01-01", "2025-01-02"), ("2025-01-01", "2025-12-31"), True),
        (("2024", "2024"), ("2024", "2024"), True),
        (("2024-05-01", "2024-05-01"), ("2024-05-01", "2024-05-01"), True),
        (("2024-05-01", "2024-05-01"), ("2024", "2024"), True),
        (("2024-12-31", "2024-12-31"), ("2024", "2024"), True),
    ],
)
def test_periods_share_time_or_follow_each_other(one, other, expected):
    first, second = ((day(start), last(end)) for start, end in (one, other))

    assert overlap(first, second) is expected
    assert overlap(second, first) is expected


days = st.dates(date(2024, 1, 1), date(2024, 1, 12))
budgets = st.builds(
    lambda kind, one, two, value: Budget(kind, "1", min(one, two), max(one, two), Decimal(value), "USD", None),
    st.sampled_from("112"),
    days,
    days,
    st.integers(0, 9),
)


def largest_reading(rows):
    """The largest sum of budgets of which no two share time: all sets are tried."""
    best = Decimal(0)
    for size in range(len(rows) + 1):
        for chosen in itertools.combinations(rows, size):
            periods = [period_of(row) for row in chosen]
            if not any(overlap(one, other) for one, other in itertools.combinations(periods, 2)):
                best = max(best, sum((row.value for row in chosen), Decimal(0)))
    return best


@given(rows=st.lists(budgets, max_size=7))
def test_no_total_is_more_than_the_largest_reading_and_nothing_that_counts_overlaps(rows):
    found = budgets_that_count(rows)

    periods = [period_of(row) for row in found.counted]
    assert not any(overlap(one, other) for one, other in itertools.combinations(periods, 2))
    assert sum((row.value for row in found.counted), Decimal(0)) <= largest_reading(rows)
    # No time that is told is left out, unless what is said of it stands in the way of itself.
    if rows and not any(overlap(*pair) for pair in itertools.combinations([period_of(row) for row in rows], 2)):
        assert list(found.counted) == rows
        assert found.notes == ()


@given(rows=st.lists(budgets, max_size=6), more=st.integers(1, 3))
def test_the_same_rows_again_add_no_money(rows, more):
    once = sum((row.value for row in budgets_that_count(rows).counted), Decimal(0))
    copies = [Budget(*(getattr(row, name) for name in Budget.__slots__)) for _n in range(more) for row in rows]

    assert sum((row.value for row in budgets_that_count([*rows, *copies]).counted), Decimal(0)) == once


def paid(value, *, kind="2", on="2024-03-01", reference="", **more):
    return Transaction(kind, date.fromisoformat(on), Decimal(value), "USD", None, reference=reference, **more)


@pytest.mark.parametrize(
    ("rows", "amount", "notes"),
    [
        ([paid(100, reference="A"), paid(100, reference="B")], 200, ()),
        ([paid(100, reference="A"), paid("100.00", reference="A")], 100, (TransactionNote.TWICE,)),
        ([paid(100, reference="A"), paid(50, reference="A")], 150, ()),
        ([paid(100, reference="A"), paid(100, reference="A", on="2024-04-01")], 200, ()),
        ([paid(100), paid(100)], 200, (TransactionNote.ALIKE,)),
        ([paid(100, sector="41030"), paid(100, sector="15110")], 200, ()),
        ([paid(100), paid(-40, reference="C")], 60, ()),
        # Of which kind something is decides what it is part of: none of these is a commitment.
        ([paid(100), paid(100, kind="3"), paid(100, kind="11")], 100, ()),
    ],
)
def test_transactions_brought_twice_count_once(rows, amount, notes):
    found = published_total([], rows, rates)

    assert (found.amount, found.notes) == (Decimal(amount), notes)
    assert len(transactions_that_count(rows)[0]) <= len(rows)


@pytest.mark.parametrize(
    ("budgets", "rows", "amount", "is_told"),
    [
        ([plan(100, "2026")], [paid(500)], 100, True),
        ([plan(100, "2026")], [paid(80), paid(120, kind="3")], 100, True),
        ([plan(100, "2026")], [paid(100), paid(90, kind="3")], 100, False),
        ([plan(100, "2026")], [paid(101)], 100, False),
        ([plan(100, "2026")], [paid(500, kind="11"), paid(500, kind="1")], 100, False),
        ([plan(80, "2026", currency="EUR")], [paid(100)], 80, False),
        ([plan(80, "2026", currency="EUR")], [paid(200)], 80, True),
        ([plan(80, "2026", currency="KHR")], [paid(200)], 80, False),
        ([], [paid(100), paid(150, kind="4")], 100, True),
        ([], [paid(100), paid(50, kind="3"), paid(50, kind="4")], 100, False),
        ([], [paid(50, kind="3")], 50, False),
    ],
)
def test_more_that_is_committed_or_spent_is_said_beside_the_amount(budgets, rows, amount, is_told):
    found = published_total(budgets, rows, rates)

    assert found.amount == amount
    assert (TotalNote.MORE_MOVED in found.notes) is is_told
    assert ("committed or spent comes to more" in total_sentence(found)) is is_told


# --- shares ------------------------------------------------------------------------------------------


def country(code, share=None):
    return Place("country", code, percentage=None if share is None else Decimal(share))


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([], False),
        ([None], False),
        (["0.6", "0.4"], True),
        (["0.33", "0.33", "0.33"], True),
        (["1"], True),
        (["0.6", None, "0.4"], True),
        # All of it in one of two would leave nothing for the other, and might be one per cent.
        (["1", None], False),
        (["60", "40"], False),
        (["0.5"], False),
        (["0.6", "0.3"], False),
        (["0.6", "1.4"], False),
        (["1", "99"], False),
        (["100"], False),
    ],
)
def test_shares_that_make_one_are_fractions(shares, expected):
    assert are_fractions(None if share is None else Decimal(share) for share in shares) is expected


@pytest.mark.parametrize(
    ("places", "shares", "said"),
    [
        ([country("VN", "0.6"), country("LA", "0.4")], {"VN": "60.00", "LA": "40.00"}, "fractions of one"),
        ([country("VN", "60"), country("LA", "40")], {"VN": "60.00", "LA": "40.00"}, ""),
        ([country("VN", "1")], {"VN": None}, "fractions of one"),
        ([country("VN", "60"), country("LA", "20")], {"VN": "60.00", "LA": "20.00"}, "come to 80%, not to 100%"),
        ([country("VN", "0.6"), country("LA", "0.2")], {"VN": "0.60", "LA": "0.20"}, "come to 0.8%, not to 100%"),
        ([country("VN", "60"), country("LA")], {"VN": "60.00", "LA": None}, ""),
        ([country("VN", "0.6"), country("LA")], {"VN": "0.60", "LA": None}, "are 1% or less; some are not given"),
        ([country("VN", "1"), country("LA")], {"VN": "1.00", "LA": None}, "are 1% or less"),
        ([country("VN", "0"), country("LA")], {"VN": "0.00", "LA": None}, ""),
        ([country("VN", "50.4"), country("LA", "50.4")], {"VN": "49.60", "LA": "50.40"}, ""),
    ],
)
def test_shares_of_places_are_taken_as_they_are_meant_or_told(places, shares, said):
    found = published_places(places, {"VN", "LA"})

    if "50.4" not in str(places):
        assert {code: None if share is None else str(share) for code, share in found.shares.items()} == shares
    sentences = " ".join(share_sentences(found, []))
    assert (said in sentences) if said else not sentences


@pytest.mark.parametrize(
    ("shares", "vocabulary", "said"),
    [
        (["60", "40"], "1", ""),
        (["0.6", "0.4"], "1", ""),
        (["60", "20"], "1", "sectors (vocabulary 1) come to 80%"),
        (["60", "80"], "2", "sectors (vocabulary 2) come to 140%"),
        (["60", "80"], "98", ""),
        (["60", None], "1", ""),
    ],
)
def test_shares_of_sectors_that_are_not_the_whole_are_told(shares, vocabulary, said):
    rows = [Sector("41030", vocabulary, percentage=None if share is None else Decimal(share)) for share in shares]

    sentences = " ".join(share_sentences(published_places([], set()), rows))

    assert (said in sentences) if said else not sentences


@given(st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_shares_as_fractions_come_to_the_same_as_shares_in_per_cent(weights):
    whole = sum(weights)
    fractions = [Decimal(weight) / whole for weight in weights]
    rows = [country("VN", f"{share:f}") for share in fractions]

    assert are_fractions(fractions)
    assert sum_of_shares(rows) is None


# --- the file made for it ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_of_oddities_comes_to_what_its_reader_would_say(world, bring, client):
    bring((CASES / "published-oddities.xml").read_bytes())

    rows = {row.iati_identifier.rpartition("-")[2]: row for row in Programme.objects.filter(iati__isnull=False)}
    assert {name: row.total for name, row in rows.items()} == {
        **dict.fromkeys(rows, Decimal(100_000)),
        "TWICE": Decimal(90_000),
        "LIFE": Decimal(300_000),
    }
    assert "revised more than once: the last revision counts" in rows["TWICE"].amount_note
    assert "overlap: that money is counted once" in rows["LIFE"].amount_note
    shares = {link.country.iso3: link.share for link in rows["FRAC"].in_countries.all()}
    assert shares == {"VNM": Decimal(60), "LAO": Decimal(40)}
