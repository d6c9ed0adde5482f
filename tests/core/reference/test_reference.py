"""The engine that loads reference data: natural keys, people's edits, and files with faults."""

from pathlib import Path

import pytest
from django.apps import apps

from core.models import Authority, Country, Organisation, Priority, PriorityCrosswalk
from core.reference.files import ReferenceDataError, Sources
from core.reference.load import Table, load
from core.reference.tables import TABLES

HEAD = "rows:\n"
WCS = '  - {code: wcs, name: Wildlife Conservation Society, iati_type: "21", source: S07}\n'
WWF = '  - {code: wwf, name: World Wide Fund for Nature, iati_type: "21", source: [S07, known]}\n'


@pytest.fixture
def organisations(tmp_path):
    """A table of organisations from a file that the test writes."""

    def table(text: str) -> Table:
        path = tmp_path / "organisations.yaml"
        path.write_text(text, encoding="utf-8")
        return Table(path, Organisation, key=("code",), links={"country": ("iso3",)})

    return table


def tally(table):
    return load([table])[0]


def numbers(tally):
    return tally.created, tally.updated, tally.unchanged, len(tally.kept)


@pytest.mark.django_db
class TestLoading:
    def test_second_run_changes_nothing(self, organisations):
        table = organisations(HEAD + WCS + WWF)

        assert numbers(tally(table)) == (2, 0, 0, 0)
        history = apps.get_model("core", "OrganisationEvent").objects
        writes = history.count()
        before = list(Organisation.objects.values())
        assert numbers(tally(table)) == (0, 0, 2, 0)

        assert list(Organisation.objects.values()) == before
        assert history.count() == writes == 2

    def test_a_changed_file_updates_by_natural_key(self, organisations):
        tally(organisations(HEAD + WCS))
        pk = Organisation.objects.get().pk

        done = tally(organisations(HEAD + WCS.replace("Society", "Society of New York")))

        assert numbers(done) == (0, 1, 0, 0)
        assert Organisation.objects.get().pk == pk
        assert Organisation.objects.get().name == "Wildlife Conservation Society of New York"

    def test_a_value_taken_out_of_the_file_falls_back_to_empty(self, organisations):
        tally(organisations(HEAD + WCS.replace("source", "note: Old, source")))

        tally(organisations(HEAD + WCS))

        assert Organisation.objects.get().note == ""

    def test_a_row_that_people_edited_is_kept_and_named(self, organisations):
        tally(organisations(HEAD + WCS + WWF))
        Organisation.objects.filter(code="wcs").update(name="WCS, as its own people write it")

        done = tally(organisations(HEAD + WCS.replace("Society", "Society Inc") + WWF))

        assert numbers(done) == (0, 0, 1, 1)
        assert done.kept == ["wcs"]
        assert Organisation.objects.get(code="wcs").name == "WCS, as its own people write it"

    def test_a_row_that_people_made_is_kept(self, organisations):
        Organisation.objects.create(code="wcs", name="Made by hand")

        done = tally(organisations(HEAD + WCS))

        assert done.kept == ["wcs"]

    def test_a_file_that_catches_up_with_the_edit_takes_the_row_back(self, organisations):
        tally(organisations(HEAD + WCS))
        Organisation.objects.update(name="WCS")

        assert numbers(tally(organisations(HEAD + WCS.replace("Wildlife Conservation Society", "WCS")))) == (0, 0, 1, 0)
        assert numbers(tally(organisations(HEAD + WCS))) == (0, 1, 0, 0)

    def test_a_row_gone_from_the_file_stays_and_is_named(self, organisations):
        tally(organisations(HEAD + WCS + WWF))

        done = tally(organisations(HEAD + WCS))

        assert done.left_over == ["World Wide Fund for Nature"]
        assert Organisation.objects.count() == 2

    def test_queries_do_not_grow_with_rows(self, organisations, django_assert_num_queries):
        many = "".join(f"  - {{code: o{n}, name: Organisation {n}, source: S07}}\n" for n in range(60))
        tally(organisations(HEAD + many))

        with django_assert_num_queries(6):  # savepoints, one look at the countries, one at the organisations
            tally(organisations(HEAD + many))


