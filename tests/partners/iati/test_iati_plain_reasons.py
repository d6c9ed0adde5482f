"""What is said of files that are not as they should be: true, in plain words, with the line where one is to blame.

Each line is counted in the text of the case; what is taken all the same is what its author plainly meant.
"""

import gzip
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.iati.format.faults import FileRefusal, RefusalCode
from partners.iati.format.reader import activities, check
from partners.iati.format.values import country, day, is_visible, number, percentage
from partners.iati.messages import note_sentences, refusal_sentence
from tests.partners.iati.iati_samples import HEAD, activity, budget, file_of, money

WHOLE = file_of(activity("XX-1", money(), title="Động vật hoang dã"), activity("XX-2", budget()))


def read(content):
    return list(activities(io.BytesIO(content)))


def read_one(body="", **said):
    (found,) = read(file_of(activity(body=body, **said)))
    return found


def said_of(content):
    """The sentence with which a file is refused, by both ways in which it is read."""
    with pytest.raises(FileRefusal) as caught:
        read(content)
    with pytest.raises(FileRefusal) as checked:
        check(io.BytesIO(content))
    assert refusal_sentence(checked.value) == refusal_sentence(caught.value)
    return refusal_sentence(caught.value)


# --- signs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Rangers&nbsp;trained", "Rangers trained"),
        ("Caf&eacute; &ndash; bar", "Café – bar"),
        ("&ldquo;Ivory&rdquo; &amp; horn &hellip;", "“Ivory” & horn …"),
        ("a &lt; b &gt; c &quot;d&quot; &apos;e&apos;", "a < b > c \"d\" 'e'"),
        ("&#272;&#x1ED9;ng", "Động"),
        ("&NotEqualTilde; x", "≂̸ x"),
    ],
)
def test_names_of_signs_that_html_knows_are_taken(written, read_as):
    assert read_one(title=written).title == read_as


@pytest.mark.parametrize("before", range(4_080, 4_100))
def test_a_name_of_a_sign_is_taken_wherever_the_file_is_cut_into_portions(before):
    file = file_of(activity(title="x&nbsp;y"))
    at = file.index(b"&nbsp;")
    filled = file.replace(b"<iati-activity ", b" " * (before - at) + b"<iati-activity ", 1)

    assert filled.index(b"&nbsp;") == before
    assert read(filled)[0].title == "x y"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("R&D", "an “&” stands in a text by itself"),
        ("a & b", "an “&” stands in a text by itself"),
        ("&wildlife;", "a short name between “&” and “;” that XML does not know"),
        ("a < b", "a “<” stands in a text by itself"),
        ("\x01", "a sign that XML does not allow"),
    ],
)
def test_signs_that_xml_does_not_know_are_named_with_their_line(title, words):
    said = said_of(file_of(activity(title="Fine"), activity("XX-2", title=title)))

    assert words in said
    # Head, root, four lines of the first activity, and the fourth of the second.
    assert "(line 9)" in said or "(line 10)" in said


# --- files cut off -----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [*range(60, len(WHOLE) - 1, 7)])
def test_a_file_that_is_cut_off_anywhere_is_said_to_be_cut_off_with_its_last_line(length):
    cut = WHOLE[:length]

    said = said_of(cut)

    assert said.startswith("The file ends in the middle: it was cut off. Bring it once more, whole.")
    assert f"(line {cut.count(chr(10).encode()) + 1})" in said


def test_what_stands_behind_the_end_is_not_called_cut_off():
    assert "something stands behind the end of its last element" in said_of(WHOLE + b"<more/>")


def test_elements_that_do_not_match_are_told_in_words():
    said = said_of(b"<iati-activities>\n<iati-activity>\n<title></titel>\n</iati-activity></iati-activities>")

    assert "an element is not closed, or closed by the name of another" in said
    assert "(line 3)" in said


# --- encodings ---------------------------------------------------------------------------------------


