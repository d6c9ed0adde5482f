"""Goals, actions with ratings, steps on commitments, and cycles of the demonstration."""

from core.clearance.models import Disclosure, State
from core.models import Country
from iwt_dashboard.demo_data.calendar import at
from iwt_dashboard.demo_data.stage import Stage, steps
from iwt_dashboard.demo_data.texts import fill, setting, texts
from roadmap.choices import Rating
from roadmap.models import (
    Action,
    ActionRating,
    Commitment,
    CommitmentStage,
    CommitmentStep,
    Cycle,
    CycleStatus,
    Framework,
    Goal,
    RatedBy,
)

LEVELS = (Disclosure.PUBLIC, Disclosure.PARTNERS, Disclosure.ASEAN, Disclosure.PUBLIC, Disclosure.NATIONAL)
OPEN_GOALS = (State.DRAFT, State.SUBMITTED, State.RETURNED)
# From the best word to the last, as the NIAP process prints them.
WORDS = tuple(Rating)
STEPS_TAKEN = (2, 3, 1, 4, 5, 0, 2, 1, 3)


def create_frameworks(stage: Stage) -> dict[str, Framework]:
    """The two frameworks of the demonstration: its plan of action and its indicators."""
    year = stage.calendar.today.year
    rows = Framework.objects.bulk_create(
        Framework(**told, start_year=year - 3, end_year=year + 2, is_demo=True)
        for told in texts("roadmap")["frameworks"].values()
    )
    return dict(zip(texts("roadmap")["frameworks"], rows, strict=True))


def create_goals(stage: Stage, framework: Framework) -> dict[tuple[str, str], Goal]:
    """Regional goals with their actions, and national goals aligned with them; the latter by (ISO3, priority code)."""
    told = texts("roadmap")["goals"]
    cleared_at = at(stage.calendar.ago(800))
    secretariat = stage.people.secretariat
    regional = Goal.objects.bulk_create(
        Goal(
            code=item["code"],
            framework=framework,
            priority=stage.priorities[item["priority"]],
            number=str(position),
            title=item["title"],
            position=position,
            state=State.CLEARED,
            disclosure=Disclosure.PUBLIC,
            cleared_at=cleared_at,
            created_at=cleared_at,
            edited_at=cleared_at,
            created_by=secretariat,
            edited_by=secretariat,
            is_demo=True,
        )
        for position, item in enumerate(told, start=1)
    )
    cells = [
        (goal, item, country, row, column)
        for row, (goal, item) in enumerate(zip(regional, told, strict=True))
        for column, country in enumerate(stage.countries.values())
    ]
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
            title=fill(item["national"], setting(country.iso3)),
            position=goal.position,
            **steps(
                stage,
                country,
                _goal_state(row, column),
                stage.calendar.ago(500 + 9 * row + column),
                disclosure=LEVELS[(row + column) % len(LEVELS)],
                note=_note(column),
            ),
        )
        for goal, item, country, row, column in cells
    )
    return {
        (c.iso3, goal.priority.code): own
        for (goal, _, c, _, _), own in zip(cells, national, strict=True)
        if goal.priority
    }


def create_actions(stage: Stage) -> None:
    """The actions of the regional goals, rated by every member state, and by the secretariat where it has looked."""
    goals = {goal.code: goal for goal in Goal.objects.regional().filter(is_demo=True)}
    actions = Action.objects.bulk_create(
        Action(
            goal=goals[item["code"]],
            number=action["number"],
            title=action["title"],
            lead=action["lead"],
            kpi=action["kpi"],
            starts_on=stage.calendar.day(-3, 1, 1),
            due_on=stage.calendar.year_end(action["years"]),
            is_demo=True,
        )
        for item in texts("roadmap")["goals"]
        for action in item["actions"]
    )
    ratings = [
        rating
        for row, action in enumerate(actions)
        for column, country in enumerate(stage.countries.values())
        for rating in _ratings(stage, action, country, row, column)
    ]
    ActionRating.objects.bulk_create(ratings)


