"""Programmes, mechanisms and money of record in the admin. Answers to needs are not: they are between two sides."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.admin.base import LinksInline, OnceFormSet, ReferenceAdmin, resource_for
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession
from partners.programmes.actions.programmes import set_rate
from partners.programmes.models.choices import ProgrammeDisclosure
from partners.programmes.models.money import ExchangeRate, HistoricalFunding
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority


def is_public(programme: Programme) -> bool:
    """Whether everybody could read a programme as it was last stored."""
    return Programme.objects.filter(pk=programme.pk, disclosure=ProgrammeDisclosure.PUBLIC).exists()


class ReasonedFormSet(OnceFormSet):
    """Rows of a programme: where everybody can read it, they change with a reason, which stands in the form above."""

    def clean(self) -> None:
        """Ask for the reason."""
        super().clean()
        if self.has_changed() and not self.data.get("change_reason", "").strip() and is_public(self.instance):
            raise ValidationError(_("Everybody can read this programme: say above why it changes."))


class ProgrammeAdminForm(forms.ModelForm):
    """A programme in the admin. Each change of what everybody can read has its own reason."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.earlier_reason = self.instance.change_reason
        self.initial["change_reason"] = ""

    def clean(self) -> dict[str, Any]:
        """Ask for the reason; where nothing is changed, the earlier one stays."""
        typed = super().clean() or self.cleaned_data
        reason = typed.get("change_reason", "").strip()
        if set(self.changed_data) - {"change_reason"} and not reason and is_public(self.instance):
            self.add_error("change_reason", _("Everybody can read this programme: say why it changes."))
        typed["change_reason"] = reason or self.earlier_reason
        return typed


class CountryInline(LinksInline):
    """Member states that a programme covers, with its share or "not split"."""

    model = ProgrammeCountry
    formset = ReasonedFormSet
    fields: ClassVar = [("country", "share")]


class PriorityInline(LinksInline):
    """Priorities that a programme serves."""

    model = ProgrammePriority
    formset = ReasonedFormSet
    fields: ClassVar = [("priority", "share"), ("is_suggested", "suggestion_reason")]


class OrganisationInline(LinksInline):
    """Who funds and who implements."""

    model = ProgrammeOrganisation
    formset = ReasonedFormSet
    fields: ClassVar = [("organisation", "role")]


@admin.register(Programme)
class ProgrammeAdmin(ReferenceAdmin):
    """Programmes of partners. One that has ended keeps its place, with its status."""

    form = ProgrammeAdminForm
    resource_classes = (resource_for(Programme, key=("slug",), links={"owner": ("code",)}),)
    list_display = (
        *("title", "owner", "status", "starts_on", "ends_on", "total", "currency", "iwt_share", "disclosure"),
        "is_demo",
    )
    list_select_related = ("owner",)
    list_filter = ("status", "iwt_share_basis", "is_regional", "disclosure", "verified", "is_demo")
    search_fields = ("title", "slug", "summary", "iati_identifier", "owner__name", "owner__acronym")
    autocomplete_fields = ("owner",)
    prepopulated_fields: ClassVar = {"slug": ("title",)}
    inlines: ClassVar = [CountryInline, PriorityInline, OrganisationInline]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the rate of a changed amount with it, and count the write, so that an open form notices it."""
        if {"total", "currency", "amount_on"} & set(form.changed_data) and "rate_per_usd" not in form.changed_data:
            set_rate(obj)
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)


class EngagementInline(LinksInline):
    """How far each member state has come with a mechanism."""

    model = Engagement
    can_delete = False
    fields: ClassVar = [("country", "status", "year", "next_on"), ("report_public", "report_url"), ("note", "verified")]


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


@admin.register(MechanismSession)
class MechanismSessionAdmin(ReferenceAdmin):
    """Meetings of mechanisms, with topics and outcomes."""

    resource_classes = (resource_for(MechanismSession, key=("code",), links={"mechanism": ("code",)}),)
    list_display = ("title", "mechanism", "on", "is_month_only", "verified", "is_demo")
    list_select_related = ("mechanism",)
    list_filter = ("mechanism", "verified", "is_demo")
    search_fields = ("title", "code", "topic", "outcome")
    prepopulated_fields: ClassVar = {"code": ("title",)}


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
