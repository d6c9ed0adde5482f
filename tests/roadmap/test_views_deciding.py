"""Clearing values and set-ups in the browser."""

import pytest

from core.clearance.models import Disclosure, State
from roadmap.choices import Accumulation
from roadmap.models import CountryIndicator, TrajectoryProposal
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    IndicatorFactory,
    ObservationFactory,
    TrajectoryProposalFactory,
)
from tests.page_forms import chosen, form_in
from tests.roadmap.world import at, of, said

# --- clearing ------------------------------------------------------------------------------------


def test_the_review_shows_the_value_and_both_choices(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state=State.SUBMITTED, value=0, note="Không có")

    shown = as_person(cast.clearing_vnm).get(at("observation-review", row.pk)).content.decode()

    for words in ("nought, as measured", "Không có", at("observation-clear", row.pk), at("observation-return", row.pk)):
        assert words in shown


def test_a_narrower_indicator_is_pointed_out_before_clearing(cast, as_person, one):
    narrow = CountryIndicatorFactory(disclosure=Disclosure.NATIONAL)
    row = ObservationFactory(country_indicator=narrow, state=State.SUBMITTED, disclosure=Disclosure.PARTNERS)

    shown = as_person(cast.clearing_vnm).get(at("observation-review", row.pk)).content.decode()

    assert "The indicator itself is shown to fewer" in shown


def test_the_review_points_out_what_a_value_does_to_its_series(cast, as_person):
    running = CountryIndicatorFactory(indicator=IndicatorFactory(accumulation=Accumulation.CUMULATIVE))
    ObservationFactory(country_indicator=running, value=40, year=LAST_YEAR - 1)
    row = ObservationFactory(country_indicator=running, value=39, state=State.SUBMITTED)

    shown = as_person(cast.clearing_vnm).get(at("observation-review", row.pk)).content.decode()

    assert "A running total is lower than the one before it." in shown


def test_an_own_entry_is_not_cleared_and_the_page_says_so(cast, as_person, one):
    row = ObservationFactory(
        country_indicator=one, state=State.SUBMITTED, created_by=cast.clearing_vnm, submitted_by=cast.clearing_vnm
    )
    client = as_person(cast.clearing_vnm)

    shown = client.get(at("observation-review", row.pk)).content.decode()
    response = client.post(at("observation-clear", row.pk), {"disclosure": "public"})

    assert "Nobody clears an own entry" in shown
    assert response.status_code == 422
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("observation-clear", {}),
        ("observation-clear", {"disclosure": "everybody"}),
        ("observation-clear", {"disclosure": "public", "version": "7"}),
        ("observation-return", {"note": "   "}),
        ("observation-return", {"note": "Mend it.", "version": "7"}),
    ],
)
def test_a_decision_that_is_not_whole_comes_back(cast, as_person, one, name, typed):
    row = ObservationFactory(country_indicator=one, state=State.SUBMITTED)

    assert as_person(cast.clearing_vnm).post(at(name, row.pk), typed).status_code == 422
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_a_return_carries_its_note_to_the_author(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state=State.SUBMITTED)

    as_person(cast.clearing_vnm).post(at("observation-return", row.pk), {"note": "Which register?", "version": "1"})

    shown = as_person(cast.focal_vnm).get(at("observation", row.pk)).content.decode()
    assert "Which register?" in shown
    assert at("observation-edit", row.pk) in shown


def test_what_has_moved_on_leads_to_its_page(cast, as_person, one):
    row = ObservationFactory(country_indicator=one)

    assert as_person(cast.clearing_vnm).get(at("observation-review", row.pk)).url == at("observation", row.pk)
    assert as_person(cast.focal_vnm).get(at("observation-edit", row.pk)).url == at("observation", row.pk)
    response = as_person(cast.focal_vnm).post(at("observation-submit", row.pk), {})
    assert "has moved on" in said(response)


def test_narrowing_is_anybodys_of_the_team_and_widening_the_clearing_officers(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, disclosure=Disclosure.PARTNERS)
    address = at("observation-disclosure", row.pk)

    refused = as_person(cast.focal_vnm).post(address, {"disclosure": "public"})
    assert "Only a clearing officer" in said(refused)
    as_person(cast.focal_vnm).post(address, {"disclosure": "asean"})
    row.refresh_from_db()
    assert row.disclosure == Disclosure.ASEAN
    as_person(cast.clearing_vnm).post(address, {"disclosure": "public"})
    row.refresh_from_db()
    assert row.disclosure == Disclosure.PUBLIC
    assert as_person(cast.viewer_vnm).post(address, {"disclosure": "asean"}).status_code == 403


def test_who_sees_a_published_value_is_not_for_the_member_state_to_decide(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, published=True)
    client = as_person(cast.clearing_vnm)

    response = client.post(at("observation-disclosure", row.pk), {"disclosure": "national"})

    assert "A named source has published this" in said(response)
    assert at("observation-disclosure", row.pk) not in client.get(at("observation", row.pk)).content.decode()
    row.refresh_from_db()
    assert row.disclosure == Disclosure.PUBLIC


