"""What office programs write is read, and what is no table is told in words: never a traceback or a path."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.admin import imports
from core.admin.file_reading import FileFault, read_table
from core.models import Organisation
from tests.factories.core import CountryFactory

FILES = Path(__file__).parent / "files"
TEXT = "code,name,note\nenv,Trung tâm Giáo dục Thiên nhiên,x\n"
ROW = ("env", "Trung tâm Giáo dục Thiên nhiên", "x")


def workbook(*rows):
    book, packed = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"], ids=lambda name: name
)
def test_text_is_read_as_office_programs_write_it(separator, ends, encoding):
    content = TEXT.replace(",", separator).replace("\n", ends).encode(encoding)

    table = read_table(content)

    assert (table.heading, table.rows, table.lines) == (("code", "name", "note"), (ROW,), (2,))


def test_a_file_of_a_european_excel_is_read():
    """The file that the administration answered with a traceback: a mark, semicolons, and Vietnamese."""
    table = read_table((FILES / "semi.csv").read_bytes())

    assert table.heading[:2] == ("code", "source_title")
    assert table.rows[0][6] == "Trung tâm Giáo dục Thiên nhiên"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Fédération des aires protégées, café"),
        ("cp874", "กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช"),
    ],
)
def test_windows_text_that_can_be_told_apart_is_read_and_said(encoding, name):
    table = read_table(f'code,name\nx,"{name}"\n'.encode(encoding))

    assert table.rows == (("x", name),)
    assert encoding[2:] in table.how


def test_text_that_cannot_be_told_apart_is_refused():
    with pytest.raises(FileFault, match="CSV UTF-8"):
        read_table("code,name\nx,กo\ny,éé\nz,กรม\n".encode("cp874", "ignore") + b"q,\xe9\xe9 a \xe9\n")


def test_cells_of_a_workbook_are_read_as_typed():
    from datetime import date, datetime

    table = read_table(
        workbook(
            ["code", "on", "n", "share", "yes"],
            ["a", date(2026, 3, 1), 2015, 12.5, True],
            [None, None, None, None, None],
            ["b", datetime(2026, 3, 1), 3.0, 0.1, False],
        )
    )

    assert table.rows == (("a", "2026-03-01", "2015", "12.5", "1"), ("b", "2026-03-01", "3", "0.1", "0"))
    assert table.lines == (2, 4)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('code,note\na,"two\nlines"\nb,x\n', (2, 4)),
        ("code,note\n\n\na,x\n", (4,)),
        ("sep=;\ncode;note\na;x\n", (3,)),
    ],
    ids=["a line end inside a cell", "empty lines", "Excel's own first line"],
)
def test_rows_are_told_by_the_line_on_which_they_begin(text, lines):
    assert read_table(text.encode()).lines == lines


ODD = io.BytesIO()
with zipfile.ZipFile(ODD, "w") as packed:
    packed.writestr("content.xml", "<office/>")

BROKEN = {
    "empty": (b"", "empty"),
    "blank": (b"  \n \n", "empty"),
    "only a heading": (b"code,name\n", "no rows"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
    "a document renamed": (ODD.getvalue(), "no Excel workbook"),
    "a workbook cut off": (workbook(["code"], ["a"])[:400], "no Excel workbook"),
    "a PDF": (b"%PDF-1.7 code,name", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "encoding|no text has"),
    "a web page": (b"<html><table><tr><td>code", "web page"),
    "a nought": (b"code,name\na,b\0c\n", "Line 2"),
    "bytes of no text": (b"\xff\xfe\x00rubbis", "cut off"),
    "a quotation mark never closed": (b'code,name\na,"never\nclosed\n', "line 2"),
    "text behind a quotation mark": (b'code,name\na,"x"y\n', "line 2"),
    "more cells than columns": (b"code,name\na,b\na,b,c\n", "Line 3 has 3 cells"),
    "fewer cells than columns": (b"code,name,note\na,b\n", "Line 2 has 2 cells"),
    "a huge cell": (b"code,name\na," + b"x" * 40_000 + b"\n", "line 2 is longer"),
    "a huger cell": (b"code,name\na," + b"x" * 200_000 + b"\n", "line 2 is longer"),
    "nothing but a mark of UTF-8": (b"\xef\xbb\xbf", "empty"),
    "nothing but a mark of UTF-16": (b"\xff\xfe", "empty"),
    "bars": (b"code|name\na|b\n", "commas, semicolons or tabs"),
    "commas of a Chinese keyboard": ("code\uff0cname\na\uff0cb\n".encode(), "commas, semicolons or tabs"),
    # Told apart from Thai: vowels and tone marks stand on consonants there.
    "Chinese text of a code page": (
        "code,name\na,\u91ce\u751f\u52a8\u7269\u4fdd\u62a4\n".encode("gb18030"),
        "CSV UTF-8",
    ),
    "two separators": (b"code,name;note\na,b;c\n", "mixes"),
    "too many columns": (b",".join(b"c%d" % n for n in range(300)) + b"\n" + b"," * 299 + b"x\n", "200 columns"),
}


def packed_book(sheet, part="xl/worksheets/sheet1.xml"):
    """A workbook of which one part was written by hand; `sheet` makes its text of the one that is there."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["code", "name"]))) as book,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in book.namelist():
            packed.writestr(name, sheet(book.read(name)) if name == part else book.read(name))
    return made.getvalue()


