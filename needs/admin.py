"""Official plans in the admin. Needs are not here: they are their country's, and change by clearance alone."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.base import SOURCE_FIELDS, LinksInline, ReferenceAdmin
from core.admin.imports import resource_for
from core.admin.merge_page import MergePage
from needs.actions.plans import merge_plans
from needs.models import Plan, PlanObjective
from needs.reference import TABLES

COLUMNS = {
    Plan: ("kind", "end_year", "status", "legal_instrument", "document_url", "note", *SOURCE_FIELDS),
    PlanObjective: ("title", *SOURCE_FIELDS),
}
# Imports and exports name rows as the data files do.
RESOURCES = {
    table.model: resource_for(table.model, key=table.key, columns=COLUMNS[table.model], links=table.links)
    for table in TABLES
}


class ObjectiveInline(LinksInline):
    """The objectives of a plan. Needs point at them, so they are renamed and not taken away."""

    model = PlanObjective
    can_delete = False
    fields: ClassVar = [("number", "title", "verified")]


@admin.register(Plan)
class PlanAdmin(MergePage, ReferenceAdmin):
    """Plans with their objectives. A duplicate is merged."""

    merge = staticmethod(merge_plans)

    resource_classes = (RESOURCES[Plan],)
    list_display = ("title", "country", "kind", "start_year", "end_year", "status", "verified", "is_demo")
    list_select_related = ("country",)
    list_filter = ("country", "kind", "status", "verified", "is_demo")
    search_fields = ("title", "legal_instrument", "country__name")
    inlines: ClassVar = [ObjectiveInline]


@admin.register(PlanObjective)
class PlanObjectiveAdmin(ReferenceAdmin):
    """All objectives in one table, for import and export."""

    resource_classes = (RESOURCES[PlanObjective],)
    list_display = ("number", "title", "plan", "country", "verified", "is_demo")
    list_select_related = ("plan__country",)
    list_filter = ("plan__country", "verified", "is_demo")
    search_fields = ("title", "plan__title", "plan__country__name")
    autocomplete_fields = ("plan",)

    @admin.display(description=_("member state"), ordering="plan__country__asean_order")
    def country(self, objective: PlanObjective) -> str:
        """The country of the plan."""
        return str(objective.plan.country)
