"""Goals and actions: the regional goal beside the member states, and what has been delivered, in the words of NIAP."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core.clearance.models import State, Viewer
from core.folding import sort_key
from core.models import Country
from core.reference_rows import countries
from roadmap import rules
from roadmap.choices import Rating
from roadmap.models import Action, ActionRating, Framework, Goal, RatedBy

Newest = dict[tuple[int, int, str], ActionRating]
"""The newest rating of each action (its key) for each member state (its key) by each of the two (`RatedBy`)."""


@dataclass(frozen=True)
class RatedAction:
    """An action with the newest ratings of a member state and of the secretariat; neither overwrites the other."""

    action: Action
    country: Country
    own: ActionRating | None = None
    secretariat: ActionRating | None = None

    @property
    def differs(self) -> bool:
        """Whether both have rated, and not alike."""
        return bool(self.own and self.secretariat and self.own.rating != self.secretariat.rating)


@dataclass(frozen=True)
class GoalRow:
    """A goal with its actions."""

    goal: Goal
    actions: tuple[RatedAction, ...]


@dataclass(frozen=True)
class AlignedCell:
    """The national goals of one member state under one regional goal."""

    country: Country
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class RegionalGoalRow:
    """A regional goal with the aligned goals of each of the eleven member states."""

    goal: Goal
    cells: tuple[AlignedCell, ...]

    @property
    def n_aligned(self) -> int:
        """How many member states show a goal aligned with it."""
        return sum(bool(cell.goals) for cell in self.cells)


@dataclass(frozen=True)
class FrameworkGoals:
    """The regional goals of one framework; the framework is None for goals that stand in none."""

    framework: Framework | None
    rows: tuple[RegionalGoalRow, ...]


@dataclass(frozen=True)
class RatedDelivery:
    """Actions per rung in NIAP order, the member states' own ratings beside the secretariat's."""

    own: rules.RungTable
    secretariat: rules.RungTable
    n_actions: int
    has_demo: bool = False

    @property
    def rows(self) -> list[tuple[rules.RungShare, rules.RungShare]]:
        """The six rungs of both."""
        return list(zip(self.own.rungs, self.secretariat.rungs, strict=True))


@dataclass(frozen=True)
class CountryOfGoal:
    """What one member state shows under a regional goal: its goals, and its ratings of the regional actions."""

    country: Country
    goals: tuple[GoalRow, ...]
    regional_actions: tuple[RatedAction, ...]


@dataclass(frozen=True)
class GoalPage:
    """The member states under a regional goal in ASEAN order, or the actions of a national one.

    `goal_keys` are those of the goal and of all that are aligned with it.
    """

    goal_keys: tuple[int, ...]
    countries: tuple[CountryOfGoal, ...] = ()
    actions: tuple[RatedAction, ...] = ()
    unrated_actions: tuple[Action, ...] = ()


def regional_goals(viewer: Viewer) -> list[FrameworkGoals]:
    """Regional goals by framework, with the aligned goals of all member states, as far as visible. Two queries."""
    goals = list(
        Goal.objects.visible_to(viewer).select_related("framework", "country", "priority").order_by("position", "code")
    )
    national: dict[tuple[int, int], list[Goal]] = defaultdict(list)
    for goal in goals:
        if goal.country_id and goal.aligned_with_id and goal.state == State.CLEARED:
            national[goal.aligned_with_id, goal.country_id].append(goal)
    states = countries()
    frameworks: dict[Framework | None, list[RegionalGoalRow]] = defaultdict(list)
    for goal in goals:
        if goal.country_id is None:
            cells = tuple(AlignedCell(c, tuple(national.get((goal.pk, c.pk), ()))) for c in states)
            frameworks[goal.framework].append(RegionalGoalRow(goal, cells))
    ordered = sorted(frameworks.items(), key=lambda pair: (pair[0] is None, pair[0] and sort_key(pair[0].title)))
    return [FrameworkGoals(framework, tuple(rows)) for framework, rows in ordered]


def rated_actions_of(viewer: Viewer, country: Country) -> list[RatedAction]:
    """Actions of one member state with both ratings: of its own goals, and regional ones that were rated.

    Sorted by goal, each with its goal loaded. Two queries.
    """
    newest = _newest(_cleared_ratings(viewer).filter(country=country))
    actions = (
        Action.objects.visible_to(viewer)
        .filter(Q(goal__country=country, goal__state=State.CLEARED) | Q(pk__in={action for action, _c, _by in newest}))
        .select_related("goal")
        .order_by("goal__position", "goal__code", "number")
    )
    return [_rated(action, country, newest) for action in actions]


def find_goal(viewer: Viewer, code: str) -> Goal | None:
    """A goal that the viewer may see, by its code."""
    return (
        Goal.objects.visible_to(viewer)
        .select_related("framework", "country", "priority", "aligned_with__framework")
        .filter(code=code)
        .first()
    )


def goal_page(viewer: Viewer, goal: Goal) -> GoalPage:
    """A regional goal with all member states, or a national goal by itself. At most five queries."""
    if goal.country is not None:
        rows = _with_actions(viewer, [goal], {goal.country.pk: goal.country})
        return GoalPage((goal.pk,), actions=rows[0].actions)
    states = {country.pk: country for country in countries()}
    national = list(
        Goal.objects.visible_to(viewer)
        .filter(aligned_with=goal)
        .select_related("country", "priority", "aligned_with")
        .order_by("position", "code")
    )
    rows = _with_actions(viewer, [*national, goal], states)
    shared = rows[-1].actions
    return GoalPage(
        goal_keys=(goal.pk, *(one.pk for one in national)),
        countries=tuple(
            CountryOfGoal(
                country=country,
                goals=tuple(row for row in rows[:-1] if row.goal.country_id == country.pk),
                regional_actions=tuple(rated for rated in shared if rated.country.pk == country.pk),
            )
            for country in states.values()
        ),
        unrated_actions=tuple(Action.objects.visible_to(viewer).filter(goal=goal)),
    )


def delivery(viewer: Viewer) -> RatedDelivery:
    """How many actions of member states stand on each rung, as they and the secretariat see it. Three queries.

    An action of a national goal counts once; an action of a regional goal once for each member state that rated it.
    """
    goals = Goal.objects.visible_to(viewer).filter(country__isnull=False, state=State.CLEARED)
    pairs = set(Action.objects.visible_to(viewer).filter(goal__in=goals).values_list("pk", "goal__country_id"))
    newest = _newest_of(_cleared_ratings(viewer)).values_list("action", "country", "rated_by", "rating", "is_demo")
    words, demo = {}, []
    for action, country, by, rating, is_demo in newest:
        words[action, country, by] = Rating(rating)
        demo.append(is_demo)
    keys = sorted(pairs | {(action, country) for action, country, _by in words})
    own = rules.rung_shares(words.get((*key, RatedBy.COUNTRY)) for key in keys)
    secretariat = rules.rung_shares(words.get((*key, RatedBy.SECRETARIAT)) for key in keys)
    return RatedDelivery(own, secretariat, len(keys), any(demo))


def _cleared_ratings(viewer: Viewer) -> Any:
    """Cleared ratings of actions whose goal the viewer may see as well."""
    actions = Action.objects.visible_to(viewer)
    return ActionRating.objects.visible_to(viewer).cleared().filter(action__in=actions)


def _newest_of(ratings: Any) -> Any:
    """Of ratings the newest of each action for each member state by each of the two: earlier ones stay in the database,
    however many years of them there are."""
    each = ("action_id", "country_id", "rated_by")
    return ratings.order_by(*each, "-rated_on", "-pk").distinct(*each)


def _newest(ratings: Any) -> Newest:
    return {(one.action_id, one.country_id, one.rated_by): one for one in _newest_of(ratings)}


def _rated(action: Action, country: Country, newest: Newest) -> RatedAction:
    own, theirs = (newest.get((action.pk, country.pk, by)) for by in (RatedBy.COUNTRY, RatedBy.SECRETARIAT))
    return RatedAction(action, country, own, theirs)


def _with_actions(viewer: Viewer, goals: list[Goal], countries: dict[int, Country]) -> list[GoalRow]:
    """Goals with actions: a national one's all, a regional one's for each member state that rated them. Two queries."""
    actions = list(Action.objects.visible_to(viewer).filter(goal__in=goals).order_by("goal", "number"))
    newest = _newest(_cleared_ratings(viewer).filter(action__in=actions))
    by_goal: dict[int, list[Action]] = defaultdict(list)
    for action in actions:
        by_goal[action.goal_id].append(action)
    rated_by: dict[int, set[int]] = defaultdict(set)
    for action_key, country_key, _by in newest:
        rated_by[action_key].add(country_key)
    rows = []
    for goal in goals:
        rated = tuple(
            _rated(action, countries[key], newest)
            for action in by_goal[goal.pk]
            for key in ([goal.country_id] if goal.country_id else sorted(rated_by[action.pk]))
            if key in countries
        )
        rows.append(GoalRow(goal, rated))
    return rows