def saved_as(encoding, *, declared=None, mark=b""):
    text = WHOLE.decode().replace('encoding="UTF-8"', f'encoding="{declared}"' if declared else "")
    return mark + text.encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        saved_as("utf-8"),
        saved_as("utf-8", declared="UTF-8", mark=b"\xef\xbb\xbf"),
        saved_as("utf-8", declared="utf-16"),
        saved_as("utf-8", declared="UTF-16LE"),
        saved_as("utf-8", declared="ISO-10646-UCS-4"),
        saved_as("utf-8", declared="windows-1258", mark=b"\xef\xbb\xbf"),
        saved_as("utf-16"),
        saved_as("utf-16", declared="utf-16"),
        saved_as("utf-16", declared="UTF-8"),
        saved_as("utf-16-le", declared="utf-16"),
        saved_as("utf-16-be", declared="UTF-8"),
        saved_as("utf-16-be", mark=b"\xfe\xff"),
        saved_as("utf-32"),
        saved_as("utf-32", declared="UTF-32"),
        saved_as("utf-32-le", declared="UTF-8"),
        saved_as("utf-32-be", declared="utf-32"),
        saved_as("utf-32-be", mark=b"\x00\x00\xfe\xff"),
        saved_as("gb18030", declared="GB18030"),
    ],
)
def test_every_encoding_in_which_a_file_can_be_saved_is_read(content):
    first, second = read(content)

    assert first.title == "Động vật hoang dã"
    assert (first.identifier, second.identifier) == ("XX-1", "XX-2")


@pytest.mark.parametrize(
    ("encoding", "declared", "title"),
    [
        ("windows-1252", "windows-1252", "Café – “ivory”"),
        ("iso-8859-1", "ISO-8859-1", "Café"),
        ("cp874", "windows-874", "สัตว์ป่า"),
        ("tis-620", "TIS-620", "สัตว์ป่า"),
        ("gb2312", "GB2312", "野生动物"),
        ("big5", "Big5", "野生動物"),
        ("shift_jis", "Shift_JIS", "野生動物"),
        ("koi8-r", "KOI8-R", "Слоны"),
    ],
)
def test_files_of_the_encodings_of_many_languages_are_read(encoding, declared, title):
    file = file_of(activity(title=title)).decode().replace("UTF-8", declared).encode(encoding)

    assert read(file)[0].title == title


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            file_of(activity(title="Fine"), activity(title="Café")).decode().encode("iso-8859-1"),
            "not in the encoding that it declares (UTF-8). Save it as UTF-8. (line 10)",
        ),
        (
            file_of(activity(title="Động")).replace(b"UTF-8", b"us-ascii").decode().encode("windows-1258", "replace"),
            "not in the encoding that it declares",
        ),
        (
            HEAD.replace("UTF-8", "Shift_JIS").encode() + b"<iati-activities>\n\x81\x20</iati-activities>",
            "not in the encoding that it declares (SHIFT_JIS). Save it as UTF-8. (line 3)",
        ),
        (HEAD.replace("UTF-8", "klingon").encode() + b"<iati-activities/>", "declares the encoding “klingon”"),
        (HEAD.replace("UTF-8", "utf-7").encode() + b"<iati-activities/>", "declares the encoding “utf-7”"),
        (HEAD.replace("UTF-8", "rot13").encode() + b"<iati-activities/>", "declares the encoding “rot13”"),
        ("\ud800".encode("utf-16-le", "surrogatepass").join([b"\xff\xfe<\0a\0>\0", b"<\0"]), "not in the encoding"),
    ],
)
def test_a_wrong_encoding_is_told_with_its_name_and_line(content, said):
    assert said in said_of(content)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-be", "utf-32-le"])
def test_a_file_of_wide_signs_that_is_cut_off_is_said_to_be_cut_off(encoding):
    assert "The file ends in the middle" in said_of(WHOLE.decode().encode(encoding)[:-41])


# --- what is no XML ----------------------------------------------------------------------------------


