"""All indicators of one member state: where each stands, and the rows of those that are shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from core.clearance.models import State, Viewer
from core.figures import settle
from core.models import Country
from roadmap.choices import Status
from roadmap.models import CountryIndicator, Origin
from roadmap.queries.rows import ORDER, IndicatorRow, for_viewer, judged_anew, rows_of


@dataclass(frozen=True)
class Standing:
    """Where a cleared indicator of a member state stands, without what a list shows of it."""

    key: int
    title: str
    not_applicable_reason: str
    is_demo: bool
    status: Status
    has_recent_value: bool
    is_published: bool


def standings_of(viewer: Viewer, country: Country, as_of: date) -> list[Standing]:
    """Where each cleared indicator of a member state stands that the viewer may see, by framework. One query, and three
    more where what is stored does not hold on the day."""
    settle()
    visible: Any = CountryIndicator.objects.visible_to(viewer).filter(country=country, state=State.CLEARED)
    found = visible.annotate(for_viewer=for_viewer(viewer, as_of)).annotate(
        judged=F("for_viewer__status"),
        recent=F("for_viewer__has_recent_value"),
        word_of=KeyTextTransform("origin", "for_viewer__content"),
    )
    own = ("pk", "indicator__title", "not_applicable_reason", "is_demo")
    rows = list(found.order_by(*ORDER).values_list(*own, "judged", "recent", "word_of"))
    run_out = visible.filter(pk__in=[key for key, *_own, judged, _recent, _word in rows if judged is None])
    anew = judged_anew(viewer, run_out.select_related("indicator"), as_of)
    return [
        Standing(key, title, reason, is_demo, Status(judged), recent, word_of == Origin.PUBLISHED)
        if judged is not None
        else Standing(
            *(key, title, reason, is_demo, anew[key].assessment.status),
            *(anew[key].assessment.has_recent_value, anew[key].origin == Origin.PUBLISHED),
        )
        for key, title, reason, is_demo, judged, recent, word_of in rows
    ]


def rows_of_keys(viewer: Viewer, country: Country, keys: Collection[int], as_of: date) -> dict[int, IndicatorRow]:
    """Some indicators of a member state as rows of a list, by their key. One query."""
    used = CountryIndicator.objects.visible_to(viewer).filter(pk__in=keys).select_related("indicator")
    rows = rows_of(viewer, used, as_of, country)
    return {row.country_indicator.pk: row for row in rows if row.country_indicator}
