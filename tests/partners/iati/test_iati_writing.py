"""Whatever a programme holds or lacks, its activity passes schema and ruleset, and reads back as it was held."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from partners.iati.format import additions
from partners.iati.format.activity import (
    Budget,
    Narrative,
    Outgoing,
    Participant,
    Place,
    Relation,
    Sector,
    Transaction,
)
from partners.iati.format.additions import Own, OwnShare
from partners.iati.format.pieces import as_text, to_the_whole
from partners.iati.format.writing import CLOSING, opening, written
from tests.exhaustive import EXHAUSTIVE
from tests.partners.iati.iati_official import faults

TODAY = date(2026, 11, 22)
REPORTER = ("US-GOV-1", "A donor", "10")


def file_of(*activities):
    return opening("2026-11-22T10:00:00Z") + b"".join(written(one, TODAY) for one in activities) + CLOSING


def reread(activity):
    """The element of an activity as a reader has it once our additions are undone, and our own fields."""
    element = etree.fromstring(file_of(activity)).find("iati-activity")
    return undone(element), element


def undone(element):
    """Our own fields of an activity, whose parts are rid of our additions as a reader does it."""
    own = None
    additions.restore(element)
    for part in list(element):
        stands, found = additions.undo_part(part)
        own = found or own
        if not stands:
            element.remove(part)
    return own


def bare(**said):
    return reported(REPORTER, **({"identifier": "X-1", "titles": [Narrative("T")], "own": Own()} | said))


def reported(reporter, **said):
    ref, name, kind = reporter
    return Outgoing(reporting_ref=ref, reporting_name=name, reporting_type=kind, **said)


texts = st.text(max_size=12)
named = st.text(alphabet="abc \x00\x0b<&\ufffe", max_size=6)
codes = st.text(alphabet="ABC19 ", min_size=1, max_size=4)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1))
maybe_day = st.none() | days
cents = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
percent = st.none() | st.decimals(min_value=0, max_value=100, places=2) | st.sampled_from([Decimal(100), Decimal(250)])
currencies = st.sampled_from(["USD", "EUR", "VND", ""])
places = st.builds(
    Place,
    kind=st.sampled_from(["country", "region"]),
    code=codes,
    vocabulary=st.sampled_from(["", "1", "2", "99"]),
    vocabulary_uri=st.sampled_from(["", "https://example.org/x", "not an address", "javascript:x y"]),
    name=named,
    percentage=percent,
)
sectors = st.builds(
    Sector, code=codes, vocabulary=st.sampled_from(["", "1", "2", "98", "99"]), name=named, percentage=percent
)
parties = st.builds(
    Participant,
    role=st.sampled_from(["1", "4"]),
    ref=named,
    name=named,
    kind=st.sampled_from(["", "10"]),
    activity=named,
)
transactions = st.builds(
    Transaction,
    kind=st.sampled_from(["1", "2", "3", "4", "11"]),
    value=cents,
    currency=currencies,
    happened_on=maybe_day,
    value_on=maybe_day,
    reference=named,
    description=named,
    provider_ref=named,
    provider_name=named,
    provider_activity=named,
    receiver_ref=named,
    receiver_name=named,
    receiver_activity=named,
    recipient_country=st.just("") | codes,
    recipient_region=st.just("") | codes,
    region_vocabulary=st.sampled_from(["", "1", "2", "99"]),
    sector=st.just("") | codes,
    sector_vocabulary=st.sampled_from(["", "1", "2", "98", "99"]),
    codes=st.sampled_from([{}, {"aid_type": "C01", "disbursement_channel": "2", "tied_status": "5"}]),
)
budgets = st.builds(
    Budget,
    kind=st.just("1"),
    status=st.just(""),
    value=cents,
    currency=currencies,
    starts_on=maybe_day,
    ends_on=maybe_day,
    value_on=maybe_day,
)
outgoing = st.builds(
    reported,
    st.sampled_from([REPORTER, ("", "", "")]),
    identifier=st.sampled_from(["US-GOV-1-7", "US-GOV-1", "IWT-DASHBOARD-a"]),
    titles=st.builds(Narrative, texts, st.sampled_from(["", "lo"])).map(lambda one: [one]),
    descriptions=st.lists(st.builds(Narrative, texts), max_size=1),
    own=st.just(Own(slug="a", iwt_share="12.5")),
    participants=st.lists(parties, max_size=2),
    language=st.sampled_from(["", "en", "fr"]),
    status=st.sampled_from(["", "2", "5"]),
    dates=st.dictionaries(st.sampled_from("1234"), days),
    places=st.lists(places, max_size=4),
    sectors=st.lists(sectors, max_size=4),
    tags=st.lists(sectors, max_size=1),
    budgets=st.lists(budgets, max_size=2),
    transactions=st.lists(transactions, max_size=3),
    relations=st.sampled_from([[], [Relation("1", "X-0")]]),
    other_identifiers=st.sampled_from([[], ["GEF 9527"]]),
    hierarchy=st.sampled_from(["", "1", "x"]),
    is_humanitarian=st.booleans(),
)


@settings(max_examples=60 if EXHAUSTIVE else 25)
@given(outgoing)
def test_whatever_is_known_the_file_passes_schema_and_ruleset(activity):
    assert faults(file_of(activity), TODAY) == []


@settings(max_examples=60 if EXHAUSTIVE else 25)
@given(outgoing)
def test_reading_it_back_gives_what_was_held(activity):
    own, element = reread(activity)

    assert own == activity.own
    assert not [one for one in element.iter() if str(one.tag).startswith("{")]
    assert not [name for one in element.iter() for name in one.attrib if name.startswith(f"{{{additions.NAMESPACE}")]
    held = [(row.kind, row.value, row.currency, row.happened_on, row.value_on) for row in activity.transactions]
    read = element.findall("transaction")
    assert [(row.find("transaction-type").get("code"), *amount(row), day(row)) for row in read] == [
        (kind, value, currency, str(valued or ""), str(happened or ""))
        for kind, value, currency, happened, valued in held
    ]
    assert shares(element, "sector") == in_order(
        (row.code.strip(), row.vocabulary or "1", row.percentage) for row in activity.sectors
    )
    assert shares(element, "recipient-country") == in_order(
        (row.code.strip(), "", row.percentage) for row in activity.places if not row.is_region
    )
    assert shares(element, "recipient-region") == in_order(
        (row.code.strip(), row.vocabulary or "1", row.percentage) for row in activity.places if row.is_region
    )
    dates = {row.get("type"): row.get("iso-date") for row in element.findall("activity-date")}
    assert dates == {kind: told.isoformat() for kind, told in activity.dates.items()}
    assert element.find("activity-status") is None or activity.status or not element.find("activity-status").attrib
    assert sum(amount(row)[0] for row in element.findall("budget")) == sum(row.value for row in activity.budgets)


def amount(row):
    value = row.find("value")
    return Decimal(value.text), value.get("currency", ""), value.get("value-date", "")


def day(row):
    return row.find("transaction-date").get("iso-date", "")


def shares(element, name):
    found = []
    for row in element.findall(name):
        share = row.get("percentage")
        found.append((row.get("code"), row.get("vocabulary", ""), share and Decimal(share)))
    return in_order(found)


def in_order(rows):
    return sorted(((code.strip(), vocabulary, share is not None, share or 0) for code, vocabulary, share in rows))


@pytest.mark.parametrize(
    ("given_shares", "expected"),
    [
        ([], []),
        ([None], ["100"]),
        (["60", "40"], ["60", "40"]),
        ([None, None, None], ["33.33", "33.33", "33.34"]),
        (["30", "30"], ["50", "50"]),
        (["0", "0"], ["50", "50"]),
        (["80", "80", "40"], ["40", "40", "20"]),
        (["80", None], ["50", "50"]),
    ],
)
def test_shares_are_brought_to_the_whole(given_shares, expected):
    rows = [None if share is None else Decimal(share) for share in given_shares]

    assert [as_text(share) for share in to_the_whole(rows)] == expected


def test_what_shares_leave_open_goes_to_no_place_that_nobody_named():
    activity = bare(places=[Place("country", code, percentage=Decimal(30)) for code in ("VN", "TH")])

    found = etree.fromstring(file_of(activity)).find("iati-activity")

    assert [(row.get("code"), row.get("percentage")) for row in found.findall("recipient-country")] == [
        ("TH", "30"),
        ("VN", "30"),
    ][::-1]
    assert [(row.get("code"), row.get("percentage")) for row in found.findall("recipient-region")] == [("998", "40")]
    assert faults(file_of(activity), TODAY) == []


def test_a_budget_of_three_years_is_cut_and_stays_whole_for_us():
    budget = Budget("1", "", date(2024, 1, 1), date(2026, 12, 31), Decimal("100.00"), "USD", None)

    _, element = reread(bare(budgets=[budget]))
    official = etree.fromstring(file_of(bare(budgets=[budget]))).findall("iati-activity/budget")

    assert [row.findtext("value") for row in official] == ["33.33", "33.33", "33.34"]
    assert [row.findtext("value") for row in element.findall("budget")] == ["100"]


def test_a_budget_of_a_leap_year_is_left_alone():
    budget = Budget("1", "", date(2023, 4, 1), date(2024, 3, 31), Decimal(5), "USD", None)

    assert len(etree.fromstring(file_of(bare(budgets=[budget]))).findall("iati-activity/budget")) == 1


def test_our_own_fields_come_back():
    own = Own(
        slug="a-b",
        iwt_share="12.5",
        status="terminated_early",
        states=(OwnShare("VNM", Decimal("12.5")), OwnShare("THA")),
        priorities=(OwnShare("LIV", None, is_suggested=True, reason="sector 41030"),),
    )

    assert reread(bare(own=own))[0] == own


@pytest.mark.parametrize(
    "hostile",
    [
        b'<iati-activity xmlns:iwt="urn:iwt-dashboard:iati:1"><iwt:programme iwt-share="NaN"><iwt:priority code="LIV" '
        b'share="1e9999999"/><iwt:priority code="" /></iwt:programme></iati-activity>',
        b'<iati-activity xmlns:iwt="urn:iwt-dashboard:iati:1" iwt:published-1x="a"><x iwt:made="x">'
        b'<y iwt:made="{z}"/></x><iwt:programme><iwt:programme/></iwt:programme></iati-activity>',
        b'<iwt:iati-activity xmlns:iwt="urn:iwt-dashboard:iati:1" iwt:made="iati-activity"/>',
    ],
)
def test_nonsense_in_our_namespace_never_raises(hostile):
    undone(etree.fromstring(hostile))


@pytest.mark.parametrize(
    ("text", "slug"), [("IWT-DASHBOARD-a-b", "a-b"), ("IWT-DASHBOARD-", ""), ("IWT-DASHBOARD-a b", ""), ("X-a", "")]
)
def test_the_short_name_in_an_identifier(text, slug):
    assert additions.key_in(text) == slug