@pytest.mark.django_db
class TestSources:
    def test_read_sources_make_a_row_verified(self, organisations):
        tally(organisations(HEAD + WCS + WWF))

        wcs, wwf = Organisation.objects.order_by("code")
        assert wcs.verified
        assert wcs.source_url == "https://cites.org/eng/legislation/parties"
        assert wcs.source_title.endswith("(read 2026-11-22)")
        assert not wwf.verified
        assert wwf.source_title.endswith("; in part general knowledge, not yet checked")

    def test_no_address_is_guessed(self):
        for key, source in Sources()._sources.items():
            url = source.get("url") or ""
            assert url.startswith("https://") or url == "", key
            assert "…" not in url, key
            assert " " not in url, key
            assert "..." not in url, key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "  - {code: wcs, name: WCS, colour: red, source: S07}\n", "line 2: unknown key colour"),
        (HEAD + "  - {name: WCS, source: S07}\n", 'line 2: the natural key "code" is missing'),
        (HEAD + WCS + WCS, "line 3: the same row stands on line 2 already"),
        (HEAD + "  - {code: wcs, name: WCS}\n", "line 2: the row names no source"),
        (HEAD + "  - {code: wcs, name: WCS, source: S999}\n", "line 2: unknown source S999"),
        (HEAD + "  - {code: wcs, name: WCS, source_title: A, source_date: 2026-02-30}\n", "line 2: source_date: "),
        (HEAD + "  - {code: wcs, name: WCS, source_title: A, source_date: soon}\n", "line 2: source_date: "),
        (HEAD + "  - {code: wcs, name: WCS, country: XYZ, source: S07}\n", 'line 2: country: there is no "XYZ"'),
        (HEAD + '  - {code: wcs, name: WCS, iati_type: "99", source: S07}\n', "line 2: iati_type: "),
        (HEAD + f"  - {{code: wcs, name: {'W' * 201}, source: S07}}\n", "line 2: name: "),
        (HEAD + "  - {code: wcs, source: S07}\n", "line 2: name: "),
        (HEAD + "  - {code: wcs, code: wwf, name: WCS, source: S07}\n", 'line 2: "code" stands twice in one row'),
        (HEAD + "  - {code: [wcs\n", "line "),
        ("row: []\n", "unknown heading row"),
        ("- wcs\n", "the file must be a mapping"),
        ("rows_from: absent.csv\n", "absent.csv: cannot be read"),
    ],
)
def test_a_fault_is_named_with_file_and_line_and_nothing_is_loaded(organisations, text, message):
    with pytest.raises(ReferenceDataError) as caught:
        tally(organisations(text))

    assert message in str(caught.value)
    assert "organisations.yaml" in str(caught.value) or "absent.csv" in str(caught.value)
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_a_fault_in_a_csv_is_named_with_its_line(tmp_path):
    (tmp_path / "rows.csv").write_text("code,name,asean\nwcs,WCS,\n", encoding="utf-8")
    (tmp_path / "rows.yaml").write_text("defaults: {source: S07}\nrows_from: rows.csv\n", encoding="utf-8")

    with pytest.raises(ReferenceDataError, match=r"rows\.csv, line 2: unknown key asean"):
        load([Table(Path(tmp_path / "rows.yaml"), Organisation, key=("code",))])


@pytest.mark.django_db
def test_one_wrong_table_undoes_the_others(organisations, tmp_path):
    good = organisations(HEAD + WCS)
    (tmp_path / "bad.yaml").write_text("rows:\n  - {code: ZZZ, source: S07}\n", encoding="utf-8")

    with pytest.raises(ReferenceDataError):
        load([good, Table(tmp_path / "bad.yaml", Priority, key=("code",))])

    assert not Organisation.objects.exists()


