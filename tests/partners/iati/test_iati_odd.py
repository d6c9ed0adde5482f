"""Odd but well-formed files, as publishers really write them: taken or skipped with a true reason, and once only."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from partners.iati.models import ProgrammeTransaction
from partners.programmes.models.programmes import Programme, ProgrammeCountry
from tests.factories.core import CountryFactory
from tests.partners.iati.iati_samples import activity, file_of, money

pytestmark = pytest.mark.django_db
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.fixture
def twice(tmp_path):
    """Import a file two times; gives the report of the first, and sees that the second changes nothing."""

    def importing(content):
        path, reports = tmp_path / "a.xml", []
        path.write_bytes(content)
        for name in ("first.json", "second.json"):
            try:
                call_command(
                    "import_iati",
                    str(path),
                    "--report",
                    str(tmp_path / name),
                    stdout=io.StringIO(),
                    stderr=io.StringIO(),
                )
            except CommandError as refused:
                assert "refused" in str(refused)  # noqa: PT017
            reports.append(json.loads((tmp_path / name).read_text())["files"][0])
        first, second = reports
        assert (second["created"], second["changed"]) == (0, 0)
        assert second["unchanged"] == first["created"] == Programme.objects.count()
        return first

    return importing


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + file_of(activity("A", title="Tê tê")),
        file_of(activity("A", title="Tê tê")).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        file_of(activity("A", title="Tê tê")).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        file_of(activity("A", title="Tê tê"), more='xmlns="http://example.org/default"'),
        file_of(activity("<![CDATA[A]]>", title="<![CDATA[Tê]]> <!-- between -->tê")),
        (HEAD + activity("A", title="Tê tê")).encode(),
        (
            HEAD + "<response><iati-activities>" + activity("A", title="Tê tê") + "</iati-activities></response>"
        ).encode(),
    ],
    ids=["mark", "utf16", "latin1", "namespace", "cdata", "bare", "wrapped"],
)
def test_however_it_is_wrapped_it_is_the_same_programme(twice, content):
    assert twice(content)["created"] == 1

    assert Programme.objects.get().title == "Tê tê"


def test_amounts_as_people_write_them(twice):
    fit = ("1,234.50", " 1 234.50 ", "1\u00a0234", "1.5E+3", "-500", "0", "+7", ".5")
    unfit = ("1.234,50", "NaN", "Infinity", "1e400", "$100", "100 USD", "1_000", "(500)", "")

    report = twice(file_of(activity("A", "".join(money("3", value) for value in (*fit, *unfit)))))

    assert (report["transactions_read"], report["transactions_kept"]) == (len(fit), len(fit))
    assert report["sums"] == {"3": {"USD": "4710.50"}}
    assert ProgrammeTransaction.objects.count() == len(fit)
    assert any("left out" in note for note in report["notes"][0]["notes"])


def test_dates_with_times_and_dates_that_are_none(twice):
    body = (
        '<activity-date type="2" iso-date="2020-01-31T00:00:00+07:00"/><activity-date type="3" iso-date="2021-02-30"/>'
    )

    report = twice(file_of(activity("A", body)))

    assert Programme.objects.get().starts_on.isoformat() == "2020-01-31"
    assert Programme.objects.get().ends_on is None
    assert "2021-02-30" in report["notes"][0]["notes"][0]


def test_codes_and_shares_as_people_write_them(twice):
    CountryFactory(iso3="VNM")
    CountryFactory(iso3="THA")
    body = '<recipient-country code="vn" percentage="50%"/><recipient-country code=" TH " percentage="50,0"/>'
    sector = '<sector vocabulary="99" code="our own code"/><sector vocabulary="RO" code="1"/>'

    report = twice(file_of(activity("A", body + sector)))

    assert set(ProgrammeCountry.objects.values_list("country__iso3", flat=True)) == {"VNM", "THA"}
    assert "50,0" in report["notes"][0]["notes"][0]


def test_what_cannot_be_taken_is_skipped_with_its_true_reason(twice):
    old = '<iati-activity version="1.05"><iati-identifier>OLD</iati-identifier></iati-activity>'
    content = file_of(activity("A"), activity(" A "), activity(""), "<iati-activity/>", old, activity("B" * 121))

    report = twice(content)

    assert report["created"] == 1
    assert [one["reason"].split(" ", 1)[1][:20] for one in report["skipped"]] == [
        "same identifier stan",
        "has no IATI identifi",
        "has no IATI identifi",
        "is written in IATI v",
        "IATI identifier has ",
    ]


@pytest.mark.parametrize("title", ["a&#0;b", "a\x01b"])
def test_characters_that_xml_does_not_know_are_not_blamed_on_the_encoding(twice, title):
    report = twice(file_of(activity("A", title=title)))

    assert report["refused"]["reason"].startswith("The file is not well-formed XML: ")
