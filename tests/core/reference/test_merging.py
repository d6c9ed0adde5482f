"""Two entries of one organisation become one: nothing that hangs on the duplicate is lost; files find what stays."""

import pytest
from django.urls import reverse

from core.clearance.actions import Refused
from core.history.audit import AuditEntry, AuditKind
from core.models import Organisation
from core.reference.merging import merge_organisations, what_hangs_on
from partners.iati.actions.organisations import Organisations
from partners.programmes.actions.programme_links import Participation, write_organisations
from partners.programmes.models.programmes import ProgrammeOrganisation
from partners.programmes.queries.programme_entry import entry_choices
from partners.support.models.answers import Response
from tests.factories.coordination import RoundInvitationFactory
from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory
from tests.factories.partners import ProgrammeFactory, ProgrammeOrganisationFactory, ResponseFactory
from tests.page_forms import form_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    duplicate = OrganisationFactory(code="wcs-2", name="Wildlife Cons. Society", iati_identifier="US-EIN-131740011")
    return duplicate, OrganisationFactory(code="wcs", name="Wildlife Conservation Society", iati_identifier="")


def test_every_table_that_points_to_it_is_known(pair):
    """Found by asking the model: people, programmes and their roles, answers, questions, rounds, champions, imports."""
    duplicate, kept = pair
    programme = ProgrammeFactory(owner=duplicate)
    ProgrammeOrganisationFactory(programme=programme, organisation=duplicate, role="4")
    ResponseFactory(organisation=duplicate)
    UserFactory(editor=True, organisation=duplicate, email="second@example.org")
    RoundInvitationFactory(organisation=duplicate)
    assert {one.what for one in what_hangs_on(duplicate)} >= {"people", "programmes", "invitations to rounds"}

    merge_organisations(by=UserFactory(secretariat=True), duplicate=duplicate, kept=kept, reason="Same EIN")

    assert what_hangs_on(duplicate) == []
    programme.refresh_from_db()
    assert (programme.owner, programme.version) == (kept, 2)
    assert Response.objects.get().organisation == kept
    duplicate.refresh_from_db()
    kept.refresh_from_db()
    assert (duplicate.is_active, duplicate.merged_into, duplicate.iati_identifier) == (False, kept, "")
    assert kept.iati_identifier == "US-EIN-131740011"


def test_what_the_other_has_already_is_withdrawn_and_not_counted_twice(cast, pair):
    duplicate, kept = pair
    programme = ProgrammeFactory()
    for organisation in pair:
        ProgrammeOrganisationFactory(programme=programme, organisation=organisation, role="1")

    done = merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")

    assert (done.moved, done.had) == (0, 1)
    assert [row.organisation for row in ProgrammeOrganisation.objects.filter(programme=programme)] == [kept]
    gone = ProgrammeOrganisation.everything.get(programme=programme, withdrawn_at__isnull=False)
    assert (gone.withdrawn_by, gone.withdrawn_reason) == (cast.secretariat, "Same EIN")


def test_it_leaves_a_trace(cast, pair):
    duplicate, kept = pair
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")

    entry = AuditEntry.objects.get(kind=AuditKind.MERGED)
    assert (entry.by, entry.about, entry.detail["into"]) == (cast.secretariat, "wcs-2", "wcs")
    assert duplicate.events.count() == 2


def test_a_file_that_names_the_duplicate_finds_the_one_that_stays(cast, pair):
    duplicate, kept = pair
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")

    known = Organisations()
    assert known.find("", "Wildlife Cons. Society") == kept
    assert known.find("US-EIN-131740011", "") == kept


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm", "editor_wcs"])
def test_the_secretariat_alone_merges(cast, as_person, pair, who):
    with pytest.raises(Refused):
        merge_organisations(by=getattr(cast, who), duplicate=pair[0], kept=pair[1], reason="Same")
    address = reverse("admin:core_organisation_merge", args=[pair[0].pk])
    assert as_person(getattr(cast, who)).get(address).status_code == 403


