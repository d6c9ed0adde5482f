"""Programmes, mechanisms and money of record in the admin. Answers to needs are not: they are between two sides."""

from typing import ClassVar

from django.contrib import admin

from core.admin_tables import LinksInline, ReferenceAdmin, resource_for
from partners.models import (
    Engagement,
    ExchangeRate,
    HistoricalFunding,
    Mechanism,
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)


class CountryInline(LinksInline):
    """Member states that a programme covers, with its share or "not split"."""

    model = ProgrammeCountry
    fields: ClassVar = [("country", "share")]


class PriorityInline(LinksInline):
    """Priorities that a programme serves."""

    model = ProgrammePriority
    fields: ClassVar = [("priority", "share")]


class OrganisationInline(LinksInline):
    """Who funds and who implements."""

    model = ProgrammeOrganisation
    fields: ClassVar = [("organisation", "role")]


@admin.register(Programme)
class ProgrammeAdmin(ReferenceAdmin):
    """Programmes of partners. One that has ended keeps its place, with its status."""

    resource_classes = (resource_for(Programme, key=("slug",), links={"owner": ("code",)}),)
    list_display = (
        "title",
        "owner",
        "status",
        "starts_on",
        "ends_on",
        "total",
        "currency",
        "iwt_share",
        "disclosure",
        "is_demo",
    )
    list_select_related = ("owner",)
    list_filter = ("status", "iwt_share_basis", "is_regional", "disclosure", "verified", "is_demo")
    search_fields = ("title", "slug", "summary", "iati_identifier", "owner__name", "owner__acronym")
    autocomplete_fields = ("owner",)
    prepopulated_fields: ClassVar = {"slug": ("title",)}
    inlines: ClassVar = [CountryInline, PriorityInline, OrganisationInline]


class EngagementInline(LinksInline):
    """How far each member state has come with a mechanism."""

    model = Engagement
    can_delete = False
    fields: ClassVar = [("country", "status", "year", "next_on"), ("note", "verified")]


@admin.register(Mechanism)
class MechanismAdmin(ReferenceAdmin):
    """Existing mechanisms, with each member state's engagement."""

    resource_classes = (resource_for(Mechanism, key=("code",)),)
    list_display = ("name", "code", "website", "position", "verified")
    list_filter = ("verified",)
    search_fields = ("name", "code", "description")
    inlines: ClassVar = [EngagementInline]


@admin.register(Engagement)
class EngagementAdmin(ReferenceAdmin):
    """All engagements in one table, for import and export."""

    resource_classes = (
        resource_for(Engagement, key=("mechanism", "country"), links={"mechanism": ("code",), "country": ("iso3",)}),
    )
    list_display = ("mechanism", "country", "status", "year", "next_on", "verified", "is_demo")
    list_select_related = ("mechanism", "country")
    list_filter = ("mechanism", "country", "status", "verified", "is_demo")
    search_fields = ("mechanism__name", "country__name", "note")


@admin.register(HistoricalFunding)
class HistoricalFundingAdmin(ReferenceAdmin):
    """Commitments of 2010 to 2016 as published."""

    resource_classes = (
        resource_for(HistoricalFunding, key=("recipient", "category", "start_year"), links={"country": ("iso3",)}),
    )
    list_display = ("recipient", "country", "category", "amount_usd_thousand", "start_year", "end_year", "verified")
    list_select_related = ("country",)
    list_filter = ("category", "country", "verified")
    search_fields = ("recipient", "country__name")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReferenceAdmin):
    """Yearly average rates."""

    resource_classes = (resource_for(ExchangeRate, key=("currency", "year")),)
    list_display = ("currency", "year", "per_usd", "source_title", "verified")
    list_filter = ("currency", "year", "verified")
    search_fields = ("currency",)
