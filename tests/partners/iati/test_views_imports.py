"""Files in the browser: who may bring and see them, what they show on the way, and what confirming writes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.iati.actions.imports import carry_out_import, read_import
from partners.iati.messages import confirm_label
from partners.iati.models import IatiImport, IatiImportRow
from partners.programmes.models.programmes import Programme
from tests.factories.core import OrganisationFactory
from tests.partners.iati.iati_samples import activity, file_of, money

pytestmark = pytest.mark.django_db
LIST = "/partners/import/"
PEOPLE_OUT = ("focal_vnm", "clearing_vnm", "viewer_vnm", "viewer_wcs")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, cast):
    settings.IATI_DIR = str(tmp_path)
    organisation = cast.editor_wcs.organisation
    organisation.iati_identifier = "US-GOV-1"
    organisation.save()


def sent(content=None, name="file.xml", **more):
    content = (
        file_of(activity("US-GOV-1-1", money(value="12.50")), activity("US-GOV-1-2")) if content is None else content
    )
    return {"file": SimpleUploadedFile(name, content), **more}


@pytest.fixture
def bring(cast, as_person):
    """Bring a file as WCS's editor and read it; gives client and import."""

    def bringing(content=None):
        client = as_person(cast.editor_wcs)
        answer = client.post(LIST, sent(content))
        assert answer.status_code == 302, answer.content.decode()
        row = IatiImport.objects.latest("pk")
        assert answer.url == f"{LIST}{row.pk}/"
        read_import(row.pk)
        return client, row

    return bringing


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("writes", "asks", "said"),
    [
        (1, 0, "Confirm: write this programme"),
        (1_200, 0, "Confirm: write these 1,200 programmes"),
        (0, 1, "Confirm: put this to those who keep the programme, write nothing"),
        (0, 3, "Confirm: put these 3 to those who keep the programmes, write nothing"),
        (1, 3, "Confirm: write 1 programme, and put 3 to those who keep them"),
        (5, 1, "Confirm: write 5 programmes, and put 1 to those who keep them"),
        (0, 0, "Confirm: write nothing, and remember what is set aside"),
    ],
)
def test_the_button_says_what_confirming_does(writes, asks, said):
    assert confirm_label(writes, asks) == said


def test_from_file_to_programmes(bring):
    client, row = bring()
    page = f"{LIST}{row.pk}/"
    assert "Nothing is written until you confirm" in text(client.get(page))
    assert not Programme.objects.filter(iati_identifier__startswith="US-GOV-1-").exists()

    version = IatiImport.objects.get(pk=row.pk).version
    client.post(f"{page}confirm/", {"version": version})
    assert "Look again" in text(client.get(page))
    carry_out_import(row.pk)

    done = text(client.get(page))
    assert "Done: what you confirmed is written" in done
    assert set(Programme.objects.values_list("iati_identifier", flat=True)) == {"US-GOV-1-1", "US-GOV-1-2"}
    assert "/partners/import/questions/" in done
    report = json.loads(client.get(f"{page}report.json").content)
    assert (report["state"], report["skipped"]) == ("done", [])
    shown = text(
        client.get(f"/partners/programmes/{Programme.objects.get(iati_identifier='US-GOV-1-1').slug}/published/")
    )
    assert "12.5" in shown
    assert "Outgoing commitment" in shown


def test_the_same_file_again_writes_nothing(bring):
    client, row = bring()
    client.post(f"{LIST}{row.pk}/confirm/")
    carry_out_import(row.pk)

    _, again = bring()

    shown = text(client.get(f"{LIST}{again.pk}/"))
    assert "There is nothing to write" in shown
    assert IatiImportRow.objects.filter(of_import=again, outcome="unchanged").count() == 2


