"""Commitments with their steps, processes that others run, and reporting cycles."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Cleared, ClearedQuerySet
from core.models import Country, Priority, Sourced
from core.sourced_rows import source_named, verified_against_source
from core.tracking import kept
from core.web_address import WebAddressField
from roadmap.models.goals import Framework


@kept()
class Commitment(Sourced):
    """What ministers committed to, paraphrased, with its source."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="commitments", verbose_name=_("framework"))
    head = models.CharField(_("head"), max_length=120, blank=True)
    title = models.CharField(_("commitment"), max_length=300)
    priority = models.ForeignKey(
        Priority, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("priority")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints: ClassVar = [verified_against_source("roadmap_commitment"), source_named("roadmap_commitment")]

    def __str__(self) -> str:
        return self.title


class CommitmentStage(models.TextChoices):
    """The way of a commitment into official policy."""

    STATED = "stated", _("Stated")
    IN_DRAFT = "in_draft", _("In draft")
    ADOPTED = "adopted", _("Adopted")
    BUDGETED = "budgeted", _("Budgeted")
    IN_FORCE = "in_force", _("In force")


@kept()
class CommitmentStep(Cleared):
    """A step that a member state has taken on a commitment: date, instrument, link."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="steps", verbose_name=_("commitment"))
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="commitment_steps", verbose_name=_("member state")
    )
    stage = models.CharField(_("step"), max_length=10, choices=CommitmentStage)
    taken_on = models.DateField(_("date"))
    instrument = models.CharField(_("instrument"), max_length=300, blank=True)
    link = WebAddressField(_("link"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ClearedQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["commitment", "country", "taken_on"]
        verbose_name = _("step on a commitment")
        verbose_name_plural = _("steps on commitments")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["commitment", "country", "stage"], name="roadmap_commitmentstep_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_stage_display()}"

    @property
    def full_title(self) -> str:
        """The commitment and the step."""
        return f"{self.commitment}: {self.get_stage_display()}"


class ProcessKind(models.TextChoices):
    """Processes that others run and that are only recorded here."""

    EU_IUU = "eu_iuu", _("EU IUU carding")
    CITES_ARTICLE_XIII = "cites_art_xiii", _("CITES Article XIII")
    LEGISLATION_CATEGORY = "legislation_category", _("CITES legislation category")
    NIAP = "niap", _("National Ivory Action Plan process")


@kept()
class ExternalProcess(Sourced):
    """A process of another issuer about a member state, with its official link. Recorded, never issued here."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="processes", verbose_name=_("member state"))
    kind = models.CharField(_("process"), max_length=30, choices=ProcessKind)
    issuer = models.CharField(_("issuer"), max_length=120)
    stage = models.CharField(_("stage"), max_length=120)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    date_note = models.CharField(
        _("date in words"), max_length=60, blank=True, help_text=_("Where only a month or year is known.")
    )
    measures = models.TextField(_("what is asked"), blank=True)
    incentives = models.TextField(_("what improves when it is done"), blank=True)
    official_url = WebAddressField(_("official page"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["country", "kind", "position"]
        verbose_name = _("process of others")
        verbose_name_plural = _("processes of others")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "kind", "stage", "position"], name="roadmap_externalprocess_once"
            ),
            verified_against_source("roadmap_externalprocess"),
            source_named("roadmap_externalprocess"),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_kind_display()}, {self.stage}"


class CycleStatus(models.TextChoices):
    """Whether a reporting cycle takes entries."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


@kept()
class Cycle(models.Model):
    """A reporting cycle that the secretariat runs: it rides on meetings that exist already."""

    title = models.CharField(_("title"), max_length=120, unique=True)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    opens_on = models.DateField(_("opens"))
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=10, choices=CycleStatus, default=CycleStatus.PLANNED)
    meeting = models.CharField(_("for the meeting"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        ordering: ClassVar = ["-due_on"]
        verbose_name = _("reporting cycle")
        verbose_name_plural = _("reporting cycles")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")) & Q(due_on__gte=models.F("opens_on")),
                name="roadmap_cycle_dates_in_order",
                violation_error_message=_("A cycle's dates must be in order: from before to, opening before due."),
            )
        ]

    def __str__(self) -> str:
        return self.title
