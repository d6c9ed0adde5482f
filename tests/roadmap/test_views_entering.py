"""Entering, correcting and clearing through the pages: by whom, how often, and what is said when it is refused."""

import uuid

import pytest

from core.clearance.models import State
from roadmap.choices import Accumulation
from roadmap.models import Observation
from tests.factories.core import CountryFactory
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.page_forms import chosen, form_in
from tests.roadmap.world import at, of, said

PERIOD = f"{LAST_YEAR}-01-01/{LAST_YEAR}-12-31"
TYPED = {"period": PERIOD, "value": "41", "note": "Counted at year's end."}
HTMX = {"HX-Request": "true", "HX-Target": "observation-form"}


def test_forms_are_the_own_focal_points_alone(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state=State.DRAFT)
    standing = ObservationFactory(country_indicator=one, year=LAST_YEAR - 1)
    addresses = [
        of("observe", one) + "?other=yes",
        of("set-up", one),
        at("observation-edit", row.pk),
        at("observation-correct", standing.pk),
    ]

    for address in addresses:
        assert as_person(cast.focal_vnm).get(address).status_code == 200
        assert as_person(cast.alternate_vnm).get(address).status_code == 200
        assert as_person(cast.focal_tha).get(address).status_code == 404
        for who in (cast.clearing_vnm, cast.viewer_vnm, cast.editor_wcs, cast.secretariat):
            assert as_person(who).get(address).status_code == 403
        response = as_person(cast.public).get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")


POSTS = [
    ("observation-submit", {State.DRAFT}, "focal_vnm"),
    ("observation-recall", {State.SUBMITTED}, "focal_vnm"),
    ("observation-clear", {State.SUBMITTED}, "clearing_vnm"),
    ("observation-return", {State.SUBMITTED}, "clearing_vnm"),
    ("observation-disclosure", {State.CLEARED}, "clearing_vnm"),
]


@pytest.mark.parametrize(("name", "states", "who"), POSTS)
def test_moves_are_refused_to_strangers_and_change_nothing(cast, as_person, one, name, states, who):
    (state,) = states
    row = ObservationFactory(country_indicator=one, state=state)
    typed = {"disclosure": "national", "note": "No."}

    expected = {
        "focal_tha": {403, 404},
        "viewer_vnm": {403},
        "editor_wcs": {403},
        "secretariat": {403},
        "public": {302},
    }
    for stranger, codes in {**expected, "clearing_tha": {403, 404}}.items():
        client = as_person(getattr(cast, stranger))
        assert client.post(at(name, row.pk), typed).status_code in codes, stranger
        assert client.get(at(name, row.pk)).status_code in {302, 403, 404, 405}
    before = (row.state, row.version)
    row.refresh_from_db()
    assert (row.state, row.version) == before
    assert as_person(getattr(cast, who)).post(at(name, row.pk), typed).status_code == 302
    row.refresh_from_db()
    assert row.version == before[1] + 1


def test_a_value_goes_from_the_form_to_the_clearing_officer(cast, as_person, one):
    response = as_person(cast.focal_vnm).post(of("observe", one), {**TYPED, "then": "submit"})

    row = Observation.objects.get()
    assert (response.status_code, response.url) == (302, at("observation", row.pk))
    assert (row.value, row.state, row.submitted_by, row.is_demo) == (41, State.SUBMITTED, cast.focal_vnm, False)
    assert "waits for the clearing officer" in said(response)


def test_htmx_is_led_on_and_gets_the_form_back_when_something_is_to_be_mended(cast, as_person, one):
    client = as_person(cast.focal_vnm)

    faulty = client.post(of("observe", one), {**TYPED, "value": "-1"}, headers=HTMX)
    good = client.post(of("observe", one), TYPED, headers=HTMX)

    assert faulty.status_code == 422
    assert faulty.content.decode().lstrip().startswith("<form")
    assert "year&#x27;s end" in faulty.content.decode()
    assert good.headers["HX-Redirect"] == at("observation", Observation.objects.get().pk)


def test_without_script_the_whole_page_comes_back_with_everything_kept(cast, as_person, one):
    response = as_person(cast.focal_vnm).post(of("observe", one), {**TYPED, "value": "NaN"})

    shown = response.content.decode()
    assert response.status_code == 422
    assert "<html" in shown
    assert "error-summary" in shown
    assert 'value="NaN"' in shown
    assert Observation.objects.count() == 0


def test_two_presses_make_one_value(cast, as_person, one):
    client, typed = as_person(cast.focal_vnm), {**TYPED, "submit_token": str(uuid.uuid4()), "then": "submit"}

    first, second = (client.post(of("observe", one), typed) for _press in range(2))

    assert first.url == second.url
    assert Observation.objects.count() == 1


