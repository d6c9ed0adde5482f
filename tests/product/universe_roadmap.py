"""The road map of the one world: goals and their ratings, indicators and their values, steps on commitments."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from tests.factories.core import CountryFactory
from tests.factories.roadmap import (
    LAST_YEAR,
    ActionFactory,
    ActionRatingFactory,
    CommitmentFactory,
    CommitmentStepFactory,
    CountryIndicatorFactory,
    FrameworkFactory,
    GoalFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    RegionalGoalFactory,
    TrajectoryProposalFactory,
)
from tests.product.universe_base import (
    DISCLOSURES,
    EVERYBODY,
    TEAMS,
    UNCLEARED,
    VNM_TEAM,
    Row,
    Universe,
    clearance,
    readers_of,
    stages,
)


def add_goals(world: Universe) -> None:
    regional = RegionalGoalFactory(code="regional", title="The regional goal")
    shared = ActionFactory(goal=regional, number="R1", title="The regional action")
    world.add(Row("goal", regional, EVERYBODY))
    for iso3 in TEAMS:
        for number, (state, disclosure) in enumerate(stages(iso3), start=1):
            name, readers = f"goal-{iso3.lower()}-{state}-{disclosure}", readers_of(iso3, state, disclosure)
            goal = GoalFactory(
                code=name,
                aligned_with=regional,
                number=f"{number}",
                **world.texts(name, readers, "title", "description", "alignment_reason"),
                **clearance(world, iso3, state, disclosure, name),
            )
            action = ActionFactory(
                goal=goal, number="A1", **world.texts(f"{name}-action", readers, "title", "lead", "kpi")
            )
            ActionRatingFactory(
                action=action,
                country=goal.country,
                **world.texts(f"{name}-rating", readers, "evidence"),
            )
            world.add(Row("goal", goal, readers, iso3, state, disclosure))
    _ratings(world, shared)


def _ratings(world: Universe, shared: Any) -> None:
    public = world.find("goal", iso3="VNM", state="cleared", disclosure="public").record
    for number, (state, disclosure) in enumerate(stages("VNM"), start=1):
        name, readers = f"rating-vnm-{state}-{disclosure}", readers_of("VNM", state, disclosure)
        rating = ActionRatingFactory(
            action=ActionFactory(goal=public, number=f"P{number}", title=f"Action {number} of the public goal"),
            rating="achieved",
            **world.texts(name, readers, "evidence"),
            **clearance(world, "VNM", state, disclosure, name),
        )
        world.add(Row("rating", rating, readers, "VNM", state, disclosure))
    for iso3, disclosure in (("VNM", "national"), ("THA", "asean")):
        name, readers = f"rating-{iso3.lower()}-regional", readers_of(iso3, "cleared", disclosure)
        rating = ActionRatingFactory(
            action=shared,
            **world.texts(name, readers, "evidence"),
            **clearance(world, iso3, "cleared", disclosure, name),
        )
        world.add(Row("rating", rating, readers, iso3, "cleared", disclosure))


def add_indicators(world: Universe) -> None:
    framework = FrameworkFactory(code="iccwc")
    for iso3 in TEAMS:
        for state, disclosure in stages(iso3):
            row = _indicator(world, iso3, state, disclosure, framework=framework)
            if state == "cleared":
                for at, (its_state, its_disclosure) in enumerate(stages(iso3)):
                    _value(world, row, its_state, its_disclosure, LAST_YEAR - at)
    for disclosure in DISCLOSURES:
        for change in UNCLEARED:
            _proposal(world, _indicator(world, "VNM", "cleared", disclosure, change, framework=framework))
    _correction(world, world.find("indicator", iso3="VNM", state="cleared", disclosure="public", change=""))
    _shared_indicator(world, framework)
    world.add(Row("unused-indicator", IndicatorFactory(code="unused", framework=framework), EVERYBODY))


def _indicator(world: Universe, iso3: str, state: str, disclosure: str, change: str = "", *, framework: Any) -> Row:
    """An indicator of a member state; it stands under a goal that is for the team alone."""
    name = "-".join(part for part in ("indicator", iso3.lower(), state, disclosure, change) if part)
    readers = readers_of(iso3, state, disclosure)
    indicator = IndicatorFactory(code=name.replace(iso3.lower(), "of"), framework=framework)
    one = CountryIndicatorFactory(
        indicator=indicator,
        goal=world.find("goal", iso3=iso3, state="draft", disclosure="national").record,
        baseline_value=world.figure(readers),
        target_value=world.figure(readers),
        **world.texts(name, readers, "note", "source_title"),
        **clearance(world, iso3, state, disclosure, name),
    )
    MilestoneFactory(country_indicator=one, value=world.figure(readers))
    return world.add(Row("indicator", one, readers, iso3, state, disclosure, change))


def _value(world: Universe, one: Row, state: str, disclosure: str, year: int) -> Row:
    name = f"value-{one.iso3.lower()}-{one.disclosure}-{state}-{disclosure}"
    readers = one.readers & readers_of(one.iso3, state, disclosure)
    value = ObservationFactory(
        country_indicator=one.record,
        year=year,
        value=world.figure(readers),
        **world.texts(name, readers, "evidence", "note", "source_title"),
        **clearance(world, one.iso3, state, disclosure, name),
    )
    return world.add(Row("value", value, readers, one.iso3, state, disclosure, need=one))


def _proposal(world: Universe, row: Row) -> None:
    name, team = f"proposal-vnm-{row.disclosure}-{row.change}", TEAMS[row.iso3]
    proposal = TrajectoryProposalFactory(
        country_indicator=row.record,
        base_version=row.record.version,
        content={
            "baseline_value": str(row.record.baseline_value),
            "baseline_on": row.record.baseline_on.isoformat(),
            "target_value": str(world.figure(team)),
            "target_on": row.record.target_on.isoformat(),
            "milestones": [],
            **world.texts(name, team, "note"),
        },
        **world.texts(name, team, "reason"),
        **clearance(world, row.iso3, row.change, row.disclosure, name),
    )
    world.add(Row("proposal", proposal, team, row.iso3, row.change, row.disclosure))


def _correction(world: Universe, one: Row) -> None:
    """A value for the team alone that a public one has corrected: the public reads the new figure, never the old."""
    year = LAST_YEAR - 20
    old = _value(
        world, Row("indicator", one.record, VNM_TEAM, "VNM", "cleared", "corrected"), "cleared", "national", year
    )
    old.record.superseded_at = timezone.now()
    old.record.save()
    world.rows[world.rows.index(old)] = replace(old, state="superseded")
    readers, name = readers_of("VNM", "cleared", "public"), "value-vnm-correction"
    new = ObservationFactory(
        country_indicator=one.record,
        year=year,
        value=world.figure(readers),
        supersedes=old.record,
        **world.texts(name, readers, "evidence", "note", "correction_reason"),
        **clearance(world, "VNM", "cleared", "public", name),
    )
    world.add(Row("value", new, readers, "VNM", "cleared", "public", need=one))


def _shared_indicator(world: Universe, framework: Any) -> None:
    """Five member states report it publicly; Viet Nam within its team and Thailand within ASEAN make six and seven."""
    indicator = IndicatorFactory(code="shared", framework=framework, title="The shared indicator")
    for iso3 in ("BRN", "KHM", "IDN", "LAO", "MYS"):
        one = CountryIndicatorFactory(indicator=indicator, country=CountryFactory(iso3=iso3))
        ObservationFactory(country_indicator=one, value=world.figure(EVERYBODY))
    for iso3, disclosure in (("VNM", "national"), ("THA", "asean")):
        name, readers = f"shared-{iso3.lower()}", readers_of(iso3, "cleared", disclosure)
        one = CountryIndicatorFactory(indicator=indicator, **clearance(world, iso3, "cleared", disclosure, name))
        row = world.add(Row("shared-indicator", one, readers, iso3, "cleared", disclosure))
        value = ObservationFactory(
            country_indicator=one,
            value=world.figure(readers),
            **clearance(world, iso3, "cleared", disclosure, f"{name}-value"),
        )
        world.add(Row("shared-value", value, readers, iso3, "cleared", disclosure, need=row))


def add_steps(world: Universe) -> None:
    for iso3 in TEAMS:
        for state, disclosure in stages(iso3):
            name, readers = f"step-{iso3.lower()}-{state}-{disclosure}", readers_of(iso3, state, disclosure)
            step = CommitmentStepFactory(
                commitment=CommitmentFactory(code=name),
                stage="in_force",
                **world.texts(name, readers, "instrument", "note"),
                **clearance(world, iso3, state, disclosure, name),
            )
            world.add(Row("step", step, readers, iso3, state, disclosure))