# --- set-up --------------------------------------------------------------------------------------


WAY = {"baseline_value": "10", "baseline_on": "2024-12-31", "target_value": "50", "target_on": "2030-12-31"}


def test_an_indicator_is_set_up_reviewed_and_cleared(cast, as_person):
    indicator = IndicatorFactory()
    place = [indicator.code, "VNM"]

    as_person(cast.focal_vnm).post(at("set-up", *place), {**WAY, "then": "submit"})
    one = CountryIndicator.objects.get()
    assert one.state == State.SUBMITTED
    assert "50, 31 December 2030" in as_person(cast.clearing_vnm).get(at("set-up-review", *place)).content.decode()
    as_person(cast.clearing_vnm).post(at("set-up-clear", *place), {"disclosure": "asean", "version": "2"})

    one.refresh_from_db()
    assert (one.state, one.disclosure, one.target_value) == (State.CLEARED, Disclosure.ASEAN, 50)


def test_a_contradiction_is_refused_in_words(cast, as_person):
    indicator = IndicatorFactory()

    response = as_person(cast.focal_vnm).post(at("set-up", indicator.code, "VNM"), {**WAY, "target_value": "5"})

    assert response.status_code == 422
    assert "wrong side of the baseline" in response.content.decode()
    assert not CountryIndicator.objects.exists()


def test_a_change_of_a_cleared_target_waits_for_clearing(cast, as_person, one):
    as_person(cast.focal_vnm).post(of("set-up", one), {**WAY, "reason": "New plan.", "version": "1", "then": "submit"})
    one.refresh_from_db()
    assert one.target_value == 50
    assert one.baseline_on.year == LAST_YEAR - 3
    proposal = TrajectoryProposal.objects.get()
    assert proposal.state == State.SUBMITTED

    client = as_person(cast.clearing_vnm)
    assert "New plan." in client.get(of("set-up-review", one)).content.decode()
    response = client.post(of("set-up-clear", one), {"disclosure": "public", "version": proposal.version})

    one.refresh_from_db()
    assert response.status_code == 302
    assert one.baseline_on.isoformat() == "2024-12-31"


def test_a_set_up_is_returned_mended_recalled_and_narrowed(cast, as_person, one):
    proposal = TrajectoryProposalFactory(country_indicator=one, state=State.SUBMITTED)
    focal, clearing = as_person(cast.focal_vnm), as_person(cast.clearing_vnm)

    assert focal.get(of("set-up", one)).status_code == 302
    clearing.post(of("set-up-return", one), {"note": "By when?", "version": "1"})
    assert "By when?" in focal.get(of("country-indicator", one)).content.decode()
    assert focal.post(of("set-up", one), {**WAY, "reason": "By 2030.", "version": "2"}).status_code == 302
    focal.post(of("set-up-submit", one), {})
    focal.post(of("set-up-recall", one), {})
    proposal.refresh_from_db()
    assert proposal.state == State.DRAFT
    focal.post(of("set-up-disclosure", one), {"disclosure": "national"})
    one.refresh_from_db()
    assert one.disclosure == Disclosure.NATIONAL


def test_two_people_changing_a_draft_set_up_are_set_side_by_side(cast, as_person):
    one = CountryIndicatorFactory(state=State.DRAFT, country=cast.focal_vnm.country)
    mine, theirs = as_person(cast.focal_vnm), as_person(cast.alternate_vnm)
    data = form_in(mine.get(of("set-up", one)), "draft_envelope", **{**WAY, "target_value": "70"}, note="Mine")
    theirs.post(
        of("set-up", one), form_in(theirs.get(of("set-up", one)), "draft_envelope", **{**WAY, "target_value": "60"})
    )

    response = mine.post(of("set-up", one), data)

    one.refresh_from_db()
    assert (response.status_code, one.target_value) == (422, 60)
    assert mine.post(of("set-up", one), chosen(response, target_value="mine")).status_code == 302
    one.refresh_from_db()
    assert (one.target_value, one.note) == (70, "Mine")


@pytest.mark.parametrize(
    "name", ["set-up-submit", "set-up-recall", "set-up-clear", "set-up-return", "set-up-disclosure"]
)
def test_set_up_moves_are_refused_to_strangers(cast, as_person, one, name):
    typed = {"disclosure": "national", "note": "No."}

    for stranger, codes in {
        "focal_tha": {403, 404},
        "clearing_tha": {403, 404},
        "viewer_vnm": {403},
        "editor_wcs": {403},
        "secretariat": {403},
        "public": {302},
    }.items():
        assert as_person(getattr(cast, stranger)).post(of(name, one), typed).status_code in codes, stranger
    version = one.version
    one.refresh_from_db()
    assert one.version == version
