"""The two heaps of a preview: what looks like counter-IWT work and why, what does not, and what is taken of each.

What belongs where is read off the files: each activity is written so that a reader can say it.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.clearance.actions import EditConflict, Refused
from partners.iati.actions.heaps import choose_of_import
from partners.iati.actions.imports import carry_out_import, confirm_import, read_import
from partners.iati.models import IatiImport, IatiImportRow, ImportHeap
from partners.iati.queries.imports import counts_of, heaps_of
from partners.programmes.models.programmes import Programme
from tests.factories.iati import IatiImportFactory, IatiImportRowFactory
from tests.partners.iati.iati_samples import activity, file_of

pytestmark = pytest.mark.django_db
LIST = "/partners/import/"
WILD = [activity(f"US-GOV-1-W{at}", title="Stop wildlife trafficking") for at in range(3)]
NATURE = activity("US-GOV-1-N", '<sector code="41030" vocabulary="1"/>', title="Reefs of the coast")
ROADS = [activity(f"US-GOV-1-R{at}", '<sector code="21020"/>', title=f"Rural road {at}") for at in range(4)]


@pytest.fixture
def bring(cast, as_person, settings, tmp_path):
    """Bring a file as WCS's editor and read it; gives client and import."""
    settings.IATI_DIR = str(tmp_path)
    organisation = cast.editor_wcs.organisation
    organisation.iati_identifier = "US-GOV-1"
    organisation.save()

    def bringing(*activities):
        client = as_person(cast.editor_wcs)
        client.post(LIST, {"file": SimpleUploadedFile("file.xml", file_of(*activities))})
        row = IatiImport.objects.latest("pk")
        read_import(row.pk)
        return client, row

    return bringing


def text(answer):
    return " ".join(answer.content.decode().split())


