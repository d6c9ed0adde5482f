"""Versions, questions and warnings on a need's page, and the plans of its country."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.db.models import QuerySet
from django.utils.formats import date_format

from core.clearance.models import State, Viewer
from core.history.timeline import Change
from core.models import Country
from needs.content import content_of, differences, to_json
from needs.models import Clarification, Need, NeedComponent, NeedRevision, Plan
from needs.rules import Coverage, Freshness, NeedStatus, word_disagreement

SHOWN_VERSIONS = 15


@dataclass(frozen=True)
class Version:
    """A cleared version or the open proposal, with what it changes against the one before that the viewer may see."""

    row: NeedRevision
    changes: tuple[Change, ...]
    is_current: bool = False


def versions_and_proposal(
    viewer: Viewer, need: Need, parts: Sequence[NeedComponent]
) -> tuple[list[Version], Version | None]:
    """The cleared versions that the viewer may see, newest first, and for the own team the proposal. One query."""
    rows = list(
        NeedRevision.objects.visible_to(viewer)
        .filter(need=need)
        .select_related("need", "country", "created_by", "submitted_by", "cleared_by")
        .order_by("-number")[: SHOWN_VERSIONS + 2]
    )
    cleared = [row for row in rows if row.state == State.CLEARED]
    waiting = next((row for row in rows if row.state != State.CLEARED), None)
    versions = [
        Version(row, tuple(differences(earlier.content, row.content)) if earlier else (), is_current=row is cleared[0])
        for row, earlier in list(zip_longest(cleared, cleared[1:]))[:SHOWN_VERSIONS]
    ]
    if waiting is None:
        return versions, None
    return versions, Version(waiting, tuple(differences(to_json(content_of(need, parts)), waiting.content)))


def clarifications_of(viewer: Viewer, need: Need) -> list[Clarification]:
    """Questions on a need with their answers, as far as the viewer may read them, the oldest first. One query."""
    rows = Clarification.objects.visible_to(viewer).filter(need=need).select_related("organisation")
    return list(rows.order_by("asked_at", "pk"))


def plans_of(country: Country) -> QuerySet[Plan]:
    """The country's official plans, the newest first. Plans are public by nature."""
    return Plan.objects.shown().filter(country=country).order_by("-start_year", "-end_year", "title")


def disagreement_sentence(word: str, found: Coverage) -> str:
    """The warning where the country's word and the computed coverage disagree, or nothing."""
    warning = word_disagreement(word, found)
    return str(warning.label) % {"word": NeedStatus(word).label, "computed": found.status.label} if warning else ""


def freshness_sentence(found: Freshness, since: date | None) -> str:
    """When the country last confirmed a need, and whether that is too long ago."""
    return str(found.label) % {"day": date_format(since, "j F Y") if since else ""}
