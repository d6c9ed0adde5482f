"""What publishers write otherwise than the standard has it: each is taken as it is meant, or told."""

from decimal import Decimal

import pytest

from partners.iati.format.faults import FileRefusal
from partners.iati.format.reader import activities
from partners.programmes.models.programmes import Programme
from tests.partners.iati.iati_samples import activity, budget, file_of, money
from tests.partners.iati.iati_world import outcome, programme

AMOUNT = budget("100")


def notes(tally):
    return " ".join(note for row in tally.as_json()["notes"] for note in row["notes"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "countries", "said"),
    [
        ('code="704"', ["VNM"], "name or number where a code belongs, taken as meant: 1 (such as “704”)"),
        ('code="Viet Nam"', ["VNM"], "such as “Viet Nam”"),
        ('code="VIETNAM"', ["VNM"], "such as “VIETNAM”"),
        ('code="Lao People’s Democratic Republic"', ["LAO"], "taken as meant"),
        ('code="418"', ["LAO"], "taken as meant"),
        ('code="tha"', ["THA"], ""),
        ('code=""', [], ""),
        ('code="VN;LA"', [], "none of ISO 3166, left without one: 1 (such as “VN;LA”)"),
        ('code="705"', [], "none of ISO 3166"),
    ],
)
def test_member_states_by_name_and_number(world, bring, written, countries, said):
    tally = bring(activity(body=f"<recipient-country {written}/>{AMOUNT}"))

    assert sorted(row.country.iso3 for row in programme().in_countries.all()) == countries
    assert said in notes(tally)


@pytest.mark.django_db
def test_a_member_state_named_in_the_text_alone(world, bring):
    bring(activity(body=f"<recipient-country><narrative>Viêt Nam</narrative></recipient-country>{AMOUNT}"))

    assert [row.country.iso3 for row in programme().in_countries.all()] == ["VNM"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "amount", "said"),
    [
        (budget("50", more='currency="XXX"'), None, "do not say their currency"),
        (budget("50", more='currency="xts"'), None, "do not say their currency"),
        (money("1", "500") + money("11", "700"), None, "no commitments and no spending"),
        (
            '<planned-disbursement><period-start iso-date="2024-01-01"/><value>9</value></planned-disbursement>',
            None,
            "planned disbursements alone (1), which make no amount",
        ),
        (
            '<planned-disbursement><period-start iso-date="2024-01-01"/><value>9</value></planned-disbursement>'
            + money("3", "5"),
            5,
            "",
        ),
    ],
)
def test_why_there_is_no_amount_is_said(world, bring, body, amount, said):
    tally = bring(activity(body=body))

    assert programme().total == (None if amount is None else Decimal(amount))
    assert said in notes(tally)
    assert said or not notes(tally)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shares", "expected", "said"),
    [
        (("0", "0"), [None, None], "come to 0%, not to 100%"),
        (("100", "0"), [Decimal(100), Decimal(0)], ""),
        (("0.6", "0.4"), [Decimal(60), Decimal(40)], "fractions of one"),
    ],
)
def test_shares_of_nothing_are_not_given(world, bring, shares, expected, said):
    places = "".join(
        f'<recipient-country code="{code}" percentage="{share}"/>'
        for code, share in zip(("VN", "LA"), shares, strict=True)
    )
    tally = bring(activity(body=places))

    found = {row.country.iso3: row.share for row in programme().in_countries.all()}
    assert [found["VNM"], found["LAO"]] == expected
    assert said in notes(tally)


@pytest.mark.django_db
def test_fractions_beside_the_whole_of_a_region_are_no_per_cent(world, bring):
    places = (
        '<recipient-country code="VN" percentage="0.6"/><recipient-country code="LA" percentage="0.4"/>'
        '<recipient-region code="798" percentage="100"/>'
    )
    tally = bring(activity(body=places))

    assert {row.share for row in programme().in_countries.all()} == {None}
    assert "make more than the whole; they count as not given" in notes(tally)


def stamped(amount, stamp):
    attributes = f'default-currency="USD" last-updated-datetime="{stamp}"' if stamp else 'default-currency="USD"'
    return activity(body=budget(amount), attributes=attributes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (("2024-01-01", "2025-01-01"), 1),
        (("2025-01-01", "2024-01-01"), 0),
        ((None, "2025-01-01"), 1),
        (("2025-01-01", None), 0),
        ((None, None), 0),
        (("2999-01-01", "2025-01-01"), 1),
        (("2025-01-01", "2025-01-01T02:00:00+07:00"), 0),
        (("2024-01-01", "2026-01-01", "2025-01-01"), 1),
    ],
)
def test_of_an_identifier_that_stands_twice_in_a_file_the_later_version_counts(world, bring, stamps, expected):
    rows = [stamped(10 * (at + 1), stamp) for at, stamp in enumerate(stamps)]

    preview = bring(*rows, dry_run=True)
    tally = bring(*rows)

    assert Programme.objects.count() == 1
    assert programme().total == 10 * (expected + 1)
    assert outcome(preview) == outcome(tally)
    assert outcome(tally)["new"] == 1
    assert not {"new", "changed"} & {name for name, number in outcome(bring(*rows)).items() if number}
    if expected:
        assert "stands on line 3 already; this version was updated later, and counts" in notes(tally)
    else:
        assert "not the later one by its stamp: the other counts" in tally.as_json()["skipped"][0]["reason"]


VIET = "Chống buôn bán động vật hoang dã"


def declared(encoding):
    content = file_of(activity(title=VIET)).decode()
    return content.replace('encoding="UTF-8"', f'encoding="{encoding}"' if encoding else "")


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "latin1", "us-ascii", "UTF-8", "UTF-16"])
def test_utf8_is_read_as_such_whatever_the_declaration_was_left_as(tmp_path, encoding):
    path = tmp_path / "file.xml"
    path.write_bytes(declared(encoding).encode())

    with path.open("rb") as file:
        assert [one.title for one in activities(file)] == [VIET]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (declared("").replace(VIET, "Café").encode("latin-1"), "not in UTF-8, and it declares no other encoding"),
        (declared("UTF-8").replace(VIET, "Café").encode("latin-1"), "the encoding that it declares (UTF-8)"),
    ],
)
def test_what_is_not_in_its_encoding_is_refused_for_what_it_says(tmp_path, content, said):
    path = tmp_path / "file.xml"
    path.write_bytes(content)

    with path.open("rb") as file, pytest.raises(FileRefusal) as caught:
        list(activities(file))

    assert said in str(caught.value.code.label % {"detail": caught.value.detail})


def test_western_letters_stay_what_they_are(tmp_path):
    path = tmp_path / "file.xml"
    path.write_bytes(declared("windows-1252").replace(VIET, "Café “Déjà vu”").encode("cp1252"))

    with path.open("rb") as file:
        assert [one.title for one in activities(file)] == ["Café “Déjà vu”"]
