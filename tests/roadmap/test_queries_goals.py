"""Goals with alignment and both ratings, commitments, processes, and what stands in an inbox."""

import datetime

import pytest

from core.clearance.models import Disclosure, State
from roadmap import queries
from roadmap.choices import Rating
from roadmap.models import CommitmentStage, RatedBy
from roadmap.models.goals import AlignmentDegree
from roadmap.queries import inbox
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
    ObservationFactory,
    RegionalGoalFactory,
    TrajectoryProposalFactory,
)

pytestmark = pytest.mark.django_db


def test_regional_goals_stand_beside_the_eleven(cast):
    regional = RegionalGoalFactory()
    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)
    GoalFactory(aligned_with=regional, alignment_degree=AlignmentDegree.LOW)
    GoalFactory(aligned_with=regional, country=CountryFactory(iso3="THA"), disclosure=Disclosure.NATIONAL)

    (group,) = queries.regional_goals(cast.public)

    (row,) = group.rows
    assert [cell.country.iso3 for cell in row.cells] == list(COUNTRIES)
    assert row.n_aligned == 1
    assert {cell.country.iso3: [g.alignment_degree for g in cell.goals] for cell in row.cells}["VNM"] == ["low"]


def test_uncleared_goals_are_not_in_the_matrix_for_anybody(cast):
    GoalFactory(state=State.DRAFT)

    (group,) = queries.regional_goals(cast.focal_vnm)

    assert group.rows[0].n_aligned == 0


def test_both_ratings_stand_side_by_side_and_the_newest_of_each_counts(cast):
    action = ActionFactory()
    ActionRatingFactory(action=action, rating=Rating.NOT_COMMENCED, rated_on=datetime.date(LAST_YEAR - 1, 1, 1))
    ActionRatingFactory(action=action, rating=Rating.ACHIEVED)
    ActionRatingFactory(action=action, rated_by=RatedBy.SECRETARIAT, rating=Rating.PARTIAL_PROGRESS)

    (rated,) = queries.rated_actions_of(cast.public, action.goal.country)

    assert (rated.own.rating, rated.secretariat.rating, rated.differs) == ("achieved", "partial_progress", True)


def test_hidden_and_uncleared_ratings_are_not_shown_or_counted(cast):
    action = ActionFactory()
    ActionRatingFactory(action=action, disclosure=Disclosure.ASEAN)
    ActionRatingFactory(action=action, rated_by=RatedBy.SECRETARIAT, state=State.DRAFT)

    assert queries.delivery(cast.public).own.n_rated == 0
    assert queries.delivery(cast.focal_tha).own.n_rated == 1
    assert queries.delivery(cast.focal_vnm).secretariat.n_rated == 0


def test_delivery_counts_a_regional_action_once_for_each_member_state_that_rated_it(cast):
    action = ActionFactory(goal=RegionalGoalFactory())
    for iso3 in ("VNM", "THA"):
        ActionRatingFactory(action=action, country=CountryFactory(iso3=iso3))
    ActionFactory()

    found = queries.delivery(cast.public)

    assert (found.n_actions, found.own.n_rated, found.own.n_unrated) == (3, 2, 1)


def test_a_goals_page_holds_countries_actions_and_no_hidden_goal(cast):
    regional = RegionalGoalFactory()
    shown = GoalFactory(aligned_with=regional)
    GoalFactory(aligned_with=regional, country=CountryFactory(iso3="THA"), disclosure=Disclosure.ASEAN)
    ActionRatingFactory(action=ActionFactory(goal=shown))

    page = queries.goal_page(cast.public, regional)

    goals = {one.country.iso3: [row.goal for row in one.goals] for one in page.countries}
    assert goals == {"THA": [], "VNM": [shown]}
    assert queries.find_goal(cast.public, shown.code) == shown
    assert queries.goal_page(cast.public, shown).actions[0].own is not None


def test_the_furthest_step_is_by_order_of_steps_not_of_dates(cast):
    commitment = CommitmentFactory()
    CommitmentStepFactory(commitment=commitment, stage=CommitmentStage.ADOPTED, taken_on=datetime.date(2019, 1, 1))
    CommitmentStepFactory(commitment=commitment, stage=CommitmentStage.STATED, taken_on=datetime.date(2021, 1, 1))
    CommitmentStepFactory(commitment=commitment, stage=CommitmentStage.IN_FORCE, disclosure=Disclosure.NATIONAL)

    (public,) = queries.commitments_of(cast.public, cast.focal_vnm.country)
    (own,) = queries.commitments_of(cast.focal_vnm, cast.focal_vnm.country)

    assert (public.furthest.stage, own.furthest.stage) == ("adopted", "in_force")
    assert [c.furthest.stage for c in queries.commitment_rows(cast.public)[0].cells if c.furthest] == ["adopted"]


def test_processes_are_open_to_everybody_and_name_those_without(cast):
    process = ExternalProcessFactory()

    countries = queries.countries_with_processes()

    assert queries.processes_of(process.country) == [process]
    assert [(one.iso3, len(one.processes.all())) for one in countries] == [("THA", 0), ("VNM", 1)]


def test_an_inbox_holds_what_waits_for_its_person_and_nothing_of_the_neighbours(cast):
    one = CountryIndicatorFactory()
    submitted = ObservationFactory(country_indicator=one, state=State.SUBMITTED, created_by=cast.focal_vnm)
    returned = ObservationFactory(country_indicator=one, state=State.RETURNED, year=LAST_YEAR - 1)
    proposal = TrajectoryProposalFactory(country_indicator=one, state=State.SUBMITTED)

    assert {entry.record for entry in inbox.waiting_for(cast.clearing_vnm)} == {submitted, proposal}
    assert [entry.record for entry in inbox.waiting_for(cast.focal_vnm)] == [returned]
    assert inbox.waiting_for(cast.focal_tha) == []
    assert inbox.waiting_for(cast.viewer_wcs) == []
    assert inbox.waiting_for(cast.secretariat) == []
    assert [entry.record for entry in inbox.my_entries(cast.focal_vnm)] == [submitted]
