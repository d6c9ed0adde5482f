"""Writes of the road map: effects, refusals, and nothing half written."""

import datetime
from decimal import Decimal

import pytest

from core.clearance import actions as moves
from core.clearance.actions import EditConflict, Refused
from core.clearance.models import Disclosure, State
from roadmap import actions
from roadmap.choices import Accumulation
from roadmap.entries import ObservationEntry, TrajectoryEntry, observation_entry, trajectory_entry
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
)


def entry(value=7, year=LAST_YEAR, **more):
    start, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    return ObservationEntry(start, end, None if value is None else Decimal(value), **more)


@pytest.fixture
def one(cast):
    return CountryIndicatorFactory()


def test_a_new_value_is_its_authors_draft(cast, one):
    row = actions.add_observation(by=cast.focal_vnm, country_indicator=one, entry=entry())

    assert (row.state, row.disclosure, row.created_by, row.country) == (
        State.DRAFT,
        Disclosure.NATIONAL,
        cast.focal_vnm,
        one.country,
    )


@pytest.mark.parametrize("name", ["clearing_vnm", "viewer_vnm", "focal_tha", "editor_wcs", "secretariat"])
def test_only_the_own_team_writes(cast, one, name):
    row = ObservationFactory(country_indicator=one)
    stranger = getattr(cast, name)

    for write in (
        lambda: actions.add_observation(by=stranger, country_indicator=one, entry=entry(year=LAST_YEAR - 1)),
        lambda: actions.correct_observation(by=stranger, observation=row, entry=entry(), reason="Why not"),
        lambda: actions.edit_observation(by=stranger, observation=row, entry=entry(), version=1),
        lambda: actions.propose_change(
            by=stranger, country_indicator=one, entry=TrajectoryEntry(), reason="Why not", version=None
        ),
        lambda: actions.add_set_up(
            by=stranger, indicator=IndicatorFactory(), country=one.country, entry=TrajectoryEntry()
        ),
    ):
        with pytest.raises(Refused):
            write()
    assert Observation.objects.count() == 1


def test_a_period_that_is_taken_is_refused_and_names_the_row(cast, one):
    standing = ObservationFactory(country_indicator=one)
    on_its_way = ObservationFactory(country_indicator=one, state=State.RETURNED, year=LAST_YEAR - 1)

    for existing, year in ((standing, LAST_YEAR), (on_its_way, LAST_YEAR - 1)):
        with pytest.raises(actions.PeriodTaken) as refusal:
            actions.add_observation(by=cast.focal_vnm, country_indicator=one, entry=entry(year=year))
        assert refusal.value.existing == existing


def test_a_published_value_does_not_take_the_period(cast, one):
    ObservationFactory(country_indicator=one, published=True)

    assert actions.add_observation(by=cast.focal_vnm, country_indicator=one, entry=entry()).pk


def test_an_edit_counts_the_version_and_a_stale_one_is_refused(cast, one):
    row = actions.add_observation(by=cast.focal_vnm, country_indicator=one, entry=entry(1))
    actions.edit_observation(by=cast.alternate_vnm, observation=row, entry=entry(2), version=1)

    with pytest.raises(EditConflict):
        actions.edit_observation(by=cast.focal_vnm, observation=row, entry=entry(3), version=1)
    row.refresh_from_db()
    assert (row.value, row.version, row.edited_by) == (2, 2, cast.alternate_vnm)


def test_what_waits_or_is_cleared_is_not_edited(cast, one):
    submitted = ObservationFactory(country_indicator=one, state=State.SUBMITTED)
    cleared = ObservationFactory(country_indicator=one, year=LAST_YEAR - 1)

    for row in (submitted, cleared):
        with pytest.raises(Refused):
            actions.edit_observation(by=cast.focal_vnm, observation=row, entry=entry(), version=None)


def corrected(cast, one, old, value=8):
    row = actions.correct_observation(by=cast.focal_vnm, observation=old, entry=entry(value), reason="Counted twice.")
    return moves.submit(by=cast.focal_vnm, record=row)


def test_a_correction_takes_the_place_of_the_old_value_only_when_it_is_cleared(cast, one):
    old = ObservationFactory(country_indicator=one, value=7)
    row = corrected(cast, one, old)
    old.refresh_from_db()
    assert old.superseded_at is None

    actions.clear_observation(by=cast.clearing_vnm, record=row, disclosure=Disclosure.ASEAN, version=None)

    old.refresh_from_db()
    assert old.superseded_at is not None
    assert (old.value, old.state) == (7, State.CLEARED)
    assert list(Observation.objects.current()) == [row]
    row.refresh_from_db()
    assert (row.disclosure, row.correction_reason) == (Disclosure.ASEAN, "Counted twice.")


