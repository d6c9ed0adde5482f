"""Who sees which values and which indicators of member states: state x disclosure x cast."""

import pytest
from django.utils import timezone

from core.clearance.models import Disclosure, State
from roadmap import queries
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal
from tests.factories.roadmap import (
    CountryIndicatorFactory,
    ObservationFactory,
    TrajectoryProposalFactory,
)
from tests.roadmap.world import audience, cases, everybody


@pytest.mark.parametrize(("state", "disclosure"), cases())
def test_a_country_indicator_is_seen_by_its_audience_alone(cast, state, disclosure):
    CountryIndicatorFactory(state=state, disclosure=disclosure)

    seen = {name for name, who in everybody(cast).items() if CountryIndicator.objects.visible_to(who).exists()}

    assert seen == audience(state, disclosure)


@pytest.mark.parametrize(("state", "disclosure"), cases())
def test_a_value_is_seen_by_its_audience_alone(cast, state, disclosure):
    ObservationFactory(state=state, disclosure=disclosure)

    seen = {name for name, who in everybody(cast).items() if Observation.objects.visible_to(who).exists()}

    assert seen == audience(state, disclosure)


@pytest.mark.parametrize(("state", "disclosure"), cases())
def test_a_public_value_is_seen_by_no_more_people_than_its_indicator(cast, state, disclosure):
    ObservationFactory(country_indicator=CountryIndicatorFactory(state=state, disclosure=disclosure))

    seen = {name for name, who in everybody(cast).items() if Observation.objects.visible_to(who).exists()}

    assert seen == audience(state, disclosure)


@pytest.mark.parametrize("state", State)
def test_a_proposal_is_its_own_teams_in_every_state(cast, state):
    TrajectoryProposalFactory(state=state, disclosure=Disclosure.PUBLIC)

    seen = {name for name, who in everybody(cast).items() if TrajectoryProposal.objects.visible_to(who).exists()}

    assert seen == audience(State.DRAFT, Disclosure.PUBLIC)


def test_a_value_on_its_way_counts_for_nobody(cast):
    one = CountryIndicatorFactory()
    ObservationFactory(country_indicator=one, value=20, year=timezone.localdate().year - 2)
    ObservationFactory(country_indicator=one, value=40, state=State.SUBMITTED)
    today = timezone.localdate()

    for who in (cast.focal_vnm, cast.public):
        (row,) = queries.country_indicators(who, one.country, today)
        assert row.assessment.value.value == 20


def test_a_hidden_value_changes_nothing_for_those_who_may_not_see_it(cast):
    one = CountryIndicatorFactory()
    ObservationFactory(country_indicator=one, value=20, year=timezone.localdate().year - 2)
    ObservationFactory(country_indicator=one, value=40, disclosure=Disclosure.ASEAN)
    today = timezone.localdate()

    values = {
        name: queries.country_indicators(who, one.country, today)[0].assessment.value.value
        for name, who in {"public": cast.public, "partner": cast.viewer_wcs, "neighbour": cast.focal_tha}.items()
    }

    assert values == {"public": 20, "partner": 20, "neighbour": 40}