def zipped():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("activities.xml", WHOLE)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", RefusalCode.EMPTY),
        (b"  \r\n\t ", RefusalCode.EMPTY),
        (b"\xef\xbb\xbf\n", RefusalCode.EMPTY),
        (b"\xff\xfe", RefusalCode.EMPTY),
        (b"\x00\x00\xfe\xff", RefusalCode.EMPTY),
        (gzip.compress(WHOLE), RefusalCode.IS_GZIP),
        (b"BZh91AY", RefusalCode.IS_GZIP),
        (b"\xfd7zXZ\x00", RefusalCode.IS_GZIP),
        (b"\x28\xb5\x2f\xfd\x00", RefusalCode.IS_GZIP),
        (zipped(), RefusalCode.IS_ZIP),
        (b"7z\xbc\xaf\x27\x1c", RefusalCode.IS_ZIP),
        (b"Rar!\x1a", RefusalCode.IS_ZIP),
        (b"<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>", RefusalCode.IS_HTML),
        (b"<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<HTML>", RefusalCode.IS_HTML),
        (b"\n\n<HTML><BODY>Bad gateway", RefusalCode.IS_HTML),
        (b"<!-- cached -->\n<html lang='en'>", RefusalCode.IS_HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'/>", RefusalCode.IS_HTML),
        (b"<head><title>502</title></head>", RefusalCode.IS_HTML),
        ("<html><body>Bảo trì</body></html>".encode("utf-16"), RefusalCode.IS_HTML),
        (b'{"error": "not found"}', RefusalCode.IS_JSON),
        (b'\xef\xbb\xbf\n [{"iati-identifier": "XX-1"}]', RefusalCode.IS_JSON),
        (b"404 Not Found", RefusalCode.NOT_XML),
        (b"iati-identifier,title\nXX-1,One", RefusalCode.NOT_XML),
        (b"%PDF-1.7", RefusalCode.IS_PDF),
        (b"<rss version='2.0'><channel/></rss>", RefusalCode.NOT_IATI),
        (b"<Error><Code>NoSuchKey</Code></Error>", RefusalCode.NOT_IATI),
    ],
)
def test_what_is_something_else_is_called_by_its_name(content, code):
    with pytest.raises(FileRefusal) as caught:
        read(content)

    assert caught.value.code is code
    assert refusal_sentence(caught.value)


def reason_of(content):
    """Why a file is refused, in a sentence; "read" where it is not."""
    try:
        read(content)
    except FileRefusal as refusal:
        return refusal_sentence(refusal)
    return "read"


@given(junk=st.binary(max_size=200), at=st.integers(0, len(WHOLE)))
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_a_sentence(junk, at):
    for content in (junk, WHOLE[:at] + junk + WHOLE[at:], WHOLE.decode().encode("utf-16")[:at] + junk):
        assert reason_of(content)


# --- countries, titles, years, numbers -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *[("VN", "VN"), ("vn", "VN"), ("VNM", "VN"), ("vnm", "VN"), (" Vnm ", "VN"), ("LAO", "LA"), ("TLS", "TL")],
        *[("BRN", "BN"), ("KHM", "KH"), ("IDN", "ID"), ("MYS", "MY"), ("MMR", "MM"), ("PHL", "PH"), ("SGP", "SG")],
        *[("THA", "TH"), ("GBR", "GB"), ("XKX", "XK"), ("ZZZ", ""), ("V1", ""), ("Viet Nam", ""), ("704", "")],
    ],
)
def test_countries_are_taken_in_two_letters_and_in_three(written, code):
    found = read_one(f'<recipient-country code="{written}"><narrative>A name</narrative></recipient-country>')
    paid = read_one(money(body=f'<recipient-country code="{written}"/>'))

    assert [place.code for place in found.places] == [code]
    assert paid.transactions[0].recipient_country == code
    assert country(written.strip()) == code
    if not code:
        (said,) = note_sentences(found.notes)
        assert said == (
            f"Countries whose code is none of ISO 3166, left without one: 1 (such as “{written}”). First on line 6."
        )