def with_rows(rows):
    return packed_book(lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>"))


# Small or hollow files that would keep the server busy: what bounds them, and what is said.
TOO_MUCH = {
    "more bytes than a table has": (lambda: b"code\n" + b"a" * 10_000_000, "larger than 10 MB"),
    "a line of separators": (lambda: b"code" + b"," * 2_000_000, "Line 1 has more than 16384 cells"),
    "empty lines": (lambda: b"code\n" + b"\n" * 200_000 + b"a\n", "more than 100000 lines"),
    "lines of separators": (lambda: b"code,name\n" + b",\n" * 200_000, "more than 100000 lines"),
    "more rows than are taken": (lambda: b"code\n" + b"a\n" * 20_001, "more than 20000 rows"),
    "more cells than are taken": (
        lambda: b",".join(b"c%d" % n for n in range(100)) + b"\n" + (b",".join([b"x"] * 100) + b"\n") * 5_001,
        "more than 500000 cells",
    ),
    "a row far below": (lambda: with_rows(b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>'), "100000 lines"),
    "a workbook that swells": (lambda: with_rows(b" " * 60_000_000), "too large"),
    "a row of millions of cells": (lambda: with_rows(b"<row>" + b"<c/>" * 4_100_000 + b"</row>"), "too large"),
    "a workbook of formats": (
        lambda: packed_book(
            lambda styles: styles.replace(b"</cellXfs>", b"<xf/>" * 60_000 + b"</cellXfs>"), "xl/styles.xml"
        ),
        "too large",
    ),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_no_file_keeps_the_server_busy(what):
    make, words = TOO_MUCH[what]

    with pytest.raises(FileFault, match=words):
        read_table(make())


def test_rows_beyond_what_the_sheet_says_of_itself_are_read():
    # As openpyxl leaves it, the sheet says that it ends with its first row.
    content = with_rows(b'<row r="2"><c r="A2" t="inlineStr"><is><t>env</t></is></c></row>')

    assert read_table(content).rows == (("env", ""),)


def changed(change, *rows):
    book, packed = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    change(book)
    book.save(packed)
    return packed.getvalue()


def with_an_error(book):
    book.active["B2"].value, book.active["B2"].data_type = "#REF!", "e"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: book.active.__setitem__("B2", "=A2+1"), "Cell B2 holds a formula that was never worked out"),
        (with_an_error, r"Cell B2 holds an error \(#REF!\)"),
        (lambda book: book.active.merge_cells("B2:B3"), r"merged cells \(B2:B3\)"),
    ],
    ids=["a formula without a value", "an error", "merged"],
)
def test_a_cell_that_only_looks_filled_is_told_and_not_taken_for_empty(change, words):
    with pytest.raises(FileFault, match=words):
        read_table(changed(change, ["code", "note"], ["env", "x"], ["wcs", "y"]))


def test_a_formula_of_which_an_empty_text_came_is_empty():
    """As Excel writes =IF(C2="","",C2); a value that was worked out is taken as it is."""
    worked_out = (
        b'<row r="2"><c r="A2" t="str"><f>"e"&amp;"nv"</f><v>env</v></c><c r="B2" t="str"><f>""</f><v/></c></row>'
    )

    assert read_table(with_rows(worked_out)).rows == (("env", ""),)


def test_other_sheets_are_said_not_to_be_read_and_their_merged_cells_are_no_fault():
    def change(book):
        book.create_sheet("How to fill it").merge_cells("A1:C1")
        book.active.title = "List"

    table = read_table(changed(change, ["code", "share"], ["env", 0.1 + 0.2]))

    assert table.how == "Read from the sheet “List”. The other sheets of the file are not read."
    # As Excel shows it: fifteen digits.
    assert table.rows == (("env", "0.3"),)


def test_a_table_as_large_as_is_taken_is_read():
    # 500,000 cells, and Excel's own habit of writing all columns and some empty lines.
    heading = b",".join(b"c%d" % n for n in range(25)) + b"," * 1_000
    content = heading + b"\n" + (b",".join([b"x"] * 25) + b"\n") * 20_000 + b",\n" * 5_000

    assert len(read_table(content).rows) == 20_000


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_table_is_told_in_words(what):
    content, words = BROKEN[what]

    with pytest.raises(FileFault, match=words):
        read_table(content)


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_table_or_a_fault(content):
    with contextlib.suppress(FileFault):
        table = read_table(content)
        assert all(len(row) == len(table.heading) for row in table.rows)


@pytest.fixture
def send(db, cast, as_person, contexts):
    client = as_person(cast.secretariat)

    def _send(content, name="rows.csv", chosen="1"):
        file = SimpleUploadedFile(name, content)
        address = reverse("admin:core_organisation_import")
        return client.post(address, {"format": chosen, "import_file": file, "resource": ""})

    return _send


def told(answer):
    context = answer.context
    form = context["form"]
    return " ".join([*form.errors.get("import_file", []), *context.get("file_faults", [])])


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("chosen", ["0", "1"], ids=["chosen as XLSX", "chosen as CSV"])
def test_the_page_says_it_without_traceback_or_path(send, what, chosen):
    answer = send(BROKEN[what][0], chosen=chosen)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert not any(word in page for word in ("Traceback", "site-packages", ".py", "codec can", "Error encountered"))
    # An empty upload is told by the field itself.
    assert told(answer)
    assert not Organisation.objects.filter(code="a").exists()


@pytest.mark.parametrize("chosen", ["0", "1"])
def test_the_european_file_is_previewed_whatever_format_is_chosen(send, chosen):
    CountryFactory(iso3="VNM")
    answer = send((FILES / "semi.csv").read_bytes(), chosen=chosen)

    assert "confirm_form" in answer.context, told(answer)
    assert answer.context["rows"][0].instance.name == "Trung tâm Giáo dục Thiên nhiên"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,name,code\na,b,c\n", "“code” stands twice"),
        ("code,name,colour\na,b,c\n", "no column “colour”"),
        ("name,acronym\na,b\n", "lacks the column “code”"),
        ("code,,name\na,x,b\n", "Column 2 has no name"),
    ],
    ids=["twice", "unknown", "without its key", "nameless"],
)
def test_a_heading_of_another_table_is_told(send, text, words):
    assert words in told(send(text.encode()))


def test_headings_are_known_in_capitals_with_spaces_and_what_nobody_sees(send):
    answer = send(" Code , NAME\u200b,\u00a0Source_Title\nx,Name,A list\n".encode())

    assert "confirm_form" in answer.context, told(answer)


def test_text_read_by_a_code_page_is_said_above_the_preview(send):
    assert "Windows-1252" in send("code,name,source_title\nx,Café,A list\n".encode("cp1252")).content.decode()


def test_a_file_that_takes_too_long_is_told_with_how_far_it_came(send, monkeypatch):
    monkeypatch.setattr(imports, "MOST_SECONDS", -1)

    assert "up to line 2. Send the file in parts" in told(send(b"code,name,source_title\na,A,L\nb,B,L\n"))
