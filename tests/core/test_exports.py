"""Tables as files: what each cell comes to, that no text runs as a formula, that the same rows make the same file."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exports import TITLE_LENGTH, as_text, csv_file, csv_lines, long_csv_file, without_mark, xlsx, xlsx_file

HEADS = ("Name", "Amount")
ROWS = [("Snares", Decimal("1.50")), ("=1+1", None)]


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "plain",
        "a=b",
        "'",
        "5",
        "-5",
        "-5.0",
        "-.5",
        0,
        -5,
        Decimal("-5.00"),
        None,
        date(2027, 1, 2),
    ],
)
def test_a_cell_that_is_no_formula_stays_as_it_is(cell):
    assert as_text(cell) is cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+1",
        "+49 30 1",
        "@SUM(A1)",
        "-",
        "-x",
        "--5",
        "-5-5",
        "-1.5.0",
        "-1e5",
        "-1,5",
        "-5 t",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1+1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff@x",
        "=",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM",
        "　＝1",
        "-٣",
        "'=1",
        "''+x",
        # Small forms and raised signs, and what nobody sees before the sign.
        *("\ufe66cmd", "\ufe62x", "\ufe63x", "\ufe6bx", "\u207ax"),
        *("\u061c=1", "\u180e=1", "\u3164=1", "\u115f=1", "\ufe0f=1", "\x0b=1", "\U000e0020=1", "\u00ad\u2060+x"),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_marked_and_can_be_read_back(text):
    assert as_text(text) == f"'{text}"
    assert without_mark(as_text(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; =1+1;b", "a;' =1+1;b"),
        ("a\n=1", "a\n'=1"),
        ("a\t@SUM(A1)", "a\t'@SUM(A1)"),
        ("a;-cmd|' /C calc'!A0", "a;'-cmd|' /C calc'!A0"),
        ("a;+SUM(A1)", "a;'+SUM(A1)"),
        ("=1;=2", "'=1;'=2"),
        ("a;'=1", "a;''=1"),
        # What people write: points of a list, numbers, telephone numbers.
        ("Needed:\n- radios\n- boots", None),
        ("from 3; -5 in May", None),
        ("call; +84 24 3733", None),
        ("a;b", None),
    ],
)
def test_what_a_spreadsheet_that_separates_by_semicolons_would_run_is_marked(text, cell):
    """Where a country separates by semicolons, Excel takes a text with one apart: Indonesia and Viet Nam do."""
    assert as_text(text) == (text if cell is None else cell)
    assert without_mark(as_text(text)) == text


@pytest.mark.parametrize("text", ["", "'", "''", "'plain", "plain", "=1", "'5"])
def test_an_apostrophe_that_is_no_mark_stays(text):
    assert without_mark(text) == text


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (None, ""),
        (0, "0"),
        (Decimal("1234.50"), "1234.50"),
        (-3, "-3"),
        (date(2027, 3, 4), "2027-03-04"),
        ("Việt Nam", "Việt Nam"),
        ('a "b", c', 'a "b", c'),
        ("two\r\nlines", "two\r\nlines"),
        ("=1+1", "'=1+1"),
        ("-5", "-5"),
    ],
)
def test_a_cell_in_csv(cell, read):
    assert read_csv("".join(csv_lines(["Head"], [[cell]])).encode()) == [["Head"], [read]]


def test_csv_begins_with_the_mark_by_which_excel_knows_its_encoding():
    lines = list(csv_lines(HEADS, ROWS))

    assert lines == ["\ufeffName,Amount\r\n", "Snares,1.50\r\n", "'=1+1,\r\n"]


def test_csv_of_no_rows_is_its_head():
    assert csv_file("empty", HEADS, []).content == "\ufeffName,Amount\r\n".encode()


def test_csv_is_made_row_by_row():
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [str(number)]

    lines = csv_lines(["Head"], rows())

    next(lines)
    assert taken == []
    next(lines)
    assert taken == [0]


def test_a_long_table_is_sent_as_it_is_made_and_says_the_same():
    answer = long_csv_file("name", HEADS, iter(ROWS))

    assert answer.streaming
    assert answer.getvalue() == csv_file("name", HEADS, ROWS).content


@pytest.mark.parametrize(
    ("answer", "kind", "suffix"),
    [
        (lambda: csv_file("needs", HEADS, ROWS), "text/csv; charset=utf-8", "csv"),
        (lambda: long_csv_file("needs", HEADS, ROWS), "text/csv; charset=utf-8", "csv"),
        (
            lambda: xlsx_file("needs", "Needs", HEADS, ROWS),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    ],
    ids=["csv", "long csv", "xlsx"],
)
def test_a_file_is_saved_under_its_name_and_day(answer, kind, suffix, monkeypatch):
    monkeypatch.setattr("core.exports.timezone.localdate", lambda: date(2027, 3, 4))

    headers = answer().headers

    assert headers["Content-Type"] == kind
    assert headers["Content-Disposition"] == f'attachment; filename="needs-2027-03-04.{suffix}"'


def sheet_of(title="Needs", heads=HEADS, rows=ROWS, notes=()):
    return load_workbook(io.BytesIO(xlsx_file("name", title, heads, rows, notes).content)).active


def test_a_workbook_holds_numbers_as_numbers_and_days_as_days():
    rows = [("Việt Nam", Decimal("1.50"), 3, date(2027, 3, 4), None)]

    sheet = sheet_of(heads=["a", "b", "c", "d", "e"], rows=rows)

    name, share, count, day, nothing = (cell.value for cell in sheet[2])
    assert (name, share, count, day.date(), nothing) == ("Việt Nam", 1.5, 3, date(2027, 3, 4), None)
    assert [cell.data_type for cell in sheet[2]][:4] == ["s", "n", "n", "d"]


def test_the_same_rows_make_the_same_workbook_at_any_moment():
    first = xlsx("Needs", ["Need"], [["Radios"]])
    assert xlsx("Needs", ["Need"], [["Radios"]]) == first
    assert load_workbook(io.BytesIO(first)).active["A2"].value == "Radios"
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert {one.date_time for one in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in re.sub(rb'xmlns:\w+="[^"]*"', b"", book.read("docProps/core.xml"))


def test_a_workbook_holds_no_formula():
    sheet = sheet_of(heads=["=1", "b"], rows=[("=1+1", "@x")], notes=["+note", "plain note"])

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["+note", None],
        ["plain note", None],
        ["=1", "b"],
        ["=1+1", "@x"],
    ]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize(("notes", "pane", "head"), [((), "B2", 1), (["one"], "B3", 2), (["one", "two"], "B4", 3)])
def test_the_head_of_a_workbook_is_bold_and_stays_in_sight(notes, pane, head):
    sheet = sheet_of(notes=notes)

    assert sheet.freeze_panes == pane
    assert [cell.value for cell in sheet[head]] == list(HEADS)
    assert all(cell.font.bold for cell in sheet[head])
    assert not any(cell.font.bold for cell in sheet[head + 1])


@pytest.mark.parametrize("length", [1, TITLE_LENGTH, TITLE_LENGTH + 1, 100])
def test_a_sheet_takes_as_much_of_its_title_as_fits(length):
    assert sheet_of(title="T" * length).title == "T" * min(length, 31)


SHEET_TEXT = st.text(
    st.sampled_from("='+-@＝＋－＠ \t\r\n\u200b\u00a0'\"a1.,;0%(|!\ufe66\u061c")
    | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=12,
)


@given(st.lists(SHEET_TEXT, min_size=1, max_size=4))
def test_text_goes_out_as_csv_and_comes_back_as_it_was(texts):
    (_head, row) = csv.reader(io.StringIO("".join(csv_lines(["Head"] * len(texts), [texts])).removeprefix("\ufeff")))
    assert [without_mark(cell) for cell in row] == texts
    # OWASP, CSV injection: no cell begins with a sign that runs, whatever stands before it unseen.
    unseen = "\ufeff\u200b\u061c \u00a0\t\r\n"
    assert not [cell for cell in row if cell.strip(unseen).startswith(tuple("=+@＝＋－＠\ufe66"))]
    pieces = [piece.strip(unseen) for cell in row for piece in cell.split(";")]
    assert not [piece for piece in pieces if piece.startswith(tuple("=@＝＠\ufe66"))]


@given(st.lists(SHEET_TEXT.filter(lambda text: "\r" not in text and text), min_size=1, max_size=4))
def test_text_goes_out_as_a_workbook_and_comes_back_as_it_was(texts):
    sheet = load_workbook(io.BytesIO(xlsx("Sheet", ["Head"] * len(texts), [texts]))).active
    cells = next(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@a", "＝1", " =1", "'=1", "'plain", "#N/A", "007", "TRUE"])
def test_a_workbook_shows_text_without_a_sign_of_ours_and_runs_none(text):
    cell = load_workbook(io.BytesIO(xlsx("Sheet", ["Head"], [[text]]))).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    # What would run once it is edited is kept as text there too.
    assert cell.quotePrefix == (text in {"=1+1", "+1", "-x", "@a", "＝1", " =1"})


def test_numbers_and_days_of_a_workbook_are_what_they_are():
    row = [5, Decimal("-1.50"), date(2027, 3, 4), None, "007"]
    cells = next(load_workbook(io.BytesIO(xlsx("Sheet", ["Head"] * 5, [row]))).active.iter_rows(min_row=2))
    assert [cell.data_type for cell in cells] == ["n", "n", "d", "n", "s"]
    assert [cell.value for cell in cells][:2] == [5, -1.5]
    assert cells[4].value == "007"


def test_signs_that_no_workbook_takes_are_left_out():
    cell = load_workbook(io.BytesIO(xlsx("Sheet", ["Head"], [["a\x0bb"]]))).active["A2"]
    assert cell.value == "ab"
