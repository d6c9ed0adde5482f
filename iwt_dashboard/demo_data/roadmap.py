"""Goals, actions with ratings, steps on commitments, and cycles of the demonstration."""

from typing import Any

from core.clearance.models import Disclosure, State
from core.models import Country
from iwt_dashboard.demo_data.stage import Stage, fill, texts
from roadmap.choices import Rating
from roadmap.models import (
    Action,
    ActionRating,
    Commitment,
    CommitmentStage,
    CommitmentStep,
    Cycle,
    Framework,
    Goal,
    RatedBy,
)

OPEN_GOALS = (State.DRAFT, State.SUBMITTED, State.RETURNED)
# From the best word to the last, as the NIAP process prints them.
WORDS = tuple(Rating)
STEPS_TAKEN = (2, 3, 1, 4, 5, 0, 2, 1, 3)


def create_frameworks(stage: Stage) -> dict[str, Framework]:
    """The two frameworks of the demonstration: its plan of action and its indicators."""
    year, told = stage.calendar.today.year, texts("roadmap")["frameworks"]
    rows = (stage.row(Framework, item, start_year=year - 3, end_year=year + 2) for item in told.values())
    return dict(zip(told, Framework.objects.bulk_create(rows), strict=True))


def create_goals(stage: Stage, framework: Framework) -> dict[tuple[str, str], Goal]:
    """Regional goals with their actions, and national goals aligned with them; the latter by (ISO3, priority code)."""
    told, notes = texts("roadmap")["goals"], texts("roadmap")["return_notes"]
    cleared = stage.cleared_by_secretariat(800, Disclosure.PUBLIC)
    regional = Goal.objects.bulk_create(
        stage.row(Goal, item, framework=framework, number=str(position), position=position, **cleared)
        for position, item in enumerate(told, start=1)
    )
    national = Goal.objects.bulk_create(
        Goal(
            code=f"{country.iso3.lower()}-{goal.code}",
            framework=framework,
            country=country,
            priority=goal.priority,
            aligned_with=goal,
            alignment_degree=item["degree"] if (row + column) % 4 else "low",
            alignment_reason=item["reason"],
            number=f"{country.iso3} {goal.number}",
            title=fill(item["national"], texts("countries")[country.iso3]),
            position=goal.position,
            is_demo=True,
            # One goal in six has not been cleared yet.
            **_steps(
                stage,
                country,
                OPEN_GOALS[column % 3] if (row + column) % 6 == 5 else State.CLEARED,
                500 + 9 * row + column,
                level=row + column,
                note=notes[column % len(notes)],
            ),
        )
        for row, (goal, item) in enumerate(zip(regional, told, strict=True))
        for column, country in enumerate(stage.countries.values())
    )
    return {(own.country.iso3, own.priority.code): own for own in national if own.country and own.priority}


def _steps(stage: Stage, country: Country, state: str, days: int, *, level: int, note: str) -> dict[str, Any]:
    levels = texts("roadmap")["levels"]
    return stage.steps(country, state, days, disclosure=levels[level % len(levels)], note=note)


def create_actions(stage: Stage) -> None:
    """The actions of the regional goals, rated by every member state, and by the secretariat where it has looked."""
    goals = {goal.code: goal for goal in Goal.objects.regional().filter(is_demo=True)}
    actions = Action.objects.bulk_create(
        stage.row(Action, action, goal=goals[item["code"]], starts_on=stage.calendar.day(-3, 1, 1))
        for item in texts("roadmap")["goals"]
        for action in item["actions"]
    )
    ActionRating.objects.bulk_create(
        rating
        for row, action in enumerate(actions)
        for column, country in enumerate(stage.countries.values())
        for rating in _ratings(stage, action, country, row, column)
    )


def _ratings(stage: Stage, action: Action, country: Country, row: int, column: int) -> list[ActionRating]:
    """The country's rating of last year and of this year, and the secretariat's beside the latter, differing at times.

    The secretariat rates only what the country has shared, and shows its view to the same readers.
    """
    place, last = (row + column) % len(WORDS), len(WORDS) - 1
    state = OPEN_GOALS[column % 3] if (row + 2 * column) % 7 == 3 else State.CLEARED
    note = "Please name the document that shows this."
    found = [
        ActionRating(
            action=action,
            country=country,
            rated_by=RatedBy.COUNTRY,
            rating=word,
            rated_on=stage.calendar.ago(days),
            evidence=texts("roadmap")["evidence"][word.value],
            is_demo=True,
            **_steps(stage, country, where, days, level=2 * row + column, note=note),
        )
        for word, days, where in (
            (WORDS[min(last, place + 1)], 420 + column, State.CLEARED),
            (WORDS[place], 50 + column, state),
        )
    ]
    disclosure = found[-1].disclosure
    if (row + column) % 2 == 0 and state == State.CLEARED and disclosure != Disclosure.NATIONAL:
        found.append(
            ActionRating(
                action=action,
                country=country,
                rated_by=RatedBy.SECRETARIAT,
                rating=WORDS[min(last, place + 1)] if (row + column) % 3 == 0 else WORDS[place],
                rated_on=stage.calendar.ago(30 + column),
                evidence="Read against the documents sent in.",
                is_demo=True,
                **stage.cleared_by_secretariat(30 + column, disclosure),
            )
        )
    return found


def create_steps(stage: Stage, commitments: list[Commitment]) -> None:
    """What member states have done on the ministers' commitments: none to all of the five steps."""
    stages = tuple(CommitmentStage)
    told = texts("roadmap")["steps"]
    CommitmentStep.objects.bulk_create(
        stage.row(
            CommitmentStep,
            told[stages[number].value],
            commitment=commitment,
            country=country,
            stage=stages[number],
            taken_on=stage.calendar.day(number - 6, 3 + number, 15),
            # The newest steps wait for the clearing officer here and there.
            **_steps(
                stage,
                country,
                OPEN_GOALS[(row + column) % 3] if number == 3 and (row + column) % 2 else State.CLEARED,
                60 + 5 * row + column,
                level=row + column,
                note="Please add the number of the instrument.",
            ),
        )
        for row, commitment in enumerate(commitments)
        for column, country in enumerate(stage.countries.values())
        for number in range(STEPS_TAKEN[(row * 2 + column) % len(STEPS_TAKEN)])
    )


def create_cycles(stage: Stage) -> None:
    """The last reporting cycle, closed, and the one that is open now."""
    year = stage.calendar.today.year
    Cycle.objects.bulk_create(
        stage.row(Cycle, item, title=item["title"].format(year=year + item["year"]))
        for item in texts("roadmap")["cycles"]
    )
