"""Files as publishers really write them, and files that nobody should open."""

import io
from datetime import date
from decimal import Decimal

import pytest

from partners.iati.format.activity import Activity
from partners.iati.format.faults import FileRefusal, NoteCode, SkipCode, Skipped
from partners.iati.format.reader import activities
from tests.partners.iati.iati_samples import HEAD, activity, budget, file_of, money


def read(content):
    return list(activities(io.BytesIO(content)))


def one(body="", **said):
    (found,) = read(file_of(activity(body=body, **said)))
    assert isinstance(found, Activity)
    return found


def refused(content):
    file = content if hasattr(content, "read") else io.BytesIO(content)
    with pytest.raises(FileRefusal) as caught:
        list(activities(file))
    return caught.value


# --- what publishers write ---------------------------------------------------------------------------


def test_an_activity_is_read_with_its_line():
    first, second = read(file_of(activity("XX-1"), activity("XX-2")))

    assert (first.identifier, first.line) == ("XX-1", 3)
    assert (second.identifier, second.line) == ("XX-2", 7)
    assert (first.reporting_ref, first.reporting_name, first.reporting_type) == ("US-GOV-1", "A donor", "10")


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ("<narrative>A</narrative>", "A"),
        ('<narrative xml:lang="fr">B</narrative><narrative xml:lang="EN">A</narrative>', "A"),
        ('<narrative xml:lang="vi">B</narrative><narrative xml:lang="en-GB">A</narrative>', "A"),
        ('<narrative xml:lang="FR">B</narrative><narrative xml:lang="es">C</narrative>', "B"),
        ("<narrative/><narrative> A\n  title </narrative>", "A title"),
        ("A bare title", "A bare title"),
        ('<narrative xml:lang="th">สัตว์ป่า</narrative>', "สัตว์ป่า"),
        ("<narrative>A\u202eB</narrative>", "AB"),
    ],
)
def test_the_title_is_english_where_there_is_one(titles, expected):
    assert one(f"<title>{titles}</title>", title=None).title == expected


def test_the_general_description_goes_before_others():
    found = one(
        '<description type="2"><narrative>Aims</narrative></description>'
        '<description type="1"><narrative>First\n\n\n\nSecond</narrative></description>'
    )

    assert found.description == "First\n\nSecond"
    assert [row.text for row in found.descriptions] == ["Aims", "First\n\nSecond"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("100", Decimal(100)),
        (" -22496000.00 ", Decimal("-22496000")),
        ("1,234,567.89", Decimal("1234567.89")),
        ("98325.6441968", Decimal("98325.6441968")),
        ("1.5E+3", Decimal(1500)),
        ("0", Decimal(0)),
    ],
)
def test_values_are_read_exactly(written, expected):
    assert one(money(value=written)).transactions[0].value == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", NoteCode.VALUE_MISSING),
        ("a lot", NoteCode.VALUE_UNREADABLE),
        ("NaN", NoteCode.VALUE_UNREADABLE),
        ("INF", NoteCode.VALUE_UNREADABLE),
        ("1,23", NoteCode.VALUE_UNREADABLE),
        ("9" * 61, NoteCode.VALUE_UNREADABLE),
        ("1e18", NoteCode.VALUE_TOO_LARGE),
        ("1e999", NoteCode.VALUE_TOO_LARGE),
    ],
)
def test_a_value_that_is_none_is_left_out_and_noted(written, code):
    found = one(money(value=written) + money(value="5"))

    assert [row.value for row in found.transactions] == [5]
    assert found.notes.found == {code: 1}


@pytest.mark.parametrize(
    ("on_value", "on_activity", "expected", "notes"),
    [
        ('currency="EUR"', 'default-currency="USD"', "EUR", {}),
        ("", 'default-currency="usd"', "USD", {}),
        ("", "", "", {NoteCode.VALUE_WITHOUT_CURRENCY: 1}),
        ('currency="$"', 'default-currency="USD"', "", {NoteCode.CURRENCY_UNREADABLE: 1}),
    ],
)
def test_the_currency_is_the_values_own_or_the_activitys(on_value, on_activity, expected, notes):
    found = one(money(more=on_value), attributes=on_activity)

    assert found.transactions[0].currency == expected
    assert found.notes.found == notes


