"""Why a file is not taken: true, in plain words, with the line that is to blame; and what is taken all the same.

Each line is counted in the text of the case.
"""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.iati.format.faults import FileRefusal, RefusalCode
from partners.iati.messages import refusal_sentence
from tests.partners.iati.iati_reading import WHOLE, read, read_one, said_of
from tests.partners.iati.iati_samples import activity, file_of

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
        ("a ]]> b", "“]]>” stands in a text by itself"),
        ("<!-- a -- b -->", "a comment is not written as"),
        ("<iwt:b/>", "a name has something before a colon of which the file does not say what it stands for"),
        ("<b iwt:made='b'/>", "a name has something before a colon of which the file does not say what it stands for"),
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
