"""Plans of member states: the country-driven ground under their needs."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.documents.models import takes_documents
from core.models import Country, Sourced
from core.sourced_rows import source_named, verified_against_source
from core.tracking import kept
from core.web_address import WebAddressField


class PlanKind(models.TextChoices):
    """What sort of official plan it is."""

    NBSAP = "nbsap", _("Biodiversity strategy and action plan (NBSAP)")
    NIAP = "niap", _("National Ivory Action Plan (NIAP)")
    WILDLIFE_CRIME = "wildlife_crime", _("Wildlife crime plan")
    SPECIES = "species", _("Species plan")
    POLICY = "policy", _("Policy or order")
    LAW = "law", _("Law")
    OTHER = "other", _("Other official plan")


class PlanStatus(models.TextChoices):
    """What the plan's owner says of it; that its years are over is computed, not typed."""

    DRAFTED = "drafted", _("Drafted")
    IN_FORCE = "in_force", _("In force")
    UNDER_REVISION = "under_revision", _("Under revision")
    EXPIRED = "expired", _("Expired")
    UNKNOWN = "unknown", _("Not known")


class PlanQuerySet(models.QuerySet):
    """Plans."""

    def shown(self) -> Self:
        """All but duplicates that were merged into another one."""
        return self.filter(merged_into__isnull=True)


@kept()
class Plan(Sourced):
    """An official national plan: the country-driven ground under its needs. Public by nature."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="plans", verbose_name=_("member state"))
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=PlanStatus, default=PlanStatus.UNKNOWN)
    legal_instrument = models.CharField(_("legal instrument"), max_length=200, blank=True)
    document_url = WebAddressField(_("document"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    # A duplicate points to the one that stays (`needs.actions.plans`).
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["country", "start_year", "title"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "title", "start_year"], name="needs_plan_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(end_year__isnull=True)
                | Q(start_year__isnull=True)
                | Q(end_year__gte=models.F("start_year")),
                name="needs_plan_years_in_order",
                violation_error_message=_("The last year lies before the first."),
            ),
            verified_against_source("needs_plan"),
            source_named("needs_plan", unless=Q(is_demo=True)),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.years})" if self.years else self.title

    @property
    def years(self) -> str:
        """The plan's years in words, as far as they are known."""
        if self.start_year and self.end_year and self.start_year != self.end_year:
            return f"{self.start_year}–{self.end_year}"
        if self.start_year and not self.end_year:
            return f"{self.start_year}–"
        return str(self.start_year or self.end_year or "")

    def has_lapsed(self, on: date) -> bool:
        """Whether the plan's last year is over on that day."""
        return self.end_year is not None and self.end_year < on.year


@kept()
class PlanObjective(Sourced):
    """One numbered objective, component or theme of a plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives", verbose_name=_("plan"))
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("objective"), max_length=400)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        ordering: ClassVar = ["plan", "number"]
        verbose_name = _("plan objective")
        verbose_name_plural = _("plan objectives")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="needs_planobjective_once"),
            verified_against_source("needs_planobjective"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.title}, {self.number}: {self.title}"


# Plans are public by nature; what a country uploads of them is cleared document by document.
takes_documents("plan", Plan, lambda viewer: Plan.objects.all(), lambda plan: False)
