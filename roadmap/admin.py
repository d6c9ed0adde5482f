"""The region's road map in the admin: frameworks, regional goals, indicators, commitments, processes, cycles.

What a member state clears (national goals, ratings, baselines, values, steps) is not here.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.admin.base import SOURCE_FIELDS, BaseAdmin, LinksInline, ReferenceAdmin
from core.admin.imports import resource_for
from core.clearance.models import Disclosure, State
from core.tracking import standing
from roadmap.models import Action, Commitment, Cycle, ExternalProcess, Framework, Goal, Indicator
from roadmap.reference import TABLES


def publish(goal: Goal) -> None:
    """Make a new regional goal what regional goals are: decided elsewhere, and public."""
    goal.state, goal.disclosure, goal.cleared_at = State.CLEARED, Disclosure.PUBLIC, timezone.now()


PLACE = ("framework", "priority")
COLUMNS: dict[Any, tuple[str, ...]] = {
    Framework: ("title", "edition", "kind", "issuer", "start_year", "end_year", "description"),
    # What a regional goal says; alignment and clearance are of national ones.
    Goal: (*PLACE, "number", "title", "description", "position"),
    Indicator: (
        *(*PLACE, "number", "title", "outcome", "kind", "accumulation", "flow_basis", "direction", "unit", "decimals"),
        *("method", "reporting_months", "needs_cites", "position"),
    ),
    Commitment: (*PLACE, "head", "title", "position"),
    ExternalProcess: (
        *("issuer", "as_of", "opened_on", "closed_on", "date_note", "measures", "incentives", "official_url"),
    ),
}
# Imports and exports name rows as the data files do.
RESOURCES = {
    table.model: resource_for(
        table.model, key=table.key, columns=(*COLUMNS[table.model], *SOURCE_FIELDS), links=table.links
    )
    for table in TABLES
    if table.model in COLUMNS
}


class ActionInline(LinksInline):
    """The actions under a goal; countries have rated them, so they are not taken away."""

    model = Action
    can_delete = False
    fields: ClassVar = [("number", "title"), ("lead", "starts_on", "due_on"), "kpi"]


@admin.register(Framework)
class FrameworkAdmin(ReferenceAdmin):
    """Versioned frames that goals and indicators come from."""

    resource_classes = (RESOURCES[Framework],)
    list_display = ("title", "edition", "kind", "issuer", "start_year", "end_year", "verified", "is_demo")
    list_filter = ("kind", "verified", "is_demo")
    search_fields = ("title", "code", "issuer")


@admin.register(Goal)
class GoalAdmin(ReferenceAdmin):
    """Regional goals with their actions. National goals are their country's."""

    resource_classes = (RESOURCES[Goal],)
    list_display = ("title", "number", "framework", "priority", "position", "is_demo")
    list_select_related = ("framework", "priority")
    list_filter = ("framework", "priority", "is_demo")
    search_fields = ("title", "code", "description")
    fields = ("code", *COLUMNS[Goal], *SOURCE_FIELDS)
    inlines: ClassVar = [ActionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Goal]:
        """Goals of the region."""
        return super().get_queryset(request).filter(standing(), country__isnull=True)

    def save_model(self, request: HttpRequest, obj: Goal, form: Any, change: bool) -> None:
        """Save; a new goal is public at once."""
        if not change:
            publish(obj)
            obj.created_by = request.user  # type: ignore[assignment]
        obj.edited_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    """What is measured. How a member state uses it is the member state's."""

    resource_classes = (RESOURCES[Indicator],)
    list_display = ("title", "number", "framework", "priority", "kind", "direction", "unit", "verified")
    list_select_related = ("framework", "priority")
    list_filter = ("framework", "kind", "direction", "priority", "verified")
    search_fields = ("title", "code", "number", "outcome")
    autocomplete_fields = ("framework",)


@admin.register(Commitment)
class CommitmentAdmin(ReferenceAdmin):
    """What ministers committed to, paraphrased."""

    resource_classes = (RESOURCES[Commitment],)
    list_display = ("title", "head", "framework", "priority", "position", "verified")
    list_select_related = ("framework", "priority")
    list_filter = ("framework", "head", "priority", "verified")
    search_fields = ("title", "code", "head")
    autocomplete_fields = ("framework",)


@admin.register(ExternalProcess)
class ExternalProcessAdmin(ReferenceAdmin):
    """Processes of others: recorded with their official link, never issued here."""

    resource_classes = (RESOURCES[ExternalProcess],)
    list_display = ("country", "kind", "stage", "issuer", "as_of", "opened_on", "closed_on", "verified")
    list_select_related = ("country",)
    list_filter = ("kind", "country", "verified")
    search_fields = ("stage", "issuer", "measures", "country__name")


@admin.register(Cycle)
class CycleAdmin(BaseAdmin):
    """Reporting cycles: planned, opened and closed by the secretariat."""

    list_display = ("title", "status", "period_start", "period_end", "opens_on", "due_on", "meeting", "is_demo")
    list_filter = ("status", "is_demo")
    list_editable: ClassVar = ["status"]
    search_fields = ("title", "meeting")
