"""Single needs looked up for a person, and what the entry form offers."""

from typing import Any

from core.clearance.models import Viewer
from core.clearance.returned import write_of_return
from core.history.timeline import Change
from core.models import Country, Priority, User
from core.reference_rows import countries, priorities
from needs.content import content_at, content_of, differences, doubts, parts_of, to_json
from needs.models import Clarification, Need, NeedRevision, PlanObjective


def find_need(viewer: Viewer, code: str) -> Need | None:
    """A need that the viewer may see, by its code in either case."""
    return Need.objects.visible_to(viewer).with_labels().filter(code=code.upper()).first()


def find_team_need(person: User, code: str) -> Need | None:
    """A need of the person's own country, by its code in either case; another's is not found, even if visible."""
    return Need.objects.visible_to(person).with_labels().filter(country=person.country, code=code.upper()).first()


def open_proposal(person: Viewer, need: Need) -> NeedRevision | None:
    """The change that waits beside a cleared need, for its own team."""
    rows = NeedRevision.objects.visible_to(person).open().filter(need=need).select_related("country", "need")
    return rows.first()


def find_clarification(person: User, pk: int) -> Clarification | None:
    """A question on a need of the person's own country."""
    rows = Clarification.objects.visible_to(person).filter(need__country=person.country)
    return rows.select_related("need__country", "organisation").filter(pk=pk).first()


def row_to_edit(person: User, need: Need) -> Need | NeedRevision:
    """The row that the next save would write to or stand beside; its version is the one to be compared."""
    return open_proposal(person, need) or need


def review_of(person: User, need: Need) -> dict[str, Any]:
    """What a clearing officer decides on: a need with its parts, or a change of a cleared need with its differences."""
    proposal, parts = open_proposal(person, need), parts_of(need)
    changes = differences(to_json(content_of(need, parts)), proposal.content) if proposal else []
    return {
        "record": proposal or need,
        "need": need,
        "proposal": proposal,
        "parts": parts,
        "changes": changes,
        "mended": mended_since_return(need, proposal),
        "doubts": doubts(proposal.content if proposal else to_json(content_of(need, parts))),
    }


def mended_since_return(need: Need, proposal: NeedRevision | None) -> list[Change] | None:
    """What the new submission of a need, or of a change of it, says differently from the one that was returned.

    None where it was not returned. At most six queries.
    """
    event = write_of_return(proposal or need)
    before = content_at(need, "version" if proposal else "need", event) if event else None
    if before is None:
        return None
    return differences(to_json(before), proposal.content if proposal else to_json(content_of(need, parts_of(need))))


def entry_choices(country: Country) -> tuple[list[Priority], list[PlanObjective]]:
    """Priorities, and the objectives of the country's own plans, plan by plan. Two queries."""
    objectives = PlanObjective.objects.filter(plan__country=country, plan__merged_into__isnull=True)
    by_plan = objectives.select_related("plan").order_by("-plan__start_year", "plan__title", "plan_id", "number")
    return priorities(), list(by_plan)


def country_choices() -> list[tuple[str, str]]:
    """Member states in ASEAN order, as choices of a filter."""
    return [(one.iso3, one.name) for one in countries()]


def priority_choices() -> list[tuple[str, str]]:
    """Priorities in their order, as choices of a filter."""
    return [(one.code, one.name) for one in priorities()]