def test_what_changes_is_shown_field_by_field(bring):
    client, row = bring()
    client.post(f"{LIST}{row.pk}/confirm/")
    carry_out_import(row.pk)

    _, again = bring(file_of(activity("US-GOV-1-1", money(value="99"), title="Another title"), activity("XX-9")))

    changed = text(client.get(f"{LIST}{again.pk}/?outcome=changed"))
    assert "<ins>Another title</ins>" in changed
    assert "USD 12.5" in changed
    assert "USD 99" in changed
    skipped = text(client.get(f"{LIST}{again.pk}/?outcome=skipped"))
    assert "line" in skipped
    one = IatiImportRow.objects.get(of_import=again, outcome="changed")
    assert "<ins>Another title</ins>" in text(client.get(f"{LIST}{again.pk}/?row={one.position}"))


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.xml"), (b"PK\x03\x04rest", "a.xml"), (b"%PDF-1.7", "a.pdf"), (b'{"a": 1}', "a.json")]
)
def test_a_file_that_is_none_is_refused_in_words(cast, as_person, content, name):
    answer = as_person(cast.editor_wcs).post(LIST, sent(content, name))

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not IatiImport.objects.exists()


def test_without_a_file(cast, as_person):
    assert "Choose a file first" in text(as_person(cast.editor_wcs).post(LIST, {}))


def test_a_broken_file_is_refused_by_its_reader(bring):
    client, row = bring(file_of(activity())[:-20])

    assert "The file was refused" in text(client.get(f"{LIST}{row.pk}/"))


def test_who_may_not_bring_and_not_see(bring, cast, as_person):
    _, row = bring()
    pages = [LIST, f"{LIST}{row.pk}/", f"{LIST}{row.pk}/report.json", f"{LIST}questions/"]

    for who in PEOPLE_OUT:
        assert [as_person(getattr(cast, who)).get(page).status_code for page in pages] == [403] * 4
    assert [as_person(cast.public).get(page).status_code for page in pages] == [302] * 4
    stranger = as_person(cast.editor_traffic)
    assert [stranger.get(page).status_code for page in pages] == [200, 404, 404, 200]
    assert stranger.post(f"{LIST}{row.pk}/confirm/").status_code == 404
    assert [as_person(cast.secretariat).get(page).status_code for page in pages] == [200] * 4


def test_pressing_twice_and_late(bring):
    client, row = bring()
    page = f"{LIST}{row.pk}/"

    client.post(f"{page}discard/", {"version": 999})
    assert IatiImport.objects.get(pk=row.pk).state == "preview"
    client.post(f"{page}discard/")
    said = client.post(f"{page}confirm/", follow=True)

    assert "no longer possible" in text(said)
    assert IatiImport.objects.get(pk=row.pk).state == "discarded"


def test_one_press_twice_is_one_import(cast, as_person):
    client = as_person(cast.editor_wcs)
    token = "0b5e7a3e-0000-4000-8000-000000000001"

    first, second = (client.post(LIST, sent(submit_token=token)) for _ in range(2))

    assert first.url == second.url
    assert IatiImport.objects.count() == 1


def test_a_fragment_is_a_piece_of_the_page(bring):
    client, row = bring()
    page = f"{LIST}{row.pk}/"

    fragment = client.get(page, headers={"HX-Request": "true", "HX-Target": "import-body"}).content.decode()

    assert fragment.strip().startswith('<div id="import-body">')


@pytest.mark.parametrize("query", ["?outcome=x", "?row=x", "?row=99999999999", "?page=x", "?row=²"])
def test_odd_addresses(bring, query):
    client, row = bring()

    assert client.get(f"{LIST}{row.pk}/{query}").status_code == 200


def test_queries_do_not_grow_with_the_file(bring, django_assert_max_num_queries):
    client, row = bring(file_of(*(activity(f"US-GOV-1-{n}", title="T" * 390) for n in range(60))))

    with django_assert_max_num_queries(16):
        answer = client.get(f"{LIST}{row.pk}/")

    assert len(answer.content) < 100_000
    assert OrganisationFactory._meta.model.objects.count() < 10