@pytest.mark.django_db
class TestGroundFloor:
    @pytest.fixture(autouse=True)
    def _loaded(self):
        load(TABLES)

    def test_eleven_member_states_in_asean_order(self):
        assert list(Country.objects.values_list("iso3", flat=True)) == [
            "BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM",
        ]  # fmt: skip
        assert list(Country.objects.filter(is_founder=True).values_list("iso3", flat=True)) == [
            "IDN", "MYS", "PHL", "SGP", "THA",
        ]  # fmt: skip

    def test_dates_as_in_the_table_of_facts(self):
        dates = {
            c.iso3: [str(d) for d in (c.admitted_on, c.cites_acceded_on, c.cites_in_force_on)]
            for c in Country.objects.exclude(iso3="TLS")
        }

        assert dates == {
            "BRN": ["1984-01-07", "1990-05-04", "1990-08-02"],
            "KHM": ["1999-04-30", "1997-07-04", "1997-10-02"],
            "IDN": ["1967-08-08", "1978-12-28", "1979-03-28"],
            "LAO": ["1997-07-23", "2004-03-01", "2004-05-30"],
            "MYS": ["1967-08-08", "1977-10-20", "1978-01-18"],
            "MMR": ["1997-07-23", "1997-06-13", "1997-09-11"],
            "PHL": ["1967-08-08", "1981-08-18", "1981-11-16"],
            "SGP": ["1967-08-08", "1986-11-30", "1987-02-28"],
            "THA": ["1967-08-08", "1983-01-21", "1983-04-21"],
            "VNM": ["1995-07-28", "1994-01-20", "1994-04-20"],
        }

    def test_timor_leste_is_unknown_to_cites_and_says_why(self):
        timor_leste = Country.objects.get(iso3="TLS")

        assert timor_leste.cites_party == "unknown"
        assert timor_leste.cites_acceded_on is None
        assert timor_leste.cites_note
        assert str(timor_leste.admitted_on) == "2025-10-26"
        assert Country.objects.filter(cites_party="yes").count() == 10

    def test_no_country_row_is_verified_since_each_leans_on_general_knowledge(self):
        assert not Country.objects.filter(verified=True).exists()

    def test_tiles_do_not_overlap_and_fit_four_columns(self):
        places = set(Country.objects.values_list("tile_row", "tile_column"))

        assert len(places) == 11
        assert {column for _, column in places} <= {1, 2, 3, 4}

    def test_twelve_priorities_and_their_crosswalk(self):
        assert list(Priority.objects.values_list("code", flat=True)) == (
            ["LEG", "ENF", "PRO", "INT", "FIN", "DEM", "CYB", "MKT", "LIV", "SIT", "REG", "OHZ"]
        )
        rows = PriorityCrosswalk.objects.all()
        assert not rows.filter(verified=True).exists()
        assert set(rows.filter(priority__code="INT", vocabulary="iccwc_toolkit").values_list("term", flat=True)) == {
            "2 Law enforcement",
            "5 Data and analysis",
        }
        assert rows.filter(priority__code="REG", vocabulary="iccwc_toolkit").count() == 5
        assert set(rows.filter(priority__code="LIV", vocabulary="crs_sector").values_list("term", flat=True)) == {
            "43040",
            "41030",
        }
        assert not rows.filter(priority__code__in=["LIV", "OHZ"], vocabulary="usaid_guide").exists()
        assert set(rows.filter(priority=None).values_list("vocabulary", "term")) == {
            ("world_bank", "Research and assessment"),
            ("iccwc_toolkit", "5 Data and analysis"),
            ("uk_iwtcf", "Evidence grants"),
            ("crs_sector", "41082"),
        }

    def test_organisations_have_identifiers_only_where_given(self):
        identifiers = dict(Organisation.objects.exclude(iati_identifier="").values_list("code", "iati_identifier"))

        assert identifiers["usaid"] == "US-GOV-1"
        assert identifiers["world-bank"] == "44000"
        assert identifiers["undp"] == "XM-DAC-41114"
        assert not {"usfws", "env", "pannature", "freeland", "iccwc", "interpol", "acb", "iucn"} & set(identifiers)
        assert not Organisation.objects.get(code="usaid").is_active

    def test_authorities_are_verified_only_where_read_in_that_role(self):
        verified = set(Authority.objects.filter(verified=True).values_list("country__iso3", "name"))

        assert ("LAO", "Department of Forest Inspection (DOFI)") in verified
        assert ("PHL", "ELEPS") in verified
        assert not [name for iso3, name in verified if iso3 in ("BRN", "KHM", "MYS", "SGP")]
        assert not Authority.objects.filter(country__iso3="TLS").exists()
