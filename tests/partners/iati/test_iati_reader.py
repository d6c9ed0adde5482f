"""Files as publishers really write them, and files that nobody should open."""

import io
import tracemalloc
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.iati.format import elements, reader
from partners.iati.format.activity import Activity
from partners.iati.format.faults import FileRefusal, NoteCode, RefusalCode, SkipCode, Skipped
from partners.iati.format.reader import activities, check
from partners.iati.format.stream import no_memory
from tests.partners.iati.iati_samples import HEAD, Endless, activity, budget, file_of, money


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
        ("", NoteCode.VALUE_UNREADABLE),
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


# --- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", RefusalCode.EMPTY),
        (b" \n", RefusalCode.EMPTY),
        (b"\xef\xbb\xbf", RefusalCode.EMPTY),
        (b"PK\x03\x04rest", RefusalCode.IS_ZIP),
        (b"PK\x03\x04\x00[Content_Types].xml", RefusalCode.IS_SPREADSHEET),
        (b"\x1f\x8b\x08rest", RefusalCode.IS_GZIP),
        (b"%PDF-1.7", RefusalCode.IS_PDF),
        (b'{"a": 1}', RefusalCode.IS_JSON),
        (b"<!DOCTYPE html><html></html>", RefusalCode.IS_HTML),
        (b"<html><body/></html>", RefusalCode.IS_HTML),
        (b"identifier,title\n", RefusalCode.NOT_XML),
        (b"<rss><channel/></rss>", RefusalCode.NOT_IATI),
        (b'<iati-activities version="1.02"/>', RefusalCode.VERSION_1),
        (b'<iati-activities version="3.0"/>', RefusalCode.VERSION_UNKNOWN),
        (b'<iati-organisations version="2.03"/>', RefusalCode.ORGANISATION_FILE),
        (b'<?xml version="1.0" encoding="UTF-8"?><iati-activities>\xe9</iati-activities>', RefusalCode.ENCODING),
        (b'<?xml version="1.0" encoding="klingon"?><iati-activities/>', RefusalCode.ENCODING),
        (b"<iati-activities><iati-activity></iati-activities>", RefusalCode.NOT_WELL_FORMED),
        (b"<iati-activities/>more", RefusalCode.NOT_WELL_FORMED),
        (b"<iati-activities>&nbsp;</iati-activities>", RefusalCode.NOT_WELL_FORMED),
        (b"<iati-activities><a><b", RefusalCode.TRUNCATED),
        (b"<iati-activities><a>", RefusalCode.TRUNCATED),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><iati-activities>&a;</iati-activities>', RefusalCode.ENTITIES),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><iati-activities>&a;</iati-activities>',
            RefusalCode.ENTITIES,
        ),
        (b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]><iati-activities/>', RefusalCode.ENTITIES),
        (b"<iati-activities>" + b"<a>" * 300 + b"</a>" * 300 + b"</iati-activities>", RefusalCode.TOO_LARGE_A_PART),
    ],
)
def test_what_is_no_iati_file_is_refused(content, code):
    assert refused(content).code is code
    with pytest.raises(FileRefusal):
        check(io.BytesIO(content))


def test_a_document_type_without_entities_is_harmless():
    content = b'<!DOCTYPE iati-activities SYSTEM "http://127.0.0.1:9/x.dtd">' + file_of(activity()).removeprefix(
        HEAD.encode()
    )

    assert len(read(content)) == 1


def test_a_document_type_on_the_disk_is_not_opened(tmp_path):
    (tmp_path / "x.dtd").write_text('<!ENTITY a "from the disk">')
    head = f'<!DOCTYPE iati-activities SYSTEM "{tmp_path}/x.dtd">'.encode()

    (found,) = read(head + file_of(activity(title="A &a; B")).removeprefix(HEAD.encode()))

    assert "disk" not in found.title


def test_entities_that_multiply_are_refused():
    lines = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    bomb = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + lines + b']><iati-activities version="&a11;">&a11;</iati-activities>'

    assert refused(bomb).code is RefusalCode.ENTITIES


OPEN = b'<iati-activities version="2.03"><iati-activity><iati-identifier>A</iati-identifier>'


