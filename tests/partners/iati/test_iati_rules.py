"""What published activities come to: totals, places, suggestions, and the merge with what people have written."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.iati.format.activity import Budget, Place, Transaction
from partners.iati.rules.merge import Change, merge
from partners.iati.rules.places import published_places
from partners.iati.rules.suggestions import Sign, Where, iwt_signs, priority_signs
from partners.iati.rules.totals import TotalBasis, TotalGap, published_total
from tests.exhaustive import EXHAUSTIVE

MEMBERS = {"VN", "LA", "TH", "KH"}
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
NEXT = (date(2025, 1, 1), date(2025, 12, 31))


def budget(value, period=YEAR, *, kind="1", currency="USD", on=date(2024, 1, 1)):
    return Budget(kind, "1", *period, Decimal(value), currency, on)


def paid(kind, value, *, currency="USD", on=date(2024, 3, 1), happened=date(2024, 2, 1)):
    return Transaction(kind, happened, Decimal(value), currency, on)


def rates(currency, _day):
    return {"USD": Decimal(1), "EUR": Decimal("0.8"), "VND": Decimal(25_000)}.get(currency)


# --- totals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budgets", "transactions", "amount", "currency", "basis"),
    [
        ([budget(100), budget(50, NEXT)], [paid("2", 900)], "150.00", "USD", TotalBasis.BUDGETS),
        ([budget(100), budget(70, kind="2")], [], "70.00", "USD", TotalBasis.BUDGETS),
        ([budget(100), budget(70, kind="2"), budget(30, NEXT)], [], "100.00", "USD", TotalBasis.BUDGETS),
        ([budget(100), budget(0, kind="2")], [paid("2", 900)], "900.00", "USD", TotalBasis.COMMITMENTS),
        ([], [paid("2", 900), paid("2", -100), paid("3", 5)], "800.00", "USD", TotalBasis.COMMITMENTS),
        ([], [paid("3", 40), paid("4", 2), paid("1", 99), paid("11", 99)], "42.00", "USD", TotalBasis.SPENDING),
        ([budget("0.005", currency="EUR")], [], "0.01", "EUR", TotalBasis.BUDGETS),
        (
            [],
            [paid("2", 80, currency="EUR"), paid("2", 25_000, currency="VND")],
            "101.00",
            "USD",
            TotalBasis.COMMITMENTS,
        ),
    ],
)
def test_the_total_is_of_budgets_or_commitments_or_spending(budgets, transactions, amount, currency, basis):
    found = published_total(budgets, transactions, rates)

    assert (str(found.amount), found.currency, found.basis) == (amount, currency, basis)


@pytest.mark.parametrize(
    ("budgets", "transactions", "gap"),
    [
        ([], [], TotalGap.NO_ROWS),
        ([], [paid("1", 5)], TotalGap.OTHER_KINDS),
        ([], [paid("2", -5), paid("3", -5)], TotalGap.NOT_POSITIVE),
        ([], [paid("2", 5), paid("2", -5)], TotalGap.NOT_POSITIVE),
        ([budget(5, currency="")], [], TotalGap.NO_CURRENCY),
        ([], [paid("2", 5), paid("2", 5, currency="")], TotalGap.NO_CURRENCY),
        ([], [paid("2", 5), paid("2", 5, currency="XYZ")], TotalGap.NO_RATE),
        ([budget(10**14)], [], TotalGap.TOO_LARGE),
    ],
)
def test_what_cannot_be_summed_is_not_known(budgets, transactions, gap):
    found = published_total(budgets, transactions, rates)

    assert (found.amount, found.gap) == (None, gap)


def test_the_day_is_the_earliest_of_its_rows():
    rows = [
        paid("2", 5, on=date(2024, 3, 1)),
        paid("2", 5, on=None, happened=date(2023, 1, 1)),
        paid("2", 0, on=date(2020, 1, 1)),
    ]

    assert published_total([], rows, rates).on == date(2023, 1, 1)


# --- places ------------------------------------------------------------------------------------------


def country(code, share=None):
    return Place("country", code, "", "", "", None if share is None else Decimal(share))


def region(code, share=None, vocabulary="1", name=""):
    return Place("region", code, vocabulary, "", name, None if share is None else Decimal(share))


@pytest.mark.parametrize(
    ("places", "shares", "is_regional", "covers_more", "is_in_asean", "is_unsound"),
    [
        ([], {}, False, False, False, False),
        ([country("VN")], {"VN": None}, False, False, True, False),
        ([country("VN", 100)], {"VN": None}, False, False, True, False),
        ([country("VN", 60), country("LA", 40)], {"VN": "60.00", "LA": "40.00"}, False, False, True, False),
        ([country("VN", 60), country("LA")], {"VN": "60.00", "LA": None}, False, False, True, False),
        ([country("VN", 30), country("CN", 70)], {"VN": "30.00"}, False, True, True, False),
        ([country("VN", 80), country("LA", 80)], {"VN": None, "LA": None}, False, False, True, True),
        ([country("VN", "66.67"), country("LA", "33.34")], {"VN": "66.66", "LA": "33.34"}, False, False, True, False),
        ([country("VN", 20), country("VN", 20)], {"VN": "40.00"}, False, False, True, False),
        ([country("VN", 50), region("789", 50)], {"VN": "50.00"}, False, True, True, False),
        ([country("VN", 100), region("789", 100)], {"VN": None}, False, True, True, True),
        ([region("789", 100)], {}, True, False, True, False),
        ([region("679")], {}, True, False, True, False),
        ([region("998")], {}, True, False, True, False),
        ([region("298")], {}, False, True, False, False),
        ([region("298"), region("798")], {}, True, True, True, False),
        ([region("035", vocabulary="2")], {}, True, False, True, False),
        ([region("002", vocabulary="2")], {}, False, True, False, False),
        ([region("SEA", vocabulary="99")], {}, True, False, True, False),
        ([country("BF", 100)], {}, False, True, False, False),
    ],
)
def test_recipients_are_sorted(places, shares, is_regional, covers_more, is_in_asean, is_unsound):
    found = published_places(places, MEMBERS)

    assert {code: share and str(share) for code, share in found.shares.items()} == shares
    assert (found.is_regional, found.covers_more, found.is_in_asean) == (is_regional, covers_more, is_in_asean)
    assert found.has_unsound_shares is is_unsound


def test_other_places_are_named():
    found = published_places([region("789"), region("x", vocabulary="99", name="Mekong"), country("CN")], MEMBERS)

    assert found.note == "Far East Asia, regional, Mekong, CN"


@settings(max_examples=80 if EXHAUSTIVE else 40, deadline=None)
@given(
    st.lists(
        st.builds(
            country,
            st.sampled_from(["VN", "LA", "TH", "CN"]),
            st.none() | st.decimals(0, 200, allow_nan=False, places=4),
        ),
        max_size=6,
    )
)
def test_shares_never_make_more_than_the_whole(places):
    found = published_places(places, MEMBERS)

    assert sum((share for share in found.shares.values() if share), Decimal(0)) <= 100
    assert all(share is None or 0 <= share <= 100 for share in found.shares.values())


# --- suggestions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "description", "sectors", "signs"),
    [
        ("End Wildlife Crime Activity", "", [], [Sign(Where.TITLE, "wildlife crime")]),
        ("Support", "Reducing poaching of elephants", [], [Sign(Where.DESCRIPTION, "poaching")]),
        ("Ecosystems", "", ["41030"], [Sign(Where.SECTOR, "41030")]),
        ("Wildlife rangers", "", ["41010"], [Sign(Where.TITLE, "wildlife"), Sign(Where.SECTOR, "41010")]),
        ("Wildlife rangers", "", ["31210"], []),
        ("Electricity trade in South Asia", "", ["23630"], []),
        ("Rural roads", "Illegal trade in drugs", ["21020"], []),
        ("Wildlife crimes before the courts", "", [], [Sign(Where.TITLE, "wildlife crimes")]),
        ("Closing markets for tiger products", "", ["15130"], [Sign(Where.TITLE, "tiger products")]),
        ("Shark fin buyers", "", [], [Sign(Where.TITLE, "shark fin")]),
        ("Réduire la demande de cornes de rhinocéros", "", [], [Sign(Where.TITLE, "cornes de rhinocéros")]),
        ("Contre le trafic d’ivoire", "", [], [Sign(Where.TITLE, "trafic d’ivoire")]),
        ("Cacao de Côte d’Ivoire", "", [], []),
        ("Cocoa from Ivory Coast", "", [], []),
        ("Tiger economies and bear markets", "", ["15110"], []),
        ("Perburuan liar di taman nasional", "", [], [Sign(Where.TITLE, "perburuan liar")]),
        ("ការជួញដូរសត្វព្រៃ", "", [], [Sign(Where.TITLE, "សត្វព្រៃ")]),
        ("Phòng chống buôn bán động vật hoang dã", "", [], [Sign(Where.TITLE, "động vật hoang dã")]),
    ],
)
def test_signs_of_wildlife_trade(title, description, sectors, signs):
    assert list(iwt_signs(title, description, sectors)) == signs


POLICE = Sign(Where.SECTOR, "15132")
CROSSWALK = {"15132": ["ENF", "INT", "CYB"], "41010": ["LEG", "MKT", "REG", "OHZ"], "41081": ["DEM"]}


@pytest.mark.parametrize(
    ("title", "description", "sectors", "expected"),
    [
        ("Reducing demand for wildlife", "", [], {"DEM": Sign(Where.TITLE, "reducing demand")}),
        ("Wildlife", "Livelihoods of communities", ["41010"], {"LIV": Sign(Where.DESCRIPTION, "livelihoods")}),
        ("Wildlife", "", ["41081"], {"DEM": Sign(Where.SECTOR, "41081")}),
        ("Wildlife DNA", "", ["15132"], {"INT": Sign(Where.TITLE, "dna")} | dict.fromkeys(["ENF", "CYB"], POLICE)),
        ("Wildlife", "", ["41010"], dict.fromkeys(["LEG", "MKT", "REG", "OHZ"], Sign(Where.SECTOR, "41010"))),
        ("Wildlife", "", ["99999"], {}),
    ],
)  # fmt: skip
def test_priorities_are_suggested_with_their_sign(title, description, sectors, expected):
    assert priority_signs(title, description, sectors, CROSSWALK) == expected


# --- the merge ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "value", "is_conflict"),
    [
        ("a", "a", "a", "a", None),
        ("a", "a", "b", "b", False),
        ("a", "c", "a", "c", None),
        ("a", "b", "b", "b", None),
        ("a", "c", "b", "c", True),
        ("a", "", "b", "", True),
        ("a", "a", "", "", False),
    ],
)
def test_a_value_is_merged_by_its_base(base, mine, theirs, value, is_conflict):
    merged = merge({"title": base}, {"title": mine}, {"title": theirs})

    assert merged.values["title"] == value
    expected = [] if is_conflict is None else [Change("title", mine, theirs, is_conflict)]
    assert list(merged.changes) == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "value", "is_conflict"),
    [
        ("", "b", "b", False),
        (None, "b", "b", False),
        ("unknown", "2", "2", False),
        ("b", "b", "b", None),
        ("c", "b", "c", True),
        ("c", "", "c", None),
        ("c", None, "c", None),
    ],
)
def test_without_a_base_what_people_wrote_stays(mine, theirs, value, is_conflict):
    merged = merge(None, {"title": mine}, {"title": theirs})

    assert merged.values["title"] == value
    assert [change.is_conflict for change in merged.changes] == ([] if is_conflict is None else [is_conflict])


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "value", "changes"),
    [
        ({}, {"VNM": None}, {}, {"VNM": None}, []),
        ({"VNM": "50.00"}, {"VNM": "50.00"}, {"VNM": "60.00"}, {"VNM": "60.00"}, [("countries.VNM", False)]),
        ({"VNM": "50.00"}, {"VNM": "55.00"}, {"VNM": "60.00"}, {"VNM": "55.00"}, [("countries.VNM", True)]),
        ({"VNM": None}, {"VNM": None}, {}, {}, [("countries.VNM", False)]),
        ({"VNM": None}, {}, {"VNM": None}, {}, []),
        ({"VNM": None}, {}, {"VNM": "9.00"}, {}, [("countries.VNM", True)]),
        ({}, {"LAO": None}, {"VNM": None}, {"LAO": None, "VNM": None}, [("countries.VNM", False)]),
    ],
)
def test_lists_are_merged_entry_by_entry(base, mine, theirs, value, changes):
    merged = merge({"countries": base}, {"countries": mine}, {"countries": theirs})

    assert merged.values["countries"] == value
    assert [(change.field, change.is_conflict) for change in merged.changes] == changes


def test_an_early_end_agrees_with_a_closed_programme():
    assert not merge({"status": "2"}, {"status": "terminated_early"}, {"status": "4"}).changes
    assert merge({"status": "2"}, {"status": "terminated_early"}, {"status": "3"}).conflicts


def test_dates_that_do_not_go_together_are_a_conflict():
    base = {"starts_on": "2020-01-01", "ends_on": "2022-12-31"}

    merged = merge(base, base | {"ends_on": "2021-01-01"}, base | {"starts_on": "2021-06-01"})

    assert (merged.values["starts_on"], merged.values["ends_on"]) == ("2020-01-01", "2021-01-01")
    assert [change.field for change in merged.conflicts] == ["starts_on"]


words = st.sampled_from(["", "a", "b", None])
entries = st.dictionaries(st.sampled_from(["VNM", "LAO"]), st.sampled_from([None, "1.00", "2.00"]))
records = st.fixed_dictionaries({"title": words, "countries": entries})


@settings(max_examples=150 if EXHAUSTIVE else 60, deadline=None)
@given(base=st.none() | records, mine=records, theirs=records)
def test_what_people_changed_is_never_lost_and_a_second_time_changes_nothing(base, mine, theirs):
    merged = merge(base, mine, theirs)

    if base is not None and mine["title"] != base["title"]:
        assert merged.values["title"] == mine["title"]
    for key, share in mine["countries"].items():
        if base is not None and base["countries"].get(key, "none") != share:
            assert merged.values["countries"].get(key, "none") == share
    assert not merge(theirs, merged.values, theirs).changes
