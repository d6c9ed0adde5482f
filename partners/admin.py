"""Programmes, mechanisms and money of record in the admin. Answers to needs are not: they are between two sides."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import SOURCE_FIELDS, LinksInline, OnceFormSet, ReferenceAdmin
from core.admin.imports import resource_for
from core.clearance.actions import Refused
from core.form_fields import offer
from core.tracking import standing
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession
from partners.programmes.actions.programmes import STATED_RATE, ask_no_circle, settle_amount
from partners.programmes.forms.programme_faults import row_faults
from partners.programmes.forms.programmes import FAULTS
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus
from partners.programmes.models.money import ExchangeRate, HistoricalFunding
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.programmes.queries.programme_entry import currencies_for
from partners.programmes.rules.programmes import share_faults

REASONS = ("change_reason",)
NO_PLACE = gettext_lazy("Name the member states where it works, or say that it covers the region.")
ENTERED_OF_ENGAGEMENT = ("status", "year", "next_on", "report_public", "report_url", "note")
FROM_ELSEWHERE = {f"{step}_by__isnull": True for step in ("created", "submitted", "cleared")}
PROGRAMME_COLUMNS = (
    *("title", "summary", "iati_identifier", "other_identifier", "owner", "status", "end_reason", "starts_on"),
    *("ends_on", "planned_ends_on", "period_note", "is_regional", "covers_more", "region_note", "parent", "total"),
    *("currency", "amount_on", "cofinancing", "amount_note", "iwt_share", "iwt_share_basis", "iwt_share_note"),
    *("iwt_relevance", "iwt_relevance_reason", "is_humanitarian", "disclosure"),
)


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
        standing = {
            str(place): form
            for place, form in enumerate(self.forms)
            if (typed := getattr(form, "cleaned_data", None)) and not typed.get("DELETE") and "share" in typed
        }
        for place, fault in share_faults({key: form.cleaned_data["share"] for key, form in standing.items()}).items():
            standing[place].add_error("share", FAULTS[fault])


class ProgrammeAdminForm(forms.ModelForm):
    """A programme in the admin, by the rules of its owner's form. A change of what everybody reads has its reason."""

    currency = forms.ChoiceField(label=gettext_lazy("currency"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.earlier = {name: getattr(self.instance, name) for name in ("change_reason", "status", "iwt_relevance")}
        self.initial["change_reason"] = ""
        offer(self, "currency", [("", "–"), *((code, code) for code in currencies_for(self.instance.currency))])

    def clean(self) -> dict[str, Any]:
        """Ask for the reason; where nothing is changed, the earlier one stays."""
        typed = super().clean() or self.cleaned_data
        for name, words in row_faults(typed).items():
            if name not in self.errors:
                self.add_error(name, words)
        early = ProgrammeStatus.TERMINATED_EARLY
        if typed.get("status") == early != self.earlier["status"]:
            words = _("A programme that ends early has its own page, where the day and the reason are asked.")
            self.add_error("status", words)
        undecided = (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED)
        if typed.get("iwt_relevance") in undecided and self.earlier["iwt_relevance"] not in undecided:
            self.add_error("iwt_relevance", _("Say yes or no: it has been decided before, or is entered by hand."))
        if self._loses_its_place(typed):
            self.add_error("is_regional", NO_PLACE)
        if typed.get("parent"):
            try:
                ask_no_circle(self.instance, typed["parent"])
            except Refused as refusal:
                self.add_error("parent", str(refusal))
        reason = typed.get("change_reason", "").strip()
        if set(self.changed_data) - {"change_reason"} and not reason and is_public(self.instance):
            self.add_error("change_reason", _("Everybody can read this programme: say why it changes."))
        typed["change_reason"] = reason or self.earlier["change_reason"]
        return typed

    def _loses_its_place(self, typed: dict[str, Any]) -> bool:
        """Whether a file, which names no member states, leaves the programme without any and without the region. The
        form on the page asks where its member states are typed."""
        if "in_countries-TOTAL_FORMS" in self.data or typed.get("is_regional"):
            return False
        is_touched = self.instance.pk is None or "is_regional" in self.changed_data
        return is_touched and not ProgrammeCountry.objects.filter(standing(), programme=self.instance.pk).exists()


class CountryFormSet(ReasonedFormSet):
    """The member states of a programme: where there is none, it covers the region, or it stands nowhere."""

    def clean(self) -> None:
        """Ask for one, as the owner's form does."""
        super().clean()
        named = [
            typed for form in self.forms if (typed := getattr(form, "cleaned_data", None)) and not typed.get("DELETE")
        ]
        if not named and not any(self.errors) and not self.instance.is_regional:
            raise ValidationError(NO_PLACE)


class CountryInline(LinksInline):
    """Member states that a programme covers, with its share or "not split"."""

    model = ProgrammeCountry
    formset = CountryFormSet
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
    resource_classes = (
        resource_for(
            Programme,
            key=("slug",),
            columns=(*PROGRAMME_COLUMNS, *SOURCE_FIELDS, *REASONS),
            links={"owner": ("code",), "parent": ("slug",)},
            reasons=REASONS,
        ),
    )
    list_display = (
        *("title", "owner", "status", "starts_on", "ends_on", "total", "currency", "iwt_share", "disclosure"),
        "is_demo",
    )
    list_select_related = ("owner",)
    list_filter = ("status", "iwt_share_basis", "is_regional", "disclosure", "verified", "is_demo")
    search_fields = ("title", "slug", "summary", "iati_identifier", "owner__name", "owner__acronym")
    autocomplete_fields = ("owner",)
    # The rate is looked up for the amount's day, and only its owner can say that a programme still stands.
    readonly_fields = ("rate_per_usd", "rate_on", "rate_source", "last_confirmed_on")
    prepopulated_fields: ClassVar = {"slug": ("title",)}
    inlines: ClassVar = [CountryInline, PriorityInline, OrganisationInline]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the rate of a changed amount with it. An owner's own rate goes with the currency and the day."""
        was = tuple(form.initial.get(name) for name in ("total", "currency", "amount_on"))
        is_same_day = was[1:] == (obj.currency, obj.amount_on)
        settle_amount(obj, was, stated=obj.rate_per_usd if obj.rate_source == STATED_RATE and is_same_day else None)
        if obj.status != ProgrammeStatus.TERMINATED_EARLY:
            obj.planned_ends_on, obj.end_reason = None, ""
        super().save_model(request, obj, form, change)


@admin.register(Mechanism)
class MechanismAdmin(ReferenceAdmin):
    """Existing mechanisms. How far a member state has come with them is its own to clear."""

    resource_classes = (
        resource_for(Mechanism, key=("code",), columns=("name", "description", "website", "position", *SOURCE_FIELDS)),
    )
    list_display = ("name", "code", "website", "position", "verified")
    list_filter = ("verified",)
    search_fields = ("name", "code", "description")


@admin.register(Engagement)
class EngagementAdmin(ReferenceAdmin):
    """Engagements that a named source has published, for corrections. All others are their member state's, which clears
    them."""

    resource_classes = (
        resource_for(
            Engagement,
            key=("mechanism", "country"),
            columns=(*ENTERED_OF_ENGAGEMENT, *SOURCE_FIELDS),
            links={"mechanism": ("code",), "country": ("iso3",)},
        ),
    )
    list_display = ("mechanism", "country", "status", "year", "next_on", "verified", "is_demo")
    list_select_related = ("mechanism", "country")
    list_filter = ("mechanism", "country", "status", "verified", "is_demo")
    search_fields = ("mechanism__name", "country__name", "note")
    fields = ("mechanism", "country", *ENTERED_OF_ENGAGEMENT, *SOURCE_FIELDS)
    readonly_fields = ("mechanism", "country")
    takes_rows = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        """What nobody of a member state has written or cleared."""
        return super().get_queryset(request).filter(standing(), **FROM_ELSEWHERE)


@admin.register(MechanismSession)
class MechanismSessionAdmin(ReferenceAdmin):
    """Meetings of mechanisms, with topics and outcomes."""

    resource_classes = (
        resource_for(
            MechanismSession,
            key=("code",),
            columns=(
                *("mechanism", "title", "on", "ends_on", "is_month_only", "topic", "outcome"),
                *SOURCE_FIELDS,
            ),
            links={"mechanism": ("code",)},
        ),
    )
    list_display = ("title", "mechanism", "on", "is_month_only", "verified", "is_demo")
    list_select_related = ("mechanism",)
    list_filter = ("mechanism", "verified", "is_demo")
    search_fields = ("title", "code", "topic", "outcome")
    prepopulated_fields: ClassVar = {"code": ("title",)}


@admin.register(HistoricalFunding)
class HistoricalFundingAdmin(ReferenceAdmin):
    """Commitments of 2010 to 2016 as published."""

    resource_classes = (
        resource_for(
            HistoricalFunding,
            key=("recipient", "category", "start_year"),
            columns=("country", "amount_usd_thousand", "end_year", *SOURCE_FIELDS),
            links={"country": ("iso3",)},
        ),
    )
    list_display = ("recipient", "country", "category", "amount_usd_thousand", "start_year", "end_year", "verified")
    list_select_related = ("country",)
    list_filter = ("category", "country", "verified")
    search_fields = ("recipient", "country__name")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReferenceAdmin):
    """Yearly average rates."""

    resource_classes = (resource_for(ExchangeRate, key=("currency", "year"), columns=("per_usd", *SOURCE_FIELDS)),)
    list_display = ("currency", "year", "per_usd", "source_title", "verified")
    list_filter = ("currency", "year", "verified")
    search_fields = ("currency",)