def test_what_makes_no_sense_is_refused(cast, pair):
    duplicate, kept = pair
    agency = OrganisationFactory(code="mard", country=CountryFactory(iso3="VNM"))
    for wrong, words in ((duplicate, "the same"), (agency, "member state")):
        with pytest.raises(Refused, match=words):
            merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=wrong, reason="Same")
    with pytest.raises(Refused, match="how you know"):
        merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason=" ")
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same")
    with pytest.raises(Refused, match="already"):
        merge_organisations(by=cast.secretariat, duplicate=kept, kept=duplicate, reason="Same")


def test_the_page_shows_what_moves_and_does_it(cast, as_person, pair):
    duplicate, kept = pair
    ProgrammeFactory(owner=duplicate)
    client, address = as_person(cast.secretariat), reverse("admin:core_organisation_merge", args=[duplicate.pk])
    page = client.get(address)
    assert "Programmes: 1" in page.content.decode()

    answer = client.post(address, form_in(page, "kept", kept=str(kept.pk), reason="Same EIN"), follow=True)

    assert "1 rows moved" in answer.content.decode()
    assert Organisation.objects.get(pk=duplicate.pk).merged_into == kept


@pytest.mark.parametrize("who", ["public", "viewer_vnm", "editor_wcs", "secretariat"])
def test_its_own_address_leads_to_the_one_that_stays(cast, as_person, pair, who):
    duplicate, kept = pair
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")

    answer = as_person(getattr(cast, who)).get(f"/partners/organisations/{duplicate.code}/")

    assert (answer.status_code, answer["Location"]) == (301, f"/partners/organisations/{kept.code}/")


def test_nobody_is_offered_a_duplicate_any_more(cast, as_person, pair):
    duplicate, kept = pair
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")
    client = as_person(cast.secretariat)

    query = {"app_label": "core", "model_name": "authority", "field_name": "organisation"}
    for one, keys in ((duplicate, []), (kept, [str(kept.pk)])):
        found = client.get("/admin/autocomplete/", {**query, "term": one.name}).json()["results"]
        assert [row["id"] for row in found] == keys
    assert entry_choices(cast.editor_wcs).organisations.find(duplicate.name) == []
    assert entry_choices(cast.editor_wcs).organisations.find(kept.name) == [kept.pk]


def test_who_types_its_name_means_the_one_that_stays(cast, pair):
    duplicate, kept = pair
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")
    programme = ProgrammeFactory()

    write_organisations(cast.secretariat, programme, [Participation("1", Organisation(name=duplicate.name))])

    assert [row.organisation for row in ProgrammeOrganisation.objects.filter(programme=programme)] == [kept]


@pytest.mark.parametrize("where", ["programmes/?", "money/?lines=left-out&", "money/money.csv?"])
def test_a_filter_by_its_code_asks_for_the_one_that_stays(cast, client, pair, where):
    duplicate, kept = pair
    other = OrganisationFactory(code="other")
    programme = ProgrammeFactory(owner=kept, title="Of the one kept", disclosure="public")
    ProgrammeOrganisationFactory(programme=programme, organisation=kept, role="1")
    of_another = ProgrammeFactory(owner=other, title="Of another", disclosure="public")
    ProgrammeOrganisationFactory(programme=of_another, organisation=other, role="1")
    merge_organisations(by=cast.secretariat, duplicate=duplicate, kept=kept, reason="Same EIN")

    for name in ("organisation", *(["funder"] if "money" in where else [])):
        old, new = (client.get(f"/partners/{where}{name}={code}") for code in (duplicate.code, kept.code))

        assert (old.status_code, new.status_code) == (200, 200)
        page, same = (answer.content.decode() for answer in (old, new))
        assert "is no value of the filter" not in page
        assert (programme.title in page, of_another.title in page) == (True, False)
        assert page.count(programme.title) == same.count(programme.title)
