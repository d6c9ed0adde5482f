"""What people have set aside of a file stays so when it is brought again, is said to be, and can be taken back."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from partners.iati.actions import imports as actions
from partners.iati.actions.heaps import choose_of_import
from partners.iati.models import IatiImportRow, ImportHeap
from partners.iati.queries.imports import counts_of
from partners.iati.rules.aside import Aside, stays_aside
from partners.programmes.models.programmes import Programme
from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory
from tests.partners.iati.iati_samples import activity, file_of

WILD = activity("US-GOV-1-W", title="Stop wildlife trafficking")
ROADS = [activity(f"US-GOV-1-R{at}", '<sector code="21020"/>', title=f"Rural road {at}") for at in range(3)]
EARLIER, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def seen(is_new=True, looks_iwt=False, content_hash="a"):
    return Aside(is_new, looks_iwt, content_hash)


@pytest.mark.parametrize(
    ("before", "now", "decided_at", "imported_at", "expected"),
    [
        # What is not here is not wanted, whatever its publisher writes of it …
        (seen(), seen(), EARLIER, None, True),
        (seen(), seen(content_hash="b"), EARLIER, None, True),
        (seen(looks_iwt=True), seen(looks_iwt=True, content_hash="b"), EARLIER, None, True),
        (seen(looks_iwt=True), seen(content_hash="b"), EARLIER, None, True),
        # … unless it begins to look like counter-IWT work.
        (seen(), seen(looks_iwt=True, content_hash="b"), EARLIER, None, False),
        # Of a programme that is here one change was set aside, and the next is another one.
        (seen(is_new=False), seen(is_new=False), LATER, EARLIER, True),
        (seen(is_new=False), seen(is_new=False, content_hash="b"), LATER, EARLIER, False),
        (seen(), seen(is_new=False, content_hash="b"), EARLIER, None, False),
        (seen(is_new=False, content_hash=""), seen(is_new=False, content_hash=""), LATER, EARLIER, False),
        # What was taken since is not set aside any more.
        (seen(is_new=False), seen(is_new=False), EARLIER, LATER, False),
        (seen(), seen(), None, None, False),
    ],
)
def test_what_stays_set_aside(before, now, decided_at, imported_at, expected):
    assert stays_aside(before, now, decided_at=decided_at, imported_at=imported_at) is expected


@pytest.fixture
def secretariat(db, settings, tmp_path):
    settings.IATI_DIR = str(tmp_path / "iati")
    CountryFactory(iso3="VNM")
    OrganisationFactory(code="donor", name="The donor", iati_identifier="US-GOV-1")
    return UserFactory(secretariat=True)


@pytest.fixture
def preview(secretariat):
    def reading(*activities, by=secretariat, name="file.xml"):
        row = actions.start_import(by=by, name=name, file=io.BytesIO(file_of(*activities)))
        actions.read_import(row.pk)
        row.refresh_from_db()
        return row

    return reading


@pytest.fixture
def roads_aside(secretariat, preview):
    """A file of which the roads were set aside, and the rest was written."""
    row = preview(WILD, *ROADS)
    choose_of_import(by=secretariat, of_import=row, takes=False, heap=ImportHeap.OTHER)
    confirm(secretariat, row)
    return row


def confirm(by, row):
    actions.confirm_import(by=by, of_import=row)
    actions.carry_out_import(row.pk)


def aside(row):
    rows = IatiImportRow.objects.filter(of_import=row, is_set_aside=True)
    return sorted(identifier.removeprefix("US-GOV-1-") for identifier in rows.values_list("identifier", flat=True))


def test_it_stays_set_aside_is_said_to_be_and_is_taken_back(secretariat, preview, roads_aside, client):
    row = preview(WILD, *ROADS)

    assert aside(row) == ["R0", "R1", "R2"]
    assert (counts_of(row)["new"], counts_of(row)["unchanged"]) == (0, 1)
    client.force_login(secretariat)
    page = " ".join(client.get(f"/partners/import/{row.pk}/").content.decode().split())
    day = timezone.localdate(roads_aside.__class__.objects.get(pk=roads_aside.pk).confirmed_at)
    assert f"It was set aside on {day.day} {day:%B %Y}, when file.xml was brought." in page
    assert "3 were set aside before, and stay so unless you take them." in page

    place = IatiImportRow.objects.get(of_import=row, identifier="US-GOV-1-R1").position
    choose_of_import(by=secretariat, of_import=row, takes=True, positions=[place])
    confirm(secretariat, row)
    assert Programme.objects.filter(iati_identifier="US-GOV-1-R1").exists()
    # The rest stays aside, also where its publisher has written more of it; what was taken does not come back to it.
    newer = [one.replace("Rural road", "Country road") for one in ROADS]
    again = preview(WILD, *newer)
    assert aside(again) == ["R0", "R2"]
    assert list(
        IatiImportRow.objects.filter(of_import=again, outcome="changed").values_list("identifier", flat=True)
    ) == ["US-GOV-1-R1"]


def test_what_begins_to_look_like_counter_iwt_work_is_put_to_people_again(preview, roads_aside):
    row = preview(ROADS[0].replace("Rural road 0", "A road of pangolins"), ROADS[1])

    assert aside(row) == ["R1"]
    assert counts_of(row)["new"] == 1


@pytest.mark.parametrize("is_split", [False, True])
def test_what_is_set_aside_still_links_the_part_above_and_below_it(secretariat, preview, is_split):
    """A chain of four of which the two in the middle are set aside, in one file or in one for each."""
    rows = {
        "G": activity("US-GOV-1-G", '<related-activity type="2" ref="US-GOV-1-M"/>'),
        "M": activity("US-GOV-1-M", "", title="Roads"),
        "N": activity("US-GOV-1-N", '<related-activity type="1" ref="US-GOV-1-M"/>', title="Bridges"),
        "C": activity("US-GOV-1-C", '<related-activity type="1" ref="US-GOV-1-N"/>'),
    }
    for file in ["CG", "NM"] if is_split else ["CNMG"]:
        row = preview(*(rows[name] for name in file))
        choose_of_import(by=secretariat, of_import=row, takes=False, heap=ImportHeap.OTHER)
        confirm(secretariat, row)

    assert dict(Programme.objects.values_list("iati_identifier", "parent__iati_identifier")) == {
        "US-GOV-1-G": None,
        "US-GOV-1-C": "US-GOV-1-G",
    }


def test_what_one_sets_aside_binds_nobody_else(preview, roads_aside):
    donor = OrganisationFactory(code="donor")

    assert aside(preview(*ROADS, by=UserFactory(role="partner_editor", organisation=donor))) == []


def test_what_was_chosen_in_a_preview_that_was_put_aside_is_not_remembered(secretariat, preview):
    row = preview(*ROADS)
    choose_of_import(by=secretariat, of_import=row, takes=False, heap=ImportHeap.OTHER)
    actions.discard_import(by=secretariat, of_import=row)

    assert aside(preview(*ROADS)) == []


def test_asking_what_was_set_aside_costs_one_query_whatever_the_number(
    preview, roads_aside, django_assert_max_num_queries
):
    many = [activity(f"US-GOV-1-R{at}", title=f"Rural road {at}") for at in range(40)]
    costs = []
    for number in (3, 40):
        with django_assert_max_num_queries(60) as asked:
            preview(*many[:number])
        costs.append(len(asked))

    assert costs[0] == costs[1]


# --- on the server --------------------------------------------------------------------------------------


@pytest.fixture
def on_the_server(tmp_path, capsys):
    def importing(*activities, **options):
        path, report = tmp_path / "server.xml", tmp_path / "report.json"
        path.write_bytes(file_of(*activities))
        call_command("import_iati", str(path), report=str(report), **options)
        return capsys.readouterr().out, json.loads(report.read_text())["files"][0]

    return importing


def test_the_command_says_how_many_look_like_counter_iwt_work(secretariat, on_the_server):
    said, report = on_the_server(WILD, *ROADS, dry_run=True)

    assert "Of what is new or changed 1 look like counter-IWT work and 3 do not." in said
    assert report["heaps"] == {"iwt": 1, "other": 3}
    assert not Programme.objects.exists()


def test_the_command_takes_one_heap_alone_where_it_is_told_to(secretariat, on_the_server):
    _said, report = on_the_server(WILD, *ROADS, only_iwt=True)

    assert list(Programme.objects.values_list("iati_identifier", flat=True)) == ["US-GOV-1-W"]
    assert {one["reason"][:43] for one in report["skipped"]} == {"It does not look like counter-IWT work: no "}


def test_the_command_leaves_aside_what_the_secretariat_has_set_aside(secretariat, on_the_server, roads_aside):
    _said, report = on_the_server(WILD, *ROADS)

    assert (report["unchanged"], report["skipped_count"], report["created"]) == (1, 3, 0)
    assert report["skipped"][0]["reason"].startswith("It was set aside on ")
    assert Programme.objects.count() == 1

    _said, report = on_the_server(WILD, *ROADS, take_set_aside=True)
    assert report["created"] == 3