def test_a_transaction_keeps_its_own_recipient_sector_and_parties():
    found = one(
        money(
            "3",
            "-5",
            attributes='ref="T1" humanitarian="1"',
            body="<description><narrative>Back</narrative></description>"
            '<provider-org ref="P" provider-activity-id="P-1">'
            "<narrative>Giver</narrative></provider-org><receiver-org><narrative>Taker</narrative></receiver-org>"
            '<sector vocabulary="2" code="410"/><sector vocabulary="1" code="41030"/><sector vocabulary="98" code="x"/>'
            '<recipient-country code="vn"/><recipient-region code="789"/><flow-type code="10"/>',
        )
    ).transactions[0]

    assert (found.kind, found.value, found.happened_on) == ("3", -5, date(2024, 3, 1))
    assert (found.reference, found.description, found.is_humanitarian) == ("T1", "Back", True)
    assert (found.provider_ref, found.provider_name, found.provider_activity) == ("P", "Giver", "P-1")
    assert (found.receiver_ref, found.receiver_name) == ("", "Taker")
    assert (found.sector, found.sector_vocabulary) == ("41030", "1")
    assert (found.recipient_country, found.recipient_region, found.region_vocabulary) == ("VN", "789", "1")
    assert found.codes == {"flow_type": "10"}


@pytest.mark.parametrize(("written", "expected"), [("2", "2"), ("13", "13"), ("D", "3"), ("99", ""), ("", "")])
def test_types_of_transactions_may_be_letters(written, expected):
    found = one(money(written))

    assert found.transactions[0].kind == expected
    assert (NoteCode.TRANSACTION_TYPE_UNKNOWN in found.notes.found) == (expected == "")


def test_recipients_and_sectors_come_from_transactions_where_the_activity_has_none():
    rows = money(body='<recipient-country code="LA"/><sector code="41030"/>') + money(
        body='<recipient-region code="789"/>'
    )

    found = one(rows)

    assert [(row.kind, row.code, row.is_from_transactions) for row in found.places] == [
        ("country", "LA", True),
        ("region", "789", True),
    ]
    assert [(row.code, row.vocabulary, row.is_from_transactions) for row in found.sectors] == [("41030", "1", True)]
    own = one('<recipient-country code="VN" percentage="60"/><sector code="998"/>' + rows)
    assert [(row.code, row.percentage) for row in own.places] == [("VN", 60)]
    assert [(row.code, row.vocabulary) for row in own.sectors] == [("998", "2")]


def test_what_stands_between_transactions_is_read_in_order():
    found = one(money() + '<sector code="11111"/><sector code="22222"/>' + money() + '<sector code="33333"/>')

    assert [row.code for row in found.sectors] == ["11111", "22222", "33333"]
    assert len(found.transactions) == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2024-03-01", date(2024, 3, 1)), ("2024-03-01T10:00:00Z", date(2024, 3, 1)), ("2024-02-30", None), ("May", None)],
)
def test_a_date_that_is_none_is_left_out_and_noted(written, expected):
    found = one(f'<activity-date type="2" iso-date="{written}"/>')

    assert found.dates.get("2") == expected
    assert (NoteCode.DATE_UNREADABLE in found.notes.found) == (expected is None)


