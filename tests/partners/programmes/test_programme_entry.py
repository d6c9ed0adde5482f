"""Entering and editing a programme in the browser: who may, what is asked, what two people at once lead to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import Organisation
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory
from tests.factories.partners import (
    ExchangeRateFactory,
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ResponseFactory,
)
from tests.page_forms import form_in
from tests.partners.world import make_need

pytestmark = pytest.mark.django_db

NEW = "/partners/programmes/new/"
D = Decimal


def text_of(answer):
    return answer.content.decode()


def address(programme, what=""):
    return f"/partners/programmes/{programme.slug}/{what}"


@pytest.fixture(autouse=True)
def _world():
    for iso3 in ("VNM", "THA"):
        CountryFactory(iso3=iso3)
    for code in ("LIV", "CYB"):
        PriorityFactory(code=code)


@pytest.fixture
def editor(cast, as_person):
    return as_person(cast.editor_wcs)


@pytest.fixture
def mine(cast):
    row = ProgrammeFactory(slug="mine", title="Mine", owner=cast.editor_wcs.organisation, for_partners=True)
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"), share=D(60))
    ProgrammeOrganisationFactory(programme=row, organisation=row.owner, role="1")
    return row


def filled(client, page=NEW, /, **typed):
    return form_in(client.get(page), "iwt_share_basis", **{"title": "Title", "country_VNM": "on", **typed})


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("public", 302),
        ("viewer_wcs", 403),
        ("focal_vnm", 403),
        ("clearing_vnm", 403),
        ("secretariat", 200),
        ("editor_wcs", 200),
    ],
)
def test_editors_and_the_secretariat_get_the_form(cast, as_person, who, status):
    assert as_person(getattr(cast, who)).get(NEW).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("editor_wcs", 200), ("editor_traffic", 404), ("secretariat", 200), ("viewer_wcs", 403)]
)
def test_a_programme_is_edited_by_its_own_side(cast, as_person, mine, who, status):
    client = as_person(getattr(cast, who))

    for what in ("edit/", "end/", "suspend/", "restart/", "withdraw/"):
        assert client.get(address(mine, what)).status_code == status


def test_a_programme_is_entered_with_all_that_it_has(cast, editor):
    typed = filled(
        editor,
        title="Livelihoods",
        country_VNM_share="60",
        country_THA="on",
        priority_LIV="on",
        priority_LIV_share="100",
        starts_on="2020-03-16",
        total="1,000,000",
        currency="EUR",
        iwt_share="40",
        iwt_share_basis="stated",
        **{"organisations-0-role": "1", "organisations-1-name": "Forest Trust", "organisations-1-role": "4"},
        **{"organisations-1-new_type": "22"},
    )

    answer = editor.post(NEW, typed)

    row = Programme.objects.get()
    assert answer["Location"] == address(row)
    assert (row.owner, row.total, row.amount_on) == (cast.editor_wcs.organisation, D(1_000_000), date(2020, 3, 16))
    shares = {link.country.iso3: link.share for link in ProgrammeCountry.objects.filter(programme=row)}
    assert shares == {"VNM": D(60), "THA": None}
    roles = {(link.organisation.name, link.role) for link in ProgrammeOrganisation.objects.filter(programme=row)}
    assert roles == {(row.owner.name, "1"), ("Forest Trust", "4")}
    page = text_of(editor.get(address(row)))
    assert "Rate used: one US dollar = 0.8963 EUR on 16 March 2020" in page
    assert "Edit" in page


def test_pressing_twice_enters_one(editor):
    typed = filled(editor, **{"organisations-0-role": "1"})

    assert editor.post(NEW, typed)["Location"] == editor.post(NEW, typed)["Location"]
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Title: This field is required"),
        ({"country_VNM": None}, "Tick the member states where it works"),
        ({"country_VNM_share": "0"}, "A share is above nought"),
        ({"country_VNM_share": "60", "country_THA": "on", "country_THA_share": "41"}, "more than 100%"),
        ({"country_VNM_share": "100", "country_THA": "on"}, "nothing is left for this one"),
        ({"country_THA_share": "10"}, "Tick it too"),
        ({"starts_on": "2026-01-02", "ends_on": "2026-01-01"}, "ends before it begins"),
        ({"total": "5", "starts_on": "2020-01-01"}, "Name the currency"),
        ({"total": "5", "currency": "EUR"}, "of which day the amount is"),
        ({"total": "-5", "currency": "EUR", "starts_on": "2020-01-01"}, "greater than or equal to 0"),
        ({"total": "5", "currency": "EUR", "starts_on": "2020-01-01", "stated_rate": "2"}, "is known for that day"),
        ({"iwt_share": "40"}, "stated or estimated"),
        ({"iwt_share_basis": "stated"}, "Give the share"),
        ({"iwt_share": "100.01", "iwt_share_basis": "stated"}, "less than or equal to 100"),
        ({"iwt_relevance": "not_iwt"}, "Say why it does not"),
        ({"parent": "No such thing"}, "Nothing is called so here"),
        ({"organisations-0-role": ""}, "Choose what it does"),
        ({"organisations-1-role": "1"}, "Name the organisation"),
        ({"organisations-1-name": "Nobody knows", "organisations-1-role": "1"}, "It is not here yet"),
    ],
)
def test_what_does_not_fit_is_named_at_its_place_and_nothing_is_written(editor, typed, words):
    answer = editor.post(NEW, filled(editor, **{"organisations-0-role": "1", **typed}))

    assert answer.status_code == 422
    assert words in text_of(answer).replace("&#x27;", "'")
    assert not Programme.objects.exists()


def test_similar_names_are_offered(editor):
    OrganisationFactory(code="forest-trust", name="The Forest Trust")
    rows = {"organisations-0-role": "1", "organisations-1-name": "The Forst Trust", "organisations-1-role": "4"}

    answer = editor.post(NEW, filled(editor, **rows))

    assert "Did you mean The Forest Trust?" in text_of(answer)
    assert Organisation.objects.filter(name__contains="Trust").count() == 1


def test_an_identifier_that_stands_already_leads_to_its_programme(editor):
    other = ProgrammeFactory(slug="other", title="Other", iati_identifier="XM-1")

    answer = editor.post(NEW, filled(editor, iati_identifier="XM-1", **{"organisations-0-role": "1"}))

    assert answer.status_code == 422
    assert f'<a href="{address(other)}">Other</a>' in text_of(answer)


def test_more_rows_are_added_without_losing_what_was_typed(editor):
    typed = filled(editor, title="Half a title", country_THA="on")

    answer = editor.post(NEW, {**typed, "do": "more"})

    again = form_in(answer, "iwt_share_basis")
    assert (again["title"], again["country_THA"]) == (["Half a title"], ["on"])
    assert int(again["organisations-TOTAL_FORMS"][0]) > int(typed["organisations-TOTAL_FORMS"][0])
    assert not Programme.objects.exists()


def test_an_untouched_form_changes_nothing_but_the_confirmation(cast, editor, mine):
    suggested = ProgrammePriority.objects.create(
        programme=mine, priority=PriorityFactory(code="CYB"), is_suggested=True, suggestion_reason="Its title."
    )
    page = editor.get(address(mine, "edit/"))
    assert "Suggested, not confirmed: tick it to confirm. Its title." in text_of(page)

    editor.post(address(mine, "edit/"), form_in(page, "iwt_share_basis"))

    mine.refresh_from_db()
    suggested.refresh_from_db()
    assert (mine.title, mine.version, mine.last_confirmed_on) == ("Mine", 2, timezone.localdate())
    assert ProgrammeCountry.objects.get(programme=mine).share == D(60)
    assert suggested.is_suggested
    assert ProgrammeOrganisation.everything.filter(programme=mine).count() == 1


def test_a_suggestion_is_confirmed_by_its_tick(editor, mine):
    link = ProgrammePriority.objects.create(programme=mine, priority=PriorityFactory(code="CYB"), is_suggested=True)

    page = editor.get(address(mine, "edit/"))
    editor.post(address(mine, "edit/"), form_in(page, "iwt_share_basis", priority_CYB="on"))

    link.refresh_from_db()
    assert not link.is_suggested


def test_what_everybody_can_read_asks_for_a_reason(editor, mine):
    Programme.objects.update(disclosure="public")
    typed = form_in(editor.get(address(mine, "edit/")), "iwt_share_basis", title="New title")

    answer = editor.post(address(mine, "edit/"), typed)
    assert (answer.status_code, "say why it changes" in text_of(answer)) == (422, True)
    assert editor.post(address(mine, "edit/"), {**typed, "reason": "Renamed"}).status_code == 302

    mine.refresh_from_db()
    assert (mine.title, mine.change_reason) == ("New title", "Renamed")
    assert "Renamed" in text_of(editor.get(f"/history/programme/{mine.pk}/"))


def test_two_at_once_choose_on_the_conflict_page(cast, as_person, mine):
    editor, secretariat = as_person(cast.editor_wcs), as_person(cast.secretariat)
    first = form_in(editor.get(address(mine, "edit/")), "iwt_share_basis", title="From the editor", summary="Kept")
    second = form_in(secretariat.get(address(mine, "edit/")), "iwt_share_basis", title="From the secretariat")
    second |= {"country_VNM_share": ["70"], "organisations-1-name": ["TRAFFIC"], "organisations-1-role": ["4"]}
    OrganisationFactory(code="traffic", name="TRAFFIC")
    assert secretariat.post(address(mine, "edit/"), second).status_code == 302

    answer = editor.post(address(mine, "edit/"), first)

    assert answer.status_code == 422
    page = text_of(answer)
    assert "From the editor" in page
    assert "From the secretariat" in page
    mine.refresh_from_db()
    assert mine.title == "From the secretariat"

    chosen = form_in(answer, "merge_version", merge_choice_title="mine")
    assert editor.post(address(mine, "edit/"), chosen).status_code == 302
    mine.refresh_from_db()
    assert (mine.title, mine.summary, mine.version) == ("From the editor", "Kept", 3)
    assert ProgrammeCountry.objects.get(programme=mine).share == D(70)
    assert ProgrammeOrganisation.objects.filter(programme=mine, organisation__code="traffic").exists()


def test_a_field_is_checked_while_one_types(editor, mine):
    ExchangeRateFactory(currency="VND", year=2021, per_usd=D("23159.78"))
    for check in (f"{NEW}check/", address(mine, "edit/check/")):
        bad = editor.post(f"{check}?field=country_VNM_share", {"country_VNM": "on", "country_VNM_share": "101"})
        assert "less than or equal to 100" in text_of(bad)
        typed = {"total": "23159.78", "currency": "VND", "amount_on": "2021-05-05"}
        assert "USD\xa01." in text_of(editor.post(f"{check}?field=total", typed))
        none = editor.post(f"{check}?field=total", {**typed, "amount_on": "2025-05-05"})
        assert "No published rate of VND" in text_of(none)
        assert editor.post(f"{check}?field=nonsense", {}).status_code == 404


def test_early_end_asks_for_day_and_reason_and_shows_what_was_offered(cast, editor, mine):
    ResponseFactory(programme=mine, organisation=mine.owner, need=make_need(), accepted=True)
    page = editor.get(address(mine, "end/"))
    assert "Answers to needs under it" in text_of(page)
    typed = form_in(page, "on")
    assert editor.post(address(mine, "end/"), typed).status_code == 422

    today = timezone.localdate()
    answer = editor.post(address(mine, "end/"), {**typed, "on": str(today), "reason": "The grant was withdrawn."})

    assert answer["Location"] == address(mine)
    assert "The grant was withdrawn." in text_of(editor.get(address(mine)))


def test_suspended_restarted_withdrawn_and_brought_back(cast, editor, mine):
    for what, reason in (("suspend", "Elections"), ("restart", "They are over")):
        page = editor.get(address(mine, f"{what}/"))
        answer = editor.post(address(mine, f"{what}/"), form_in(page, "reason", reason=reason))
        assert answer["Location"] == address(mine), what
    page = editor.get(address(mine, "withdraw/"))
    assert editor.post(address(mine, "withdraw/"), form_in(page, "reason", reason="Twice")).status_code == 302
    assert editor.get(address(mine)).status_code == 404
    assert "Twice" in text_of(editor.get("/partners/programmes/withdrawn/"))
    assert editor.get(f"/history/programme/{mine.pk}/").status_code == 200

    assert editor.post(address(mine, "bring-back/")).status_code == 302
    assert editor.get(address(mine)).status_code == 200


def test_a_move_on_what_others_changed_is_looked_at_once_more(editor, mine):
    typed = form_in(editor.get(address(mine, "suspend/")), "reason", reason="Elections")
    Programme.objects.update(version=9)

    answer = editor.post(address(mine, "suspend/"), typed)

    assert answer.status_code == 422
    assert "Somebody else has changed the programme" in text_of(answer)
    assert editor.post(address(mine, "suspend/"), form_in(answer, "reason")).status_code == 302


def test_an_old_entry_says_so_wherever_it_stands(editor, mine):
    old = timezone.localdate() - timedelta(days=500)
    Programme.objects.update(last_confirmed_on=old)

    assert "Not confirmed for over a year" in text_of(editor.get(address(mine)))
    for page in ("/partners/programmes/", "/partners/programmes/?show=unconfirmed", "/countries/VNM/"):
        assert "not confirmed for over a year" in text_of(editor.get(page)), page

    assert editor.post(address(mine, "confirm/")).status_code == 302
    assert "Mine" not in text_of(editor.get("/partners/programmes/?show=unconfirmed"))


def test_the_parts_of_the_list(cast, as_person, mine):
    ProgrammeFactory(slug="ended", title="Ended one", status="4")
    ProgrammeFactory(slug="else", title="Something else", owner=mine.owner, iwt_relevance="not_iwt")

    def titles(who, show):
        page = text_of(as_person(getattr(cast, who)).get(f"/partners/programmes/?show={show}"))
        return {
            title
            for title in ("Mine", "Ended one", "Something else")
            if f"/{title.split()[0].lower()}" in page or title in page
        }

    assert titles("editor_wcs", "") == {"Mine", "Ended one"}
    assert titles("editor_wcs", "own") == {"Mine", "Ended one", "Something else"}
    assert titles("editor_wcs", "active") == {"Mine"}
    assert titles("editor_wcs", "ended") == {"Ended one"}
    assert titles("secretariat", "not_iwt") == {"Something else"}
    assert titles("viewer_wcs", "not_iwt") == {"Mine", "Ended one"}
    assert "Something else" not in text_of(as_person(cast.editor_traffic).get("/partners/organisations/wcs/"))
    assert as_person(cast.editor_traffic).get("/partners/programmes/else/").status_code == 404


def test_a_withdrawn_member_state_no_longer_shows_the_programme(editor, mine):
    page = editor.get(address(mine, "edit/"))
    typed = form_in(page, "iwt_share_basis", country_VNM=None, country_VNM_share="", country_THA="on")
    editor.post(address(mine, "edit/"), typed)

    assert "Mine" not in text_of(editor.get("/countries/VNM/"))
    assert "Mine" in text_of(editor.get("/countries/THA/"))