@pytest.mark.parametrize(
    "title",
    [
        "\u200b",
        "\u200b\u200d\u2060",
        "\xad",
        "\u00a0\u2003",
        "\u3164",
        "\u2800",
        "\u202e\ufeff",
        "\u0301",
        "&#x200B;",
        "&nbsp;",
    ],
)
def test_a_title_that_shows_nothing_is_none(title):
    found = read_one(title=title)

    assert found.title == ""
    assert note_sentences(found.notes) == ["It has no title; its identifier stands in its place."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", True),
        (" 1 ", True),
        ("ป", True),
        ("…", True),
        ("🐘", True),
        ("\u200bx", True),
        ("", False),
        ("\u200b ", False),
    ],
)
def test_what_shows_something(text, expected):
    assert is_visible(text) is expected


@pytest.mark.parametrize(
    ("text", "found", "said"),
    [
        ("2024-01-15", date(2024, 1, 15), ""),
        ("2024-01-15T10:00:00Z", date(2024, 1, 15), ""),
        ("2567-01-15", date(2024, 1, 15), "Years of the Buddhist calendar"),
        ("2566-12-31", date(2023, 12, 31), "Years of the Buddhist calendar"),
        ("2567-02-29", date(2024, 2, 29), "Years of the Buddhist calendar"),
        ("2566-02-29", None, "Dates that are none"),
        ("2024-02-30", None, "Dates that are none"),
        ("2024-13-01", None, "Dates that are none"),
        ("2024-00-00", None, "Dates that are none"),
        ("15/01/2024", None, "Dates that are none"),
        ("January 2024", None, "Dates that are none"),
        ("9999-12-31", None, "Years that cannot be true"),
        ("0000-00-00", None, "Years that cannot be true"),
        ("0001-01-01", None, "Years that cannot be true"),
        ("2300-01-01", None, "Years that cannot be true"),
        ("1900-01-01", date(1900, 1, 1), ""),
        ("2200-12-31", date(2200, 12, 31), ""),
    ],
)
def test_days_are_taken_or_told_with_their_line(text, found, said):
    whole = read_one(f'\n<activity-date type="1" iso-date="{text}"/>')
    paid = read_one("\n" + money(day=text))

    assert day(text)[0] == found
    assert whole.dates.get("1") == found
    assert paid.transactions[0].happened_on == found
    sentences = note_sentences(whole.notes)
    assert [one[: len(said)] for one in sentences] == ([said] if said else [])
    for sentence in sentences:
        assert f"“{text}”" in sentence
        assert sentence.endswith("First on line 7.")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1234,50", None),
        ("1.234.567,89", None),
        ("1.234,5", None),
        ("0,5", None),
        ("-12,75", None),
        ("1 234,50", None),
        ("1\u202f234.50", "1234.50"),
        ("1,234", "1234"),
        ("12,3456", None),
        ("1,23,456", None),
        ("1.234.567", None),
        ("1,234.567,89", None),
        ("a lot", None),
        ("NaN", None),
        ("1e999", None),
        ("", None),
    ],
)
def test_numbers_are_taken_where_all_read_them_alike_and_told_else(text, value):
    found = read_one("\n" + money(value=text))

    expected = None if value is None else Decimal(value)
    assert (number(text) if text != "1e999" else None) == expected
    if value is not None:
        assert [row.value for row in found.transactions] == [expected]
    else:
        said = note_sentences(found.notes)[0]
        assert said.startswith("Rows with" if text == "1e999" else "Rows whose" if text else "Rows without an amount")
        assert said.endswith("First on line 7.")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("33.3", "33.3"),
        ("33,3", None),
        ("33,333", None),
        ("60%", "60"),
        ("60 %", "60"),
        ("half", None),
        ("", None),
    ],
)
def test_a_share_with_a_comma_is_none(text, value):
    assert percentage(text) == (None if value is None else Decimal(value))