def test_a_refused_clearing_leaves_the_old_value_standing(cast, one):
    old = ObservationFactory(country_indicator=one, value=7)
    row = corrected(cast, one, old)

    with pytest.raises(Refused):
        actions.clear_observation(by=cast.focal_vnm, record=row, disclosure=Disclosure.ASEAN, version=None)

    old.refresh_from_db()
    assert old.superseded_at is None


def test_a_correction_needs_a_reason_and_a_standing_value_of_the_country(cast, one):
    old = ObservationFactory(country_indicator=one)
    published = ObservationFactory(country_indicator=one, published=True, year=LAST_YEAR - 1)
    draft = ObservationFactory(country_indicator=one, state=State.DRAFT, year=LAST_YEAR - 2)

    for row, reason in ((old, "  "), (published, "Wrong"), (draft, "Wrong")):
        with pytest.raises(Refused):
            actions.correct_observation(by=cast.focal_vnm, observation=row, entry=entry(), reason=reason)


def test_one_correction_of_a_value_is_on_its_way_at_a_time(cast, one):
    old = ObservationFactory(country_indicator=one)
    first = corrected(cast, one, old)

    with pytest.raises(actions.PeriodTaken) as refusal:
        actions.correct_observation(by=cast.alternate_vnm, observation=old, entry=entry(9), reason="Again")
    assert refusal.value.existing == first


def test_a_correction_keeps_the_period_of_what_it_corrects(cast, one):
    old = ObservationFactory(country_indicator=one)

    row = actions.correct_observation(
        by=cast.focal_vnm, observation=old, entry=entry(9, year=LAST_YEAR - 5), reason="Counted twice."
    )

    assert (row.period_start, row.period_end) == (old.period_start, old.period_end)


def test_nobody_clears_an_own_value(cast, one):
    row = ObservationFactory(
        country_indicator=one, state=State.SUBMITTED, submitted_by=cast.clearing_vnm, created_by=cast.clearing_vnm
    )

    with pytest.raises(Refused, match="own entry"):
        actions.clear_observation(by=cast.clearing_vnm, record=row, disclosure=Disclosure.ASEAN, version=None)
    cleared = actions.clear_observation(
        by=cast.second_clearing_vnm, record=row, disclosure=Disclosure.ASEAN, version=None
    )
    assert cleared.state == State.CLEARED


def test_a_second_value_for_a_cleared_period_is_not_cleared(cast, one):
    row = ObservationFactory(country_indicator=one, state=State.SUBMITTED)
    standing = ObservationFactory(country_indicator=one)

    with pytest.raises(actions.PeriodTaken) as refusal:
        actions.clear_observation(by=cast.clearing_vnm, record=row, disclosure=Disclosure.ASEAN, version=None)
    assert refusal.value.existing == standing


def test_no_change_copies_the_last_value_and_submits_it(cast, one):
    ObservationFactory(country_indicator=one, value=3, year=LAST_YEAR - 2)
    ObservationFactory(country_indicator=one, value=5, year=LAST_YEAR - 1, disclosure=Disclosure.PARTNERS)

    row = actions.confirm_no_change(
        by=cast.focal_vnm,
        country_indicator=one,
        start=datetime.date(LAST_YEAR, 1, 1),
        end=datetime.date(LAST_YEAR, 12, 31),
    )

    assert (row.value, row.is_no_change, row.state, row.disclosure) == (5, True, State.SUBMITTED, Disclosure.PARTNERS)


@pytest.mark.parametrize(
    ("accumulation", "has_value"), [(Accumulation.FLOW, True), (Accumulation.STOCK, False)], ids=["flow", "no value"]
)
def test_no_change_is_refused_for_flows_and_where_nothing_was_said(cast, accumulation, has_value):
    one = CountryIndicatorFactory(indicator=IndicatorFactory(accumulation=accumulation))
    if has_value:
        ObservationFactory(country_indicator=one, year=LAST_YEAR - 1)

    with pytest.raises(Refused):
        actions.confirm_no_change(
            by=cast.focal_vnm,
            country_indicator=one,
            start=datetime.date(LAST_YEAR, 1, 1),
            end=datetime.date(LAST_YEAR, 12, 31),
        )


