"""Files in every encoding in which they can be saved are read; what is not what it says is refused with its line."""

import pytest

from tests.partners.iati.iati_reading import WHOLE, read, said_of
from tests.partners.iati.iati_samples import HEAD, activity, file_of


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
        # A mark put in front of another.
        saved_as("utf-8", mark=b"\xef\xbb\xbf" * 2),
        saved_as("utf-16-be", mark=b"\xfe\xff" * 2),
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