@pytest.mark.parametrize(
    ("start", "body"),
    [
        (b"<iati-activities><", b"a"),
        (b'<iati-activities version="', b"2"),
        (b"<iati-activities>\n<!-- ", b"x "),
        (b"<?xml version='1.0'?>", b" "),
        (b"<!-- ", b"x "),
        (b"<!DOCTYPE x [", b"<!ELEMENT x ANY>"),
        (OPEN, b"<a/>"),
        (OPEN, b"<title/>"),
        (OPEN, b"<a>"),
        (OPEN + b"<title>", b"word "),
        (OPEN + b"<title/>", b"word "),
        (OPEN + b"<title><![CDATA[", b"x "),
        (OPEN, b"<!-- x -->"),
        (OPEN, b"<transaction/>"),
    ],
    ids=lambda value: value.decode()[-12:],
)
def test_a_file_without_an_end_is_refused_in_bounded_time_and_memory(start, body):
    file = Endless(start, body)
    tracemalloc.start()

    refusal = None
    try:
        for _ in activities(file, memory=no_memory):
            pass
    except FileRefusal as error:
        refusal = error
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert refusal is not None
    assert refusal.code in (RefusalCode.TOO_LARGE_A_PART, RefusalCode.TOO_LARGE)
    assert file.taken < 40_000_000
    assert peak < 100_000_000


def test_a_file_of_too_many_activities_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MOST_ACTIVITIES", 50)

    assert refused(Endless(b"<iati-activities>", b"<iati-activity/>")).code is RefusalCode.TOO_LARGE


def test_an_activity_of_too_many_parts_is_skipped(monkeypatch):
    monkeypatch.setattr(elements, "MOST_PARTS", 50)
    many = [activity("A", body=money() * 60), activity("C", body='<sector code="41030"/>' * 60)]

    first, second, third = read(file_of(many[0], activity("B"), many[1]))

    assert (first.code, first.detail) == (SkipCode.TOO_MANY_PARTS, "50")
    assert third.code is SkipCode.TOO_MANY_PARTS
    assert second.identifier == "B"


def test_memory_that_swells_is_a_reason_to_refuse():
    grows = iter(range(0, 10**12, 10**8))

    with pytest.raises(FileRefusal) as caught:
        list(activities(Endless(OPEN, b"<transaction/>"), memory=lambda: next(grows)))

    assert caught.value.code is RefusalCode.TOO_LARGE_A_PART


def test_memory_stays_flat_over_a_long_file():
    class Long(Endless):
        def read(self, size=-1):
            return b"" if self.taken > 6_000_000 else super().read(size)

    row = activity("A", body=money() * 50 + "<result>" + "<indicator><title>x</title></indicator>" * 50 + "</result>")
    file = Long(b'<iati-activities version="2.03">', row.encode())
    tracemalloc.start()

    with pytest.raises(FileRefusal):
        for _ in activities(file):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5_000_000


SOUND = file_of(
    activity(body=money() + budget() + '<sector code="41030"/><recipient-country code="VN" percentage="50"/>'),
    activity("XX-2", body="<description><narrative>Ivory &amp; more</narrative></description>"),
)


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(SOUND)), st.binary(max_size=6), st.integers(0, 30)), max_size=4),
)
def test_nothing_but_a_refusal_is_ever_raised(changes):
    content = SOUND
    for at, put, cut in changes:
        content = content[:at] + put + content[at + cut :]

    try:
        found = read(content)
    except FileRefusal:
        return

    assert all(isinstance(row, (Activity, Skipped)) for row in found)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=30), number=st.text(max_size=12), where=st.sampled_from(["code", "percentage", "iso-date"])
)
def test_any_text_in_any_place_is_read_or_noted(text, number, where):
    def safe(value):
        kept = "".join(sign for sign in value if sign in "\t\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff"))
        kept = kept.replace("\ufffe", "").replace("\uffff", "")
        return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

    body = (
        f'<sector {where}="{safe(text)}" vocabulary="{safe(number)}"/><activity-date type="1" {where}="{safe(text)}"/>'
    )
    body += money(safe(number), safe(text)) + f'<participating-org role="{safe(number)}" ref="{safe(text)}"/>'

    (found,) = read(file_of(activity(body=body, title=safe(text))))

    assert isinstance(found, Activity)
