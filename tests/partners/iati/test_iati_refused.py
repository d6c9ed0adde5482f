"""What a reader refuses of a file, in words, whatever it is given."""

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.iati.format import reader
from partners.iati.format.activity import Activity
from partners.iati.format.faults import FileRefusal, RefusalCode, Skipped
from partners.iati.format.reader import activities, check
from partners.iati.format.stream import no_memory
from tests.exhaustive import EXHAUSTIVE
from tests.partners.iati.iati_samples import HEAD, Endless, activity, budget, file_of, money
from tests.partners.iati.test_iati_reader import read, refused


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
        (b'<?xml version="1.0" encoding="klingon"?><iati-activities/>', RefusalCode.ENCODING_UNKNOWN),
        (b"<iati-activities><iati-activity></iati-activities>", RefusalCode.NOT_WELL_FORMED),
        (b"<iati-activities/>more", RefusalCode.NOT_WELL_FORMED),
        (b"<iati-activities>&wildlife;</iati-activities>", RefusalCode.NOT_WELL_FORMED),
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


@settings(max_examples=150 if EXHAUSTIVE else 60, deadline=None)
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


@settings(max_examples=60 if EXHAUSTIVE else 30, deadline=None)
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
