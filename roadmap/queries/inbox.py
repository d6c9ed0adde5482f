"""What lies on a person's desk, and single records looked up for that person."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.actions import entered_state_at
from core.clearance.messages import state_sentence
from core.clearance.models import State, Viewer, own_country_id
from core.clearance.permissions import Permission, can
from core.clearance.rules import is_own_entry
from core.inbox import SHOWN_ENTRIES, Entry
from core.models import Country, Priority, User
from roadmap.entries import TrajectoryEntry, entry_of_content
from roadmap.messages import period_text, value_text
from roadmap.models import CountryIndicator, Framework, Goal, Indicator, Observation, TrajectoryProposal


def waiting_for(user: User) -> list[Entry]:
    """What waits for this person, the oldest first: submitted entries for who clears, drafts and returns for the team.

    An own entry that waits for a clearing officer does not wait for its author.
    """
    if not user.country_id:
        return []
    states = []
    if can(user, Permission.ENTRY_CLEAR):
        states.append(State.SUBMITTED)
    if can(user, Permission.ENTRY_WRITE):
        states += [State.DRAFT, State.RETURNED]
    found = _entries(user, Q(state__in=states))
    mine = [one for one in found if one.state != State.SUBMITTED or not one.is_own]
    return sorted(mine, key=lambda one: (one.since is None, one.since))


def my_entries(user: User) -> list[Entry]:
    """What this person wrote, edited or submitted, the newest first; at most fifty."""
    mine = Q(created_by=user) | Q(edited_by=user) | Q(submitted_by=user)
    found = sorted(_entries(user, mine), key=lambda one: one.record.edited_at, reverse=True)
    return found[:SHOWN_ENTRIES]


def find_indicator(code: str) -> Indicator | None:
    """An indicator by its code."""
    return Indicator.objects.select_related("framework", "priority").filter(code=code).first()


def find_country(iso3: str) -> Country | None:
    """A member state by its ISO3 code, in either case."""
    return Country.objects.filter(iso3=iso3.upper()).first()


def frameworks() -> list[Framework]:
    """The frameworks that hold indicators, for a filter."""
    return list(Framework.objects.filter(indicators__isnull=False).distinct())


def priorities() -> list[Priority]:
    """The twelve priorities, for a filter."""
    return list(Priority.objects.all())


def goals_to_choose(viewer: Viewer, country: Country) -> QuerySet[Goal]:
    """The national goals that an indicator of a member state can stand under."""
    found: QuerySet[Goal] = Goal.objects.visible_to(viewer).filter(country=country)
    return found


def proposed_entry(proposal: TrajectoryProposal) -> TrajectoryEntry:
    """What a proposal says, its goal looked up among those of its member state."""
    return entry_of_content(proposal.content, Goal.objects.filter(country_id=proposal.country_id).in_bulk())


def find_country_indicator(viewer: Viewer, indicator: Indicator, country: Country) -> CountryIndicator | None:
    """The use of an indicator by a member state, as far as the viewer may know of it."""
    found: CountryIndicator | None = (
        CountryIndicator.objects.visible_to(viewer)
        .filter(indicator=indicator, country=country)
        .select_related("indicator__framework", "country", "goal")
        .prefetch_related("milestones")
        .first()
    )
    return found


def find_observation(viewer: Viewer, pk: int) -> Observation | None:
    """A value that the viewer may see. What it corrects comes along only where the viewer may see that, too."""
    found: Observation | None = (
        Observation.objects.visible_to(viewer)
        .select_related(
            "country",
            "country_indicator__indicator__framework",
            "country_indicator__country",
            "created_by",
            "submitted_by",
            "returned_by",
            "cleared_by",
        )
        .prefetch_related(Prefetch("supersedes", Observation.objects.visible_to(viewer)))
        .filter(pk=pk)
        .first()
    )
    return found


def correction_of(viewer: Viewer, row: Observation) -> Observation | None:
    """The newest row that corrects this one, as far as the viewer may see it."""
    found: Observation | None = Observation.objects.visible_to(viewer).filter(supersedes=row).order_by("-pk").first()
    return found


def open_proposal(user: Viewer, one: CountryIndicator) -> TrajectoryProposal | None:
    """The change of a cleared trajectory that waits beside it, for its own team."""
    found: TrajectoryProposal | None = (
        TrajectoryProposal.objects.visible_to(user)
        .open()
        .filter(country_indicator=one)
        .select_related(
            "country",
            "country_indicator__indicator__framework",
            "country_indicator__country",
            "country_indicator__goal",
        )
        .prefetch_related("country_indicator__milestones")
        .first()
    )
    return found


def last_stated(one: CountryIndicator) -> Observation | None:
    """The latest cleared value of the member state's own series, which "nothing has changed" would carry on."""
    return (
        Observation.objects.current()
        .filter(country_indicator=one, origin="country")
        .filter(Q(value__isnull=False) | Q(denominator__gt=0))
        .order_by("-period_end", "-pk")
        .first()
    )


def is_of_own_team(viewer: Viewer, country: Country) -> bool:
    """Whether the viewer belongs to the team of a member state."""
    return own_country_id(viewer) == country.pk


def _entries(user: User, condition: Q) -> list[Entry]:
    home = user.country_id
    if home is None:
        return []
    observations = (
        Observation.objects.visible_to(user)
        .filter(condition, country_id=home)
        .select_related("country", "country_indicator__indicator", "country_indicator__country")
    )
    set_ups = (
        CountryIndicator.objects.visible_to(user)
        .filter(condition, country_id=home)
        .select_related("country", "indicator")
    )
    proposals = (
        TrajectoryProposal.objects.visible_to(user)
        .filter(condition, country_id=home)
        .select_related("country", "country_indicator__indicator", "country_indicator__country")
    )
    return [
        *(_of_observation(user, row) for row in observations),
        *(_of_set_up(user, row, row, _("Indicator set-up")) for row in set_ups),
        *(_of_set_up(user, row, row.country_indicator, _("Change of a target")) for row in proposals),
    ]


def _of_observation(user: User, row: Observation) -> Entry:
    indicator = row.country_indicator.indicator
    value = row.value if row.denominator is None else None
    shown = f": {value_text(indicator, value)}" if value is not None else ""
    return _entry(
        user,
        row,
        what=_("Correction") if row.supersedes_id else _("Indicator value"),
        title=f"{indicator.title}, {period_text(row.period_start, row.period_end)}{shown}",
        url=reverse("roadmap:observation", args=[row.pk]),
    )


def _of_set_up(user: User, row: Any, one: CountryIndicator, what: str) -> Entry:
    url = reverse("roadmap:country-indicator", args=[one.indicator.code, one.country.iso3])
    return _entry(user, row, what=what, title=one.indicator.title, url=f"{url}#set-up")


def _entry(user: User, row: Any, *, what: str, title: str, url: str) -> Entry:
    written_by = {key for key in (row.created_by_id, row.edited_by_id) if key}
    return Entry(
        what=what,
        title=title,
        url=url,
        state=row.state,
        sentence=state_sentence(row),
        since=entered_state_at(row),
        note=row.return_note if row.state == State.RETURNED else "",
        is_own=is_own_entry(user.pk, written_by, row.submitted_by_id),
        record=row,
    )