def create_steps(stage: Stage, commitments: list[Commitment]) -> None:
    """What member states have done on the ministers' commitments: none to all of the five steps."""
    stages = tuple(CommitmentStage)
    told = texts("roadmap")["steps"]
    CommitmentStep.objects.bulk_create(
        CommitmentStep(
            commitment=commitment,
            country=country,
            stage=stages[number],
            taken_on=stage.calendar.day(number - 6, 3 + number, 15),
            instrument=told[stages[number].value]["instrument"],
            **steps(
                stage,
                country,
                _step_state(number, row, column),
                stage.calendar.ago(60 + 5 * row + column),
                disclosure=LEVELS[(row + column) % len(LEVELS)],
                note="Please add the number of the instrument.",
            ),
        )
        for row, commitment in enumerate(commitments)
        for column, country in enumerate(stage.countries.values())
        for number in range(STEPS_TAKEN[(row * 2 + column) % len(STEPS_TAKEN)])
    )


def create_cycles(stage: Stage) -> None:
    """The last reporting cycle, closed, and the one that is open now."""
    told, calendar = texts("roadmap")["cycles"], stage.calendar
    year = calendar.today.year
    Cycle.objects.bulk_create(
        [
            Cycle(
                title=told["closed"]["title"].format(year=year - 1),
                meeting=told["closed"]["meeting"],
                period_start=calendar.day(-2, 1, 1),
                period_end=calendar.year_end(-2),
                opens_on=calendar.ago(400),
                due_on=calendar.ago(340),
                status=CycleStatus.CLOSED,
                is_demo=True,
            ),
            Cycle(
                title=told["open"]["title"].format(year=year),
                meeting=told["open"]["meeting"],
                period_start=calendar.day(-1, 1, 1),
                period_end=calendar.year_end(-1),
                opens_on=calendar.ago(35),
                due_on=calendar.ago(-40),
                status=CycleStatus.OPEN,
                is_demo=True,
            ),
        ]
    )


def _goal_state(row: int, column: int) -> str:
    """One goal in six has not been cleared yet."""
    return OPEN_GOALS[column % 3] if (row + column) % 6 == 5 else State.CLEARED


def _step_state(number: int, row: int, column: int) -> str:
    """The newest steps wait for the clearing officer here and there."""
    return OPEN_GOALS[(row + column) % 3] if number == 3 and (row + column) % 2 else State.CLEARED


def _note(column: int) -> str:
    notes: list[str] = texts("roadmap")["return_notes"]
    return notes[column % len(notes)]


def _ratings(stage: Stage, action: Action, country: Country, row: int, column: int) -> list[ActionRating]:
    """The country's rating of last year and of this year, and the secretariat's beside the latter, differing at times.

    The secretariat rates only what the country has shared, and shows its view to the same readers.
    """
    evidence = texts("roadmap")["evidence"]
    calendar = stage.calendar
    now = WORDS[(row + column) % len(WORDS)]
    before = WORDS[min(len(WORDS) - 1, (row + column) % len(WORDS) + 1)]
    theirs = WORDS[min(len(WORDS) - 1, (row + column) % len(WORDS) + (1 if (row + column) % 3 == 0 else 0))]
    state = OPEN_GOALS[column % 3] if (row + 2 * column) % 7 == 3 else State.CLEARED
    disclosure = LEVELS[(2 * row + column) % len(LEVELS)]
    found = [
        ActionRating(
            action=action,
            country=country,
            rated_by=RatedBy.COUNTRY,
            rating=word,
            rated_on=calendar.ago(days),
            evidence=evidence[word.value],
            **steps(
                stage,
                country,
                where,
                calendar.ago(days),
                disclosure=disclosure,
                note="Please name the document that shows this.",
            ),
        )
        for word, days, where in ((before, 420 + column, State.CLEARED), (now, 50 + column, state))
    ]
    if (row + column) % 2 == 0 and state == State.CLEARED and disclosure != Disclosure.NATIONAL:
        seen_at = at(calendar.ago(30 + column))
        secretariat = stage.people.secretariat
        found.append(
            ActionRating(
                action=action,
                country=country,
                rated_by=RatedBy.SECRETARIAT,
                rating=theirs,
                rated_on=calendar.ago(30 + column),
                evidence="Read against the documents sent in.",
                state=State.CLEARED,
                disclosure=disclosure,
                cleared_at=seen_at,
                created_at=seen_at,
                edited_at=seen_at,
                created_by=secretariat,
                edited_by=secretariat,
                is_demo=True,
            )
        )
    return found