def test_organisations_relations_and_statuses():
    found = one(
        '<activity-status code="6"/><participating-org role="1" ref="GB"/>'
        '<participating-org role="Implementing" type="21"><narrative>WCS</narrative></participating-org>'
        '<participating-org role="4"/><participating-org ref="Z" role="9"/>'
        '<related-activity ref="XX-0" type="1"/><related-activity ref="" type="2"/>'
        '<related-activity ref="Y" type="8"/>',
        attributes='humanitarian="true" hierarchy="2"',
    )

    assert found.status == "6"
    assert [(row.role, row.ref, row.name) for row in found.participants] == [
        ("1", "GB", ""),
        ("4", "", "WCS"),
        ("", "Z", ""),
    ]
    assert [(row.kind, row.identifier) for row in found.relations] == [("1", "XX-0")]
    assert (found.is_humanitarian, found.hierarchy) == (True, "2")
    assert found.notes.found == {NoteCode.ORGANISATION_NAMELESS: 1, NoteCode.ROLE_UNKNOWN: 1}


def test_budgets_are_original_or_revised():
    found = one(budget() + budget("0", kind="2", more='currency="EUR"') + budget(kind="", start="", end="x"))

    assert [(row.kind, row.value, row.currency) for row in found.budgets] == [
        ("1", 100, "USD"),
        ("2", 0, "EUR"),
        ("1", 100, "USD"),
    ]
    assert found.budgets[2].starts_on is None


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inside: f"<result><total>1</total>{inside}</result>",
        lambda inside: f"<response><a><b>{inside}</b></a></response>",
        lambda inside: f"<result><iati-activities>{inside}</iati-activities><iati-activities/></result>",
        lambda inside: f'<x:all xmlns:x="urn:x"><x:iati-activities>{inside}</x:iati-activities></x:all>',
    ],
)
def test_activities_inside_other_wrappers_are_found(wrap):
    assert [row.identifier for row in read(wrap(activity("A") + activity("B")).encode())] == ["A", "B"]


def test_elements_of_other_publishers_are_passed():
    body = '<u:title xmlns:u="urn:u">No</u:title><u:transaction xmlns:u="urn:u"><value>1</value></u:transaction>'

    found = one(body)

    assert found.title == "Against wildlife trafficking"
    assert not found.transactions


def test_activities_in_a_namespace_are_read():
    content = file_of(activity(body=money()), more='xmlns="urn:iati"')

    assert len(read(content)[0].transactions) == 1


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (activity(""), SkipCode.NO_IDENTIFIER, ""),
        (activity("   "), SkipCode.NO_IDENTIFIER, ""),
        (activity("X" * 121), SkipCode.IDENTIFIER_TOO_LONG, "121"),
        (activity(attributes='version="1.03"'), SkipCode.VERSION_1, "1.03"),
        (
            activity(title=None, body='<title>Bare</title><activity-date type="start-actual" iso-date="2020-01-01"/>'),
            SkipCode.VERSION_1,
            "1",
        ),
    ],
)
def test_one_bad_activity_never_stops_the_file(content, code, detail):
    bad, good = read(file_of(content, activity("XX-2")))

    assert isinstance(bad, Skipped)
    assert (bad.code, bad.detail, bad.line) == (code, detail, 3)
    assert good.identifier == "XX-2"


def test_the_first_of_two_with_one_identifier_counts():
    first, second = read(file_of(activity("A"), activity("A", title="Again")))

    assert first.identifier == "A"
    assert second == Skipped("A", 7, SkipCode.TWICE_IN_FILE, "3", "Again")


def test_lines_are_true_in_long_files():
    content = file_of(activity("A"), "\n" * 70_000, activity("B"))

    assert [row.line for row in read(content)] == [3, 70_007]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("UTF-8", "windows-1252").encode("cp1252"),
        lambda text: text.replace("UTF-8", "ISO-8859-1").replace("\n", "\r\n").encode("latin-1"),
        lambda text: text.removeprefix(HEAD).encode(),
    ],
)
def test_encodings(encode):
    text = file_of(activity(title="Café")).decode()

    assert read(encode(text))[0].title == "Café"


@pytest.mark.parametrize("version", ["", 'version="2.01"', 'version="2.02"', 'version="2.04"', 'version=""'])
def test_versions_of_2_are_read_declared_or_not(version):
    assert len(read(file_of(activity(), version=version))) == 1