def words(answer):
    """The text of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def written():
    found = Programme.objects.filter(iati_identifier__startswith="US-GOV-1-").values_list("iati_identifier", flat=True)
    return {one.removeprefix("US-GOV-1-") for one in found}


def carry_out(row):
    confirm_import(by=row.asked_by, of_import=row)
    carry_out_import(row.pk)


def test_each_activity_is_in_its_heap_with_the_reason(bring):
    client, row = bring(*WILD, NATURE, *ROADS)

    assert [(one.heap, one.number, one.aside) for one in heaps_of(row)] == [("iwt", 4, 0), ("other", 4, 0)]
    page = text(client.get(f"{LIST}{row.pk}/"))
    assert "The title says “wildlife trafficking”." in page
    assert "Its sector is 41030." in page
    assert page.count("No word of its title or description, and no sector of it, tells of it.") == 4
    assert "Confirm: write these 8 programmes" in page
    only = text(client.get(f"{LIST}{row.pk}/?heap=other"))
    assert "Rural road 3" in only
    assert "Stop wildlife trafficking" not in only


def test_what_stands_twice_in_a_file_is_one_programme_to_write(bring):
    later = WILD[0].replace("<iati-activity ", '<iati-activity last-updated-datetime="2026-01-01" ')
    client, row = bring(*WILD, later)

    page = text(client.get(f"{LIST}{row.pk}/"))

    assert "Confirm: write these 3 programmes" in page
    assert "4 activities" in page
    carry_out(row)
    assert written() == {"W0", "W1", "W2"}


def test_a_heap_is_set_aside_as_a_whole_and_nothing_of_it_is_written(bring):
    client, row = bring(*WILD, *ROADS)

    answer = client.post(f"{LIST}{row.pk}/choose/", {"whole": "other", "do": "aside"}, follow=True)

    assert "4 activities are set aside." in text(answer)
    assert "Confirm: write these 3 programmes" in text(answer)
    carry_out(row)
    assert written() == {"W0", "W1", "W2"}
    done = text(client.get(f"{LIST}{row.pk}/?outcome=aside"))
    assert "Rural road 0" in done
    assert "Set aside: not written" in done
    report = client.get(f"{LIST}{row.pk}/report.json").json()
    assert [one["identifier"] for one in report["set_aside"]] == [f"US-GOV-1-R{at}" for at in range(4)]


def test_single_activities_are_ticked_and_set_aside_and_taken_again(bring):
    client, row = bring(*WILD, *ROADS)
    places = dict(IatiImportRow.objects.filter(of_import=row).values_list("identifier", "position"))
    ticked = [places["US-GOV-1-W1"], places["US-GOV-1-R0"], places["US-GOV-1-R1"]]

    back = client.post(f"{LIST}{row.pk}/choose/", {"row": ticked, "do": "aside", "heap": "iwt", "page": "1"})
    assert back.url == f"{LIST}{row.pk}/?heap=iwt&page=1"
    client.post(f"{LIST}{row.pk}/choose/", {"row": ticked[2:], "do": "take"})
    assert counts_of(row) == {
        **{"new": 5, "changed": 0, "unchanged": 0, "skipped": 0, "asks": 0},
        **{"aside": 2, "before": 0, "programmes": 5, "total": 7},
    }

    carry_out(row)
    assert written() == {"W0", "W2", "R1", "R2", "R3"}


def test_ticking_nothing_changes_nothing_and_says_so(bring):
    client, row = bring(*WILD)

    answer = client.post(f"{LIST}{row.pk}/choose/", {"do": "aside"}, follow=True)

    assert "Nothing has changed" in text(answer)
    assert heaps_of(row)[0].aside == 0


@pytest.mark.parametrize(
    "body",
    [
        {"whole": "all"},
        {"row": ["x", "-1", "9" * 40]},
        {"row": ["999"]},
        {},
        {"heap": "9" * 5_000, "page": "9" * 5_000},
    ],
)
def test_what_is_not_understood_changes_nothing(bring, body):
    client, row = bring(*WILD)

    assert client.post(f"{LIST}{row.pk}/choose/", {**body, "do": "aside"}).status_code == 302
    assert counts_of(row)["aside"] == 0


def test_all_set_aside_offers_nothing_to_write(bring):
    client, row = bring(*WILD)
    client.post(f"{LIST}{row.pk}/choose/", {"whole": "iwt", "do": "aside"})

    page = text(client.get(f"{LIST}{row.pk}/"))

    # There is something to confirm all the same: that it is not wanted.
    assert "Confirm: write nothing, and remember what is set aside" in page
    carry_out(row)
    assert written() == set()
    client, again = bring(*WILD)
    assert counts_of(again)["aside"] == counts_of(again)["before"] == len(WILD)
    page = text(client.get(f"{LIST}{again.pk}/"))
    assert "what is new in the file was set aside before, and stays so unless you take it" in page
    assert "Confirm:" not in page


def test_a_file_without_activities_says_so(bring):
    client, row = bring()

    assert "There is nothing to write: the file holds no activities." in text(client.get(f"{LIST}{row.pk}/"))


def test_who_confirms_what_they_saw_before_somebody_chose_is_told(bring, cast):
    _client, row = bring(*WILD, *ROADS)
    seen = IatiImport.objects.get(pk=row.pk).version
    choose_of_import(by=cast.editor_wcs, of_import=row, takes=False, heap=ImportHeap.OTHER)

    with pytest.raises(EditConflict):
        confirm_import(by=cast.editor_wcs, of_import=row, version=seen)


def test_nothing_is_chosen_once_it_is_confirmed(bring, cast):
    _client, row = bring(*WILD)
    confirm_import(by=cast.editor_wcs, of_import=row)

    with pytest.raises(Refused):
        choose_of_import(by=cast.editor_wcs, of_import=row, takes=False, heap=ImportHeap.IWT)


def test_others_do_not_choose(bring, as_person, cast):
    _client, row = bring(*WILD)

    for who in (cast.focal_vnm, cast.viewer_wcs):
        client = as_person(who)
        assert client.post(f"{LIST}{row.pk}/choose/", {"whole": "iwt", "do": "aside"}).status_code in (403, 404)
    assert counts_of(row)["aside"] == 0


def test_a_programme_that_a_person_has_judged_is_where_the_person_put_it(bring):
    client, row = bring(*ROADS[:2])
    carry_out(row)
    Programme.objects.filter(iati_identifier="US-GOV-1-R0").update(iwt_relevance="confirmed")

    newer = [one.replace("Rural road", "Country road") for one in ROADS[:2]]
    client, again = bring(*newer)

    assert [(one.heap, one.number) for one in heaps_of(again)] == [("iwt", 1), ("other", 1)]
    assert "A person has judged it here." in text(client.get(f"{LIST}{again.pk}/?heap=iwt"))


def test_a_preview_of_twelve_hundred_costs_as_much_as_one_of_twenty(as_person, cast, django_assert_max_num_queries):
    client = as_person(cast.editor_wcs)
    costs = []
    for number in (20, 1_200):
        row = IatiImportFactory(organisation=cast.editor_wcs.organisation, asked_by=cast.editor_wcs, state="preview")
        made = [
            IatiImportRowFactory.build(of_import=row, position=at, heap="iwt" if at % 9 == 0 else "other", signs=[])
            for at in range(1, number + 1)
        ]
        IatiImportRow.objects.bulk_create(made)
        with django_assert_max_num_queries(16) as asked:
            answer = client.get(f"{LIST}{row.pk}/?page=2" if number > 20 else f"{LIST}{row.pk}/")
        costs.append(len(asked))
        assert len(answer.content) < 100_000
        assert f"of {number // 20}" in text(answer) or number == 20

    assert costs[0] == costs[1]


# --- where what nobody has judged is not --------------------------------------------------------------

SEEN = (
    '<participating-org role="1"><narrative>Fund named in a file</narrative></participating-org>'
    '<participating-org role="4"><narrative>Body named in a file</narrative></participating-org>'
    '<recipient-country code="VN" percentage="100"/>'
)
FILTERED = ("/partners/programmes/", "/partners/money/")


def named(text):
    """How often the organisations of the file are offered or listed on a page."""
    return text.count("named in a file")


@pytest.fixture
def brought(bring, cast):
    """Two programmes of a file in Viet Nam, written; gives the client of their owner."""
    wild = [activity(f"US-GOV-1-V{at}", SEEN, title=f"Stop wildlife trafficking {at}") for at in range(2)]
    client, row = bring(*wild)
    carry_out(row)
    Programme.objects.filter(iati_identifier__startswith="US-GOV-1-V").update(owner=cast.editor_wcs.organisation)
    return client


def test_what_nobody_has_judged_is_a_number_on_the_page_of_a_member_state(brought, client, as_person, cast):
    public = words(client.get("/countries/VNM/"))
    focal = words(as_person(cast.focal_vnm).get("/countries/VNM/"))
    owner = words(brought.get("/countries/VNM/"))

    for page in (focal, owner):
        assert "Stop wildlife trafficking" not in page
        assert "2 more programmes are not shown here : nobody has judged yet" in page
    assert "Judge 2 programmes" in owner
    assert "Judge" not in focal
    # Its owner shares it with partners and member states alone: for the public it is not there, not even as a number.
    assert "Stop wildlife trafficking" not in public
    assert "nobody has judged" not in public


def test_the_number_to_judge_opens_as_many_programmes(brought):
    elsewhere = Programme.objects.get(iati_identifier="US-GOV-1-V0")
    elsewhere.in_countries.update(withdrawn_at="2026-01-01T00:00Z")

    assert "Judge 1 programme" in words(brought.get("/countries/VNM/"))
    listed = text(brought.get("/partners/import/questions/?country=VNM"))

    assert "Only programmes for Viet Nam" in listed
    assert listed.count('name="programme"') == 1
    assert "Stop wildlife trafficking 1" in listed
    assert brought.get("/partners/import/questions/?country=XXX").status_code == 200


def test_once_judged_it_stands_on_the_page(brought):
    Programme.objects.filter(iati_identifier="US-GOV-1-V0").update(iwt_relevance="confirmed")
    Programme.objects.filter(iati_identifier="US-GOV-1-V1").update(iwt_relevance="not_iwt")

    page = text(brought.get("/countries/VNM/"))

    assert "Stop wildlife trafficking 0" in page
    assert "Stop wildlife trafficking 1" not in page
    assert "not shown" not in page


def test_organisations_of_a_file_are_no_options_until_they_keep_a_programme_that_counts(brought):
    for address in FILTERED:
        assert named(text(brought.get(address + "?country=LAO"))) == 0
    assert named(text(brought.get("/partners/"))) == 0

    Programme.objects.filter(iati_identifier="US-GOV-1-V0").update(iwt_relevance="confirmed")

    for address in FILTERED:
        assert named(text(brought.get(address + "?country=LAO"))) >= 2
    assert named(text(brought.get("/partners/"))) == 2


def test_an_organisation_that_is_asked_for_by_its_address_is_an_option_all_the_same(brought):
    answer = brought.get("/partners/programmes/?organisation=body-named-in-a-file")

    page = text(answer)
    assert 'value="body-named-in-a-file" selected' in page
    assert "Stop wildlife trafficking 0" in page
