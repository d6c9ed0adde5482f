"""Pages that everybody may ask for: the right rows for the right people, empty worlds, fragments, and query growth."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.clearance.models import Disclosure, State
from roadmap.kinds import IndicatorKind
from roadmap.models import CommitmentStage
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import COUNTRIES, CountryFactory
from tests.factories.roadmap import (
    LAST_YEAR,
    ActionFactory,
    ActionRatingFactory,
    CommitmentFactory,
    CommitmentStepFactory,
    CountryIndicatorFactory,
    ExternalProcessFactory,
    GoalFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    RegionalGoalFactory,
    TrajectoryProposalFactory,
)
from tests.roadmap.world import queries_of

LISTS = ("index", "indicators", "commitments", "processes")


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def at(name, *args):
    return reverse(f"roadmap:{name}", args=args)


def page_of(one):
    return at("country-indicator", one.indicator.code, one.country.iso3)


@pytest.mark.parametrize("name", LISTS)
def test_lists_answer_everybody_in_an_empty_world(cast, as_person, name):
    for who in (*cast.people().values(), cast.public):
        assert as_person(who).get(at(name)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_lists_answer_without_a_single_row(client, name):
    assert client.get(at(name)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["goals/none/", "indicators/none/", "indicators/none/VNM/", "values/99/"])
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(f"/roadmap/{address}").status_code == 404


def test_an_unknown_member_state_is_not_found(cast, as_person):
    indicator = IndicatorFactory()

    assert as_person(cast.public).get(f"/roadmap/indicators/{indicator.code}/XXX/").status_code == 404


def test_small_letters_lead_to_capitals(cast, as_person):
    one = CountryIndicatorFactory()

    response = as_person(cast.public).get(page_of(one).replace("VNM", "vnm") + "?a=1")

    assert (response.status_code, response.url) == (301, page_of(one) + "?a=1")


def test_a_hidden_goal_is_not_found_and_its_title_stands_nowhere(cast, as_person):
    goal = GoalFactory(disclosure=Disclosure.ASEAN, title="A goal kept close")

    assert as_person(cast.public).get(at("goal", goal.code)).status_code == 404
    assert as_person(cast.focal_tha).get(at("goal", goal.code)).status_code == 200
    for address in (at("index"), at("goal", goal.aligned_with.code)):
        assert "A goal kept close" not in text_of(as_person(cast.public), address)


def test_a_goals_page_shows_alignment_both_ratings_and_indicators(cast, as_person):
    goal = GoalFactory()
    rating = ActionRatingFactory(action=ActionFactory(goal=goal, title="Train rangers"))
    one = CountryIndicatorFactory(goal=goal)
    ObservationFactory(country_indicator=one, value=30)

    for code in (goal.code, goal.aligned_with.code):
        shown = text_of(as_person(cast.public), at("goal", code))
        for words in ("Train rangers", rating.get_rating_display(), "not rated", one.indicator.title, "Same measure"):
            assert words in shown


def test_a_hidden_value_stands_on_no_page(cast, as_person):
    one = CountryIndicatorFactory()
    row = ObservationFactory(country_indicator=one, value=31337, disclosure=Disclosure.PARTNERS)
    addresses = (at("index"), at("indicator", one.indicator.code), page_of(one))

    for who in (cast.public,):
        assert not any("31,337" in text_of(as_person(who), address) for address in addresses)
        assert as_person(who).get(at("observation", row.pk)).status_code == 404
    for who in (cast.viewer_wcs, cast.secretariat, cast.focal_tha, cast.viewer_vnm):
        assert "31,337" in text_of(as_person(who), page_of(one))
        assert as_person(who).get(at("observation", row.pk)).status_code == 200


def test_a_draft_stands_on_its_own_teams_page_alone(cast, as_person):
    one = CountryIndicatorFactory()
    row = ObservationFactory(country_indicator=one, value=31337, state=State.DRAFT)

    assert "31,337" in text_of(as_person(cast.viewer_vnm), page_of(one))
    for who in (cast.public, cast.secretariat, cast.focal_tha, cast.editor_wcs):
        assert "31,337" not in text_of(as_person(who), page_of(one))
        assert as_person(who).get(at("observation", row.pk)).status_code == 404


def test_a_hidden_set_up_looks_like_silence(cast, as_person):
    one = CountryIndicatorFactory(disclosure=Disclosure.NATIONAL, note="Kept close")
    ObservationFactory(country_indicator=one, value=31337)

    shown = text_of(as_person(cast.public), page_of(one))

    assert "No report" in shown
    assert "Kept close" not in shown
    assert "31,337" not in shown


def test_history_and_proposals_are_the_own_teams(cast, as_person):
    one = CountryIndicatorFactory()
    TrajectoryProposalFactory(country_indicator=one, reason="A reason kept close", content={"target_value": "60"})

    for who in (cast.public, cast.focal_tha, cast.secretariat, cast.editor_wcs):
        shown = text_of(as_person(who), page_of(one))
        assert "A reason kept close" not in shown
        assert "seen by your own team only" not in shown
    own = text_of(as_person(cast.viewer_vnm), page_of(one))
    assert "A reason kept close" in own
    assert "seen by your own team only" in own


def test_the_number_is_explained(cast, as_person):
    one = CountryIndicatorFactory()
    old = ObservationFactory(country_indicator=one, value=29, superseded_at=timezone.now())
    ObservationFactory(country_indicator=one, value=30, supersedes=old, correction_reason="x", is_provisional=True)
    ObservationFactory(country_indicator=one, value=12, year=LAST_YEAR - 1)

    shown = text_of(as_person(cast.public), page_of(one))

    for words in (
        "50%",
        "superseded by a correction",
        "a later value counts",
        "provisional",
        "version 2026.1",
        "r = 0.85",
    ):
        assert words in shown, words
    assert "On track" in shown


def test_a_ratio_shows_its_parts(cast, as_person):
    indicator = IndicatorFactory(kind=IndicatorKind.PERCENTAGE, decimals=1)
    one = CountryIndicatorFactory(indicator=indicator, bare=True)
    ObservationFactory(country_indicator=one, value=None, numerator=14, denominator=52, published=True)

    shown = text_of(as_person(cast.public), page_of(one))

    assert "26.9%" in shown
    assert "14 of 52" in shown
    assert "Not yet verified" in shown


def test_a_chart_page_is_held_to_the_policy_of_every_page(cast, as_person):
    one = CountryIndicatorFactory()
    client = as_person(cast.public)

    chart, plain = (client.get(a).headers["Content-Security-Policy"] for a in (page_of(one), at("index")))

    assert "unsafe-" not in chart + plain
    assert "require-trusted-types-for 'script'" in chart


def test_a_page_without_a_chart_loads_no_chart(cast, as_person):
    indicator = IndicatorFactory()
    CountryFactory(iso3="LAO")

    shown = text_of(as_person(cast.public), at("country-indicator", indicator.code, "LAO"))

    assert "charts" not in shown
    assert "No report" in shown


def test_the_matrix_shows_the_furthest_visible_step(cast, as_person):
    commitment = CommitmentFactory()
    CommitmentStepFactory(commitment=commitment, stage=CommitmentStage.ADOPTED, instrument="Decree 7")
    CommitmentStepFactory(commitment=commitment, stage=CommitmentStage.IN_FORCE, disclosure=Disclosure.ASEAN)

    assert "In force" not in text_of(as_person(cast.public), at("commitments"))
    assert "Decree 7" in text_of(as_person(cast.public), at("commitments"))
    assert "In force" in text_of(as_person(cast.focal_tha), at("commitments"))


def test_processes_are_recorded_with_issuer_and_source(cast, as_person):
    ExternalProcessFactory(official_url="https://example.org/list", source_title="A list")

    shown = text_of(as_person(cast.public), at("processes"))

    for words in ("CITES Secretariat", "Category 2", "https://example.org/list", "it issues none"):
        assert words in shown


def test_the_list_is_filtered_by_its_address_and_paged(cast, as_person):
    for n in range(30):
        IndicatorFactory(title=f"Plain {n}")
    IndicatorFactory(title="Rare forensics", kind=IndicatorKind.SCALE)
    client = as_person(cast.public)

    assert "Rare forensics" in text_of(client, at("indicators") + "?kind=scale")
    assert "Plain 1" not in text_of(client, at("indicators") + "?kind=scale")
    assert "No indicator matches" in text_of(client, at("indicators") + "?q=nothing-like-it")
    assert "Page 2 of 2" in text_of(client, at("indicators") + "?page=999")
    for query in ("?kind=%00&framework=%27&page=x", "?priority=" + "x" * 500):
        assert client.get(at("indicators") + query).status_code == 200


def test_the_fragment_is_the_slice_of_the_page(cast, as_person):
    IndicatorFactory()
    client = as_person(cast.public)

    page = text_of(client, at("indicators"))
    fragment = client.get(at("indicators"), headers={"HX-Request": "true", "HX-Target": "indicator-results"})

    assert fragment.content.decode().strip() in page
    assert "<html" not in fragment.content.decode()


def fill(n, indicator):
    """One more of everything that a page could list."""
    country = CountryFactory(iso3=list(COUNTRIES)[n % 11])
    regional = RegionalGoalFactory()
    goal = GoalFactory(country=country, aligned_with=regional)
    ActionRatingFactory(action=ActionFactory(goal=goal))
    for one in (
        CountryIndicatorFactory(country=country, goal=goal, indicator=IndicatorFactory()),
        CountryIndicatorFactory(country=country, indicator=indicator, goal=None),
    ):
        MilestoneFactory.create(country_indicator=one, on=f"{LAST_YEAR - 2}-01-{n % 27 + 1:02}")
        ObservationFactory(country_indicator=one, year=1980 + n)
        ObservationFactory(country_indicator=one, year=1980 + n, published=True)
    CommitmentStepFactory(commitment=CommitmentFactory(), country=country)
    ExternalProcessFactory(country=country, position=n)
    return regional, goal


# As a focal point test_query_growth asks for every page every day.
@pytest.mark.parametrize("name", ["public", "clearing_vnm", *(["focal_vnm"] if EXHAUSTIVE else [])])
def test_pages_cost_the_same_with_ten_rows_and_with_thirty(cast, as_person, name):
    indicator = IndicatorFactory(code="shared")
    regional, goal = fill(10, indicator)
    row = ObservationFactory(country_indicator=CountryIndicatorFactory(indicator=indicator, country=CountryFactory()))
    client = as_person(getattr(cast, name))
    addresses = [
        *(at(each) for each in LISTS),
        at("goal", regional.code),
        at("goal", goal.code),
        at("indicator", indicator.code),
        at("country-indicator", indicator.code, "VNM"),
        at("observation", row.pk),
    ]
    for n in range(9):
        fill(n, indicator)
    few = {address: queries_of(client, address) for address in addresses}

    for n in range(11, 31):
        fill(n, indicator)
    many = {address: queries_of(client, address) for address in addresses}

    assert few == many
    assert max(many.values()) <= 15, many
