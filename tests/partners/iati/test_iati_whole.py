"""Whatever stands in an activity, wherever and in whatever order: what is read is what a plain tree of it holds."""

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from partners.iati.format import stream
from partners.iati.format.faults import FileRefusal, RefusalCode
from partners.iati.format.reader import activities
from partners.iati.format.stream import LEFT_OUT, NOTED, no_memory
from partners.programmes.models.programmes import Programme
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import CountryFactory
from tests.partners.iati.iati_official import schema_names
from tests.partners.iati.iati_samples import Endless, activity, file_of, money

CASES = Path(__file__).with_name("cases")
FOREIGN = "urn:a-publisher-of-their-own"
NAMES = sorted(schema_names() - {"iati-activity", "iati-activities"})
# Parts that are read, as a publisher writes them: their attributes, and what has to stand in them.
PARTS = {
    "reporting-org": ('ref="XX-ORG-{n}" type="10"', "<narrative>Organisation {n}</narrative>"),
    "title": ("", "<narrative>Title {n}</narrative>"),
    "description": ('type="1"', "<narrative>Description {n}</narrative>"),
    "participating-org": ('role="1" ref="XX-{n}" type="10"', "<narrative>Donor {n}</narrative>"),
    "activity-status": ('code="2"', ""),
    "activity-date": ('type="1" iso-date="2024-01-01"', ""),
    "recipient-country": ('code="VN" percentage="{n}"', ""),
    "recipient-region": ('code="789" vocabulary="1" percentage="{n}"', ""),
    "sector": ('code="4103{n}" vocabulary="1"', ""),
    "related-activity": ('type="1" ref="XX-P{n}"', ""),
    "other-identifier": ('ref="GEF {n}" type="A9"', ""),
    "default-flow-type": ('code="10"', ""),
    "transaction": (
        'ref="T{n}"',
        '<transaction-type code="2"/><transaction-date iso-date="2024-01-0{n}"/><value currency="USD">{n}00</value>',
    ),
    "budget": (
        'type="1"',
        '<period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><value currency="USD">{n}0</value>',
    ),
}
between = st.sampled_from(["", "\n  ", "<!-- a comment -->", "<?pause here?>", "stray text", "&amp;"])
many_alike = st.sampled_from(sorted({*NOTED} & {*NAMES}))
in_any_name = st.sampled_from(NAMES) | many_alike
unread = in_any_name.filter(lambda name: name not in (*PARTS, "iati-identifier"))


@st.composite
def anything(draw, depth, names=in_any_name):
    """An element of the schema, or one of that name in another namespace, with others in it."""
    name, code = draw(names), draw(st.sampled_from(["", ' code="VN"', ' ref="1" type="1"', ' x:made="code"']))
    prefix = draw(st.sampled_from(["", "", "x:"]))
    inside = "".join(draw(st.lists(anything(depth - 1) | between, max_size=3))) if depth else draw(between)
    return f"<{prefix}{name}{code}>{inside}</{prefix}{name}>"


@st.composite
def part(draw):
    """A part that is read, with anything in it behind what it needs."""
    name = draw(st.sampled_from(sorted(PARTS)))
    attributes, inside = (text.format(n=draw(st.integers(1, 9))) for text in PARTS[name])
    more = "".join(draw(st.lists(anything(2) | between, max_size=2)))
    return f"<{name} {attributes}>{inside}{more}</{name}>"


@st.composite
def left_out(draw):
    """A part that is read nowhere, with parts in it that would be read beside it."""
    name, inside = draw(st.sampled_from(LEFT_OUT)), draw(st.lists(part() | anything(2), max_size=3))
    return f"<{name}>{''.join(inside)}</{name}>"


@st.composite
def documents(draw):
    """A file of activities, each of which has an identifier of its own, somewhere."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        parts = draw(st.lists(part() | left_out() | anything(3, unread) | between, max_size=8))
        own = f"<iati-identifier>A-{number}</iati-identifier>"
        parts.insert(draw(st.integers(0, len(parts))), own)
        found.append(f"<iati-activity>{''.join(parts)}</iati-activity>")
    wrapper = draw(st.sampled_from(["{}", "<x:all>{}</x:all>"])).format("".join(found))
    return f'<iati-activities version="2.03" xmlns:x="{FOREIGN}">{wrapper}</iati-activities>'


def texts(element):
    found = [" ".join("".join(one.itertext()).split()) for one in element.findall("narrative")]
    return [text for text in found if text]


def plain(document):
    """What a tree of the whole file holds of each activity: its children by name, nothing dropped, nothing passed."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True)
    for one in etree.fromstring(document.encode(), parser).iter("iati-activity"):
        yield {
            "identifier": one.findtext("iati-identifier"),
            "reporting_ref": next((row.get("ref") for row in one.findall("reporting-org")), ""),
            "titles": [text for row in one.findall("title") for text in texts(row)],
            "descriptions": [text for row in one.findall("description") for text in texts(row)],
            "participants": [(row.get("ref"), texts(row)[0]) for row in one.findall("participating-org")],
            "dates": [row.get("iso-date") for row in one.findall("activity-date")][:1],
            "countries": [row.get("percentage") for row in one.findall("recipient-country")],
            "regions": [row.get("percentage") for row in one.findall("recipient-region")],
            "sectors": [row.get("code") for row in one.findall("sector")],
            "relations": [row.get("ref") for row in one.findall("related-activity")],
            "other_identifiers": [row.get("ref") for row in one.findall("other-identifier")],
            "codes": [row.get("code") for row in one.findall("default-flow-type")][:1],
            "transactions": [(row.get("ref"), row.findtext("value")) for row in one.findall("transaction")],
            "budgets": [row.findtext("value") for row in one.findall("budget")],
        }