def test_a_taken_period_is_said_with_a_link(cast, as_person, one):
    standing = ObservationFactory(country_indicator=one)

    response = as_person(cast.focal_vnm).post(of("observe", one), TYPED)

    assert response.status_code == 422
    assert at("observation", standing.pk) in response.content.decode()
    assert "correct that one" in response.content.decode()


def test_an_indicator_that_is_not_in_use_is_set_up_first(cast, as_person):
    indicator = IndicatorFactory()

    response = as_person(cast.focal_vnm).get(at("observe", indicator.code, "VNM"))

    assert (response.status_code, response.url) == (302, at("set-up", indicator.code, "VNM"))


def test_a_neighbours_code_in_the_address_writes_nothing(cast, as_person, one):
    CountryFactory(iso3="THA")
    address = at("observe", one.indicator.code, "THA")

    assert as_person(cast.focal_vnm).post(address, TYPED).status_code == 404
    assert Observation.objects.count() == 0


def test_what_two_people_write_at_once_is_set_side_by_side(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state=State.DRAFT, value=1)
    address = at("observation-edit", row.pk)
    mine, theirs = as_person(cast.focal_vnm), as_person(cast.alternate_vnm)
    typed = form_in(mine.get(address), "draft_envelope", value="3", note="Counted by hand")
    theirs.post(address, form_in(theirs.get(address), "draft_envelope", value="2", evidence="The register"))

    response = mine.post(address, typed)

    assert response.status_code == 422
    assert 'name="merge_choice_value"' in response.content.decode()
    row.refresh_from_db()
    assert row.value == 2
    assert mine.post(address, chosen(response, value="mine")).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.note, row.evidence) == (3, "Counted by hand", "The register")


def test_a_conflict_that_htmx_meets_takes_the_place_of_the_page(cast, as_person, one):
    row = ObservationFactory(country_indicator=one, state=State.DRAFT, value=1)

    response = as_person(cast.focal_vnm).post(
        at("observation-edit", row.pk),
        {**TYPED, "value": "3", "version": "9"},
        headers={"HX-Request": "true", "HX-Target": "observation-form"},
    )

    assert response["HX-Retarget"] == response["HX-Reselect"] == "#main"


def test_a_correction_is_entered_cleared_and_shown_with_its_reason(cast, as_person, one):
    old = ObservationFactory(country_indicator=one, value=40)
    typed = {"value": "39", "correction_reason": "One was counted twice.", "then": "submit"}

    as_person(cast.focal_vnm).post(at("observation-correct", old.pk), typed)
    row = Observation.objects.get(supersedes=old)
    review = as_person(cast.clearing_vnm).get(at("observation-review", row.pk)).content.decode()
    as_person(cast.clearing_vnm).post(at("observation-clear", row.pk), {"disclosure": "public", "version": row.version})

    assert "<del>40</del>" in review
    shown = as_person(cast.public).get(at("observation", old.pk)).content.decode()
    assert "Superseded on" in shown
    assert "One was counted twice." in shown


def test_nothing_has_changed_is_one_press_and_once(cast, as_person, one):
    ObservationFactory(country_indicator=one, value=40, year=LAST_YEAR - 1)
    client = as_person(cast.focal_vnm)
    assert "Nothing has changed since" in client.get(of("country-indicator", one)).content.decode()
    typed = {"period": PERIOD, "submit_token": str(uuid.uuid4())}

    first, second = (client.post(of("confirm", one), typed) for _press in range(2))

    row = Observation.objects.get(is_no_change=True)
    assert first.url == second.url == at("observation", row.pk)
    assert (row.value, row.state) == (40, State.SUBMITTED)
    assert "Nothing has changed since" not in client.get(of("country-indicator", one)).content.decode()


def test_flows_and_strangers_cannot_confirm(cast, as_person, one):
    flow = CountryIndicatorFactory(indicator=IndicatorFactory(accumulation=Accumulation.FLOW))
    ObservationFactory(country_indicator=flow, year=LAST_YEAR - 1)

    response = as_person(cast.focal_vnm).post(of("confirm", flow), {"period": PERIOD})

    assert "cannot be confirmed" in said(response)
    assert as_person(cast.focal_tha).post(of("confirm", one), {"period": PERIOD}).status_code == 404
    assert as_person(cast.clearing_vnm).post(of("confirm", one), {"period": PERIOD}).status_code == 403
    assert as_person(cast.focal_vnm).post(of("confirm", one), {}).status_code == 302
    assert not Observation.objects.filter(is_no_change=True).exists()