def test_editing_a_returned_confirmation_makes_it_a_value(cast, one):
    row = ObservationFactory(country_indicator=one, state=State.RETURNED, is_no_change=True, value=5)

    edited = actions.edit_observation(by=cast.focal_vnm, observation=row, entry=entry(6), version=1)

    assert (edited.is_no_change, edited.value) == (False, 6)


# --- the way to a target -------------------------------------------------------------------------

WAY = TrajectoryEntry(
    baseline_value=Decimal(10),
    baseline_on=datetime.date(2024, 12, 31),
    target_value=Decimal(50),
    target_on=datetime.date(2030, 12, 31),
    milestones=((datetime.date(2027, 12, 31), Decimal(30)),),
)


def set_up(cast):
    indicator = IndicatorFactory()
    return actions.add_set_up(by=cast.focal_vnm, indicator=indicator, country=cast.focal_vnm.country, entry=WAY)


def test_a_set_up_is_a_draft_with_its_milestones(cast):
    one = set_up(cast)

    assert one.state == State.DRAFT
    assert [(m.on, m.value) for m in one.milestones.all()] == list(WAY.milestones)


def test_an_indicator_is_set_up_once(cast):
    one = set_up(cast)

    with pytest.raises(Refused, match="in use already"):
        actions.add_set_up(by=cast.alternate_vnm, indicator=one.indicator, country=one.country, entry=WAY)
    assert CountryIndicator.objects.count() == 1


def test_a_change_waits_beside_what_is_cleared(cast, one):
    MilestoneFactory(country_indicator=one)
    before = trajectory_entry(CountryIndicator.objects.get(pk=one.pk))

    proposal = actions.propose_change(
        by=cast.focal_vnm, country_indicator=one, entry=WAY, reason="New plan.", version=1
    )
    moves.submit(by=cast.focal_vnm, record=proposal)

    assert trajectory_entry(CountryIndicator.objects.get(pk=one.pk)) == before
    with pytest.raises(Refused, match="on its way already"):
        actions.propose_change(by=cast.alternate_vnm, country_indicator=one, entry=WAY, reason="Mine.", version=None)


def test_a_cleared_change_takes_its_place_with_milestones_and_disclosure(cast, one):
    MilestoneFactory(country_indicator=one)
    proposal = actions.propose_change(
        by=cast.focal_vnm, country_indicator=one, entry=WAY, reason="New plan.", version=1
    )
    moves.submit(by=cast.focal_vnm, record=proposal)

    actions.clear_set_up(by=cast.clearing_vnm, record=proposal, disclosure=Disclosure.ASEAN, version=None)

    one = CountryIndicator.objects.get(pk=one.pk)
    assert trajectory_entry(one) == WAY
    assert (one.disclosure, one.cleared_by, one.submitted_by) == (Disclosure.ASEAN, cast.clearing_vnm, cast.focal_vnm)
    assert TrajectoryProposal.objects.get().state == State.CLEARED


def test_the_author_of_a_change_does_not_clear_it(cast, one):
    proposal = actions.propose_change(
        by=cast.focal_vnm, country_indicator=one, entry=WAY, reason="New plan.", version=1
    )
    moves.submit(by=cast.focal_vnm, record=proposal)

    with pytest.raises(Refused):
        actions.clear_set_up(by=cast.focal_vnm, record=proposal, disclosure=Disclosure.ASEAN, version=None)
    assert trajectory_entry(CountryIndicator.objects.get(pk=one.pk)) != WAY


def test_a_change_is_not_cleared_over_what_changed_since(cast, one):
    proposal = actions.propose_change(
        by=cast.focal_vnm, country_indicator=one, entry=WAY, reason="New plan.", version=1
    )
    moves.submit(by=cast.focal_vnm, record=proposal)
    CountryIndicator.objects.filter(pk=one.pk).update(version=9)

    with pytest.raises(Refused, match="has changed since"):
        actions.clear_set_up(by=cast.clearing_vnm, record=proposal, disclosure=Disclosure.ASEAN, version=None)


def test_entries_survive_the_way_through_rows(cast, one):
    typed = entry(5, is_provisional=True, note="ຂໍ້ມູນ ទិន្នន័យ ဒေတာ ข้อมูล dữ liệu 🐘", evidence_url="https://example.org/a")

    row = actions.add_observation(by=cast.focal_vnm, country_indicator=one, entry=typed)

    assert observation_entry(Observation.objects.get(pk=row.pk)) == typed