def streamed(document):
    """The same of what the reader answers. Numbers as they are written."""
    for one in activities(io.BytesIO(document.encode()), memory=no_memory):
        places = [row for row in one.places if not row.is_from_transactions]
        yield {
            "identifier": one.identifier,
            "reporting_ref": one.reporting_ref,
            "titles": [row.text for row in one.titles],
            "descriptions": [row.text for row in one.descriptions],
            "participants": [(row.ref, row.name) for row in one.participants],
            "dates": [day.isoformat() for day in one.dates.values()],
            "countries": [str(row.percentage) for row in places if not row.is_region],
            "regions": [str(row.percentage) for row in places if row.is_region],
            "sectors": [row.code for row in one.sectors if not row.is_from_transactions],
            "relations": [row.identifier for row in one.relations],
            "other_identifiers": one.other_identifiers,
            "codes": [code for name, code in one.codes.items() if name == "flow_type"],
            "transactions": [(row.reference, str(row.value)) for row in one.transactions],
            "budgets": [str(row.value) for row in one.budgets],
        }


@settings(max_examples=2_000 if EXHAUSTIVE else 250, deadline=None)
@given(documents(), st.sampled_from([5, 64, 1 << 16]))
def test_what_is_read_is_what_a_plain_tree_holds(document, portion):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "PORTION", portion)
        patch.setattr(stream, "LOOK_AT", portion)

        assert list(streamed(document)) == list(plain(document))


def read(content):
    return {one.identifier: one for one in activities(io.BytesIO(content))}


def test_a_result_with_documents_or_places_in_it_takes_nothing_away():
    found = read((CASES / "r01-result-with-document-link.xml").read_bytes())

    # As anybody reads them in the file: recipients, sectors and related activities.
    assert {
        name: (
            [f"{row.code} {row.percentage}" for row in one.places],
            [row.code for row in one.sectors],
            [row.identifier for row in one.relations],
            [row.ref for row in one.participants],
        )
        for name, one in found.items()
    } == {
        "XX-R01-A": (["VN 100"], ["41030"], [], ["XX-R01"]),
        "XX-R01-B": (["VN 60", "TH 40"], ["41030"], ["XX-R01-C"], ["XX-R01"]),
        "XX-R01-C": (["VN 60", "TH 40"], ["41030"], [], ["XX-R01"]),
    }


@pytest.mark.django_db
def test_a_part_keeps_its_whole_whatever_its_results_hold(bring):
    CountryFactory(iso3="VNM")
    content = (CASES / "r03-parent-lost-counts-twice.xml").read_bytes()

    assert bring(content).as_json()["created"] == 4

    # Two families of 100,000 and a part of 60,000 each: C1 has a place in a result, C2 has none.
    parents = dict(Programme.objects.values_list("iati_identifier", "parent__iati_identifier"))
    assert parents == {"XX-R03-P1": None, "XX-R03-C1": "XX-R03-P1", "XX-R03-P2": None, "XX-R03-C2": "XX-R03-P2"}


@pytest.mark.parametrize("around", ["{}", "<result>{}</result>", "<contact-info>{}</contact-info>"])
def test_an_activity_inside_of_another_takes_nothing_from_it(around):
    inner = activity("IN", money() + '<sector code="15130"/>' + money("3", "7"))
    body = '<sector code="41030"/>' + around.format(inner) + '<recipient-country code="VN"/>' + money("2", "5")

    found = read(file_of(activity("OUT", body)))

    assert [row.code for row in found["OUT"].sectors] == ["41030"]
    assert [row.code for row in found["OUT"].places] == ["VN"]
    assert [row.value for row in found["OUT"].transactions] == [5]
    assert [row.code for row in found["IN"].sectors] == ["15130"]
    assert [row.value for row in found["IN"].transactions] == [100, 7]


def test_what_sounds_like_another_kind_of_file_inside_of_an_activity_is_no_reason_to_refuse():
    body = '<x:iati-organisations xmlns:x="urn:x"/><iati-activities version="1.05"/><sector code="41030"/>'

    assert [row.code for row in read(file_of(activity("A", body)))["A"].sectors] == ["41030"]


@pytest.mark.parametrize(
    "row",
    [
        "<indicator><title>x</title><document-link><title/></document-link></indicator>",
        "<indicator><period><target><location/></target><actual><location/></actual></period></indicator>",
    ],
)
def test_memory_stays_flat_while_results_go_by(row):
    class Long(Endless):
        def read(self, size=-1):
            return b"" if self.taken > 6_000_000 else super().read(size)

    start = '<iati-activities><iati-activity><sector code="41030"/><result>'
    tracemalloc.start()

    with pytest.raises(FileRefusal) as caught:
        list(activities(Long(start.encode(), row.encode()), memory=no_memory))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert caught.value.code is RefusalCode.TRUNCATED
    assert peak < 5_000_000
