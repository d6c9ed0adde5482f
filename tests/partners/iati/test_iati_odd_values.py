"""Countries, titles, days, numbers and shares as they are really written: taken where all read them alike, else told.

The line of each case is counted in its text: the head, the root and four lines of the activity stand before it.
"""

from datetime import date
from decimal import Decimal

import pytest

from partners.iati.format.values import country, country_named, day, is_visible, number, percentage
from partners.iati.messages import note_sentences
from tests.partners.iati.iati_reading import read, read_one
from tests.partners.iati.iati_samples import activity, file_of, money


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *[("VN", "VN"), ("vn", "VN"), ("VNM", "VN"), ("vnm", "VN"), (" Vnm ", "VN"), ("LAO", "LA"), ("TLS", "TL")],
        *[("BRN", "BN"), ("KHM", "KH"), ("IDN", "ID"), ("MYS", "MY"), ("MMR", "MM"), ("PHL", "PH"), ("SGP", "SG")],
        *[
            ("THA", "TH"),
            ("GBR", "GB"),
            ("XKX", "XK"),
            ("ZZZ", ""),
            ("V1", ""),
            ("Viet Nam", "VN"),
            ("704", "VN"),
            ("Atlantis", ""),
        ],
        # Former codes of Myanmar and Timor-Leste (ISO 3166-3), and one that is kept for a country beside its code.
        *[("BU", "MM"), ("BUR", "MM"), ("TP", "TL"), ("TMP", "TL"), ("UK", "GB"), ("AA", ""), ("ZZ", ""), ("YU", "")],
    ],
)
def test_countries_are_taken_in_two_letters_and_in_three(written, code):
    found = read_one(f'<recipient-country code="{written}"><narrative>A name</narrative></recipient-country>')
    paid = read_one(money(body=f'<recipient-country code="{written}"/>'))

    assert [place.code for place in found.places] == [code]
    assert paid.transactions[0].recipient_country == code
    assert (country(written.strip()) or country_named(written)) == code
    if not code:
        (said,) = note_sentences(found.notes)
        assert said == (
            f"Countries whose code is none of ISO 3166, left without one: 1 (such as “{written}”). First on line 6."
        )


def test_a_country_without_a_code_is_told_by_its_name():
    found = read_one("\n<recipient-country><narrative>Atlantis</narrative></recipient-country>")

    assert note_sentences(found.notes) == [
        "Countries whose code is none of ISO 3166, left without one: 1 (such as “Atlantis”). First on line 7."
    ]


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u2060", "\xad", "\ufeff", "\u200e"])
def test_identifiers_hold_nothing_that_nobody_sees(sign):
    (found,) = read(
        file_of(
            activity(
                f"{sign}XX-{sign}1{sign}",
                f'<related-activity type="1" ref="XX{sign}-P"/><other-identifier ref="GEF {sign}7" type="A1"/>',
            )
        )
    )

    assert found.identifier == "XX-1"
    assert [one.identifier for one in found.relations] == ["XX-P"]
    assert found.other_identifiers == ["GEF 7"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [("1", "1"), ("parent", "1"), ("Child", "2"), ("SIBLING", "3"), ("Co-funded", "4"), ("third party", "5")],
)
def test_relations_are_told_by_number_or_word(written, kind):
    found = read_one(f'<related-activity type="{written}" ref="XX-9"/><related-activity type="6" ref="XX-8"/>')

    assert [(one.kind, one.identifier) for one in found.relations] == [(kind, "XX-9")]


def test_a_day_that_stands_as_a_text_is_taken_and_none_at_all_is_no_fault():
    found = read_one('<activity-date type="1">2024-01-01</activity-date><activity-date type="3"/>')

    assert found.dates == {"1": date(2024, 1, 1)}
    assert note_sentences(found.notes) == []


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
