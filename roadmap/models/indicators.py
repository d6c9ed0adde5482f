"""Indicators, how member states use them, and their values."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clearance import models as clearance
from core.documents.models import takes_documents
from core.formatting import period_text
from core.models import Country, Priority, Sourced
from core.sourced_rows import source_named, verified_against_source
from core.tracking import StandingManager, Withdrawable, kept, standing
from core.web_address import WebAddressField
from roadmap.choices import Accumulation, Direction, FlowBasis
from roadmap.kinds import IndicatorKind, Kind, kind_of
from roadmap.models.goals import Framework, Goal


@kept()
class Indicator(Sourced):
    """What is measured, in which unit, and which way is better."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="indicators", verbose_name=_("framework"))
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("indicator"), max_length=300)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)
    priority = models.ForeignKey(
        Priority, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("priority")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=IndicatorKind)
    accumulation = models.CharField(_("over time"), max_length=12, choices=Accumulation, default=Accumulation.STOCK)
    flow_basis = models.CharField(_("target stated as"), max_length=12, choices=FlowBasis, default=FlowBasis.TOTAL)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=0)
    method = models.TextField(_("method"), blank=True)
    reporting_months = models.PositiveSmallIntegerField(_("months in a reporting period"), default=12)
    needs_cites = models.BooleanField(
        _("for CITES Parties only"), default=False, help_text=_("Not applicable to a state that is not a Party.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["framework__title", "position", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints: ClassVar = [verified_against_source("roadmap_indicator")]

    def __str__(self) -> str:
        return self.title

    @property
    def of_kind(self) -> Kind:
        """What depends on the kind."""
        return kind_of(self.kind)

    @property
    def number_unit(self) -> str:
        """The unit as it stands beside a figure; other kinds than numbers carry theirs in the value."""
        return self.unit if self.of_kind.accumulates else ""


@kept()
class CountryIndicator(Sourced, clearance.Cleared):
    """An indicator as a member state uses it: baseline, target and milestones, or why it does not apply.

    A row without baseline and target carries values only (trend); published series are such rows.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="country_indicators", verbose_name=_("indicator")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="country_indicators", verbose_name=_("member state")
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="country_indicators", verbose_name=_("goal")
    )
    baseline_value = models.DecimalField(_("baseline"), max_digits=18, decimal_places=6, null=True, blank=True)
    baseline_on = models.DateField(_("baseline date"), null=True, blank=True)
    target_value = models.DecimalField(_("target"), max_digits=18, decimal_places=6, null=True, blank=True)
    target_on = models.DateField(_("target date"), null=True, blank=True)
    not_applicable_reason = models.CharField(_("not applicable because"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = clearance.ClearedQuerySet.as_manager()

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["country", "indicator"]
        verbose_name = _("indicator of a member state")
        verbose_name_plural = _("indicators of member states")
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["indicator", "country"], name="roadmap_countryindicator_once"),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True, baseline_on__isnull=True)
                | Q(baseline_value__isnull=False, baseline_on__isnull=False),
                name="roadmap_countryindicator_baseline_paired",
                violation_error_message=_("A baseline needs both its value and its date."),
            ),
            models.CheckConstraint(
                condition=Q(target_value__isnull=True, target_on__isnull=True)
                | Q(target_value__isnull=False, target_on__isnull=False),
                name="roadmap_countryindicator_target_paired",
                violation_error_message=_("A target needs both its value and its date."),
            ),
            models.CheckConstraint(
                condition=Q(baseline_on__isnull=True)
                | Q(target_on__isnull=True)
                | Q(target_on__gt=models.F("baseline_on")),
                name="roadmap_countryindicator_dates_in_order",
                violation_error_message=_("The target's date must lie after the baseline's."),
            ),
            verified_against_source("roadmap_countryindicator"),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.indicator}"

    @property
    def full_title(self) -> str:
        """The indicator."""
        return self.indicator.title

    def page_path(self, *, review: bool = False) -> str:
        """The path of its page, at its set-up, or of the page on which that is cleared or returned."""
        place = [self.indicator.code, self.country.iso3]
        if review:
            return reverse("roadmap:set-up-review", args=place)
        return reverse("roadmap:country-indicator", args=place) + "#set-up"


@kept()
class Milestone(Withdrawable):
    """A value to be reached on the way from baseline to target. `everything` also finds those that were taken away."""

    country_indicator = models.ForeignKey(CountryIndicator, models.PROTECT, related_name="milestones")
    on = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)

    objects = StandingManager()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["country_indicator", "on"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country_indicator", "on"], condition=standing(), name="roadmap_milestone_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.on})"


class TrajectoryProposalQuerySet(clearance.ProposalQuerySet):
    """Proposals are the own team's alone: what was cleared of them stands in the indicator itself."""

    def visible_to(self, viewer: clearance.Viewer) -> Self:
        """Proposals of the viewer's own country."""
        home = clearance.own_country_id(viewer)
        return self.filter(standing() & standing("country_indicator__"), country_id=home) if home else self.none()


@kept()
class TrajectoryProposal(clearance.Proposal):
    """A change of a cleared baseline, target or milestones, waiting beside the cleared ones until it is cleared itself.

    `content` maps the field names of `roadmap.entries.TRAJECTORY_FIELDS` to JSON values, and `milestones` to a list of
    objects with "on" (ISO date) and "value" (decimal as text). `base_version` is the indicator's version before.
    """

    record_field = "country_indicator"

    country_indicator = models.ForeignKey(CountryIndicator, models.PROTECT, related_name="proposals")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("member state"))
    base_version = models.PositiveIntegerField(_("starts from version"))
    reason = models.CharField(_("reason for the change"), max_length=500)

    objects = TrajectoryProposalQuerySet.as_manager()

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["country_indicator", "-pk"]
        verbose_name = _("proposed change of a trajectory")
        verbose_name_plural = _("proposed changes of trajectories")
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
            clearance.one_open(
                "country_indicator",
                name="roadmap_trajectoryproposal_one_open",
                message=_("A change of this indicator is on its way already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.country_indicator)

    @property
    def full_title(self) -> str:
        """The indicator."""
        return self.country_indicator.full_title

    def page_path(self, *, review: bool = False) -> str:
        """The path of its indicator's page, or of the page on which the change is cleared or returned."""
        return self.country_indicator.page_path(review=review)


class Origin(models.TextChoices):
    """Who says so: the member state, or a source that has published it."""

    COUNTRY = "country", _("Member state")
    PUBLISHED = "published", _("Published source")


class ObservationQuerySet(clearance.ClearedQuerySet):
    """Values, read only with the indicator they belong to."""

    def visible_to(self, viewer: clearance.Viewer) -> Self:
        """Values that the viewer may read, of indicators that the viewer may read."""
        return self.filter(clearance.readable(viewer) & clearance.readable(viewer, "country_indicator__"))

    def current(self) -> Self:
        """Cleared values that no correction has superseded."""
        return self.filter(standing(), state=clearance.State.CLEARED, superseded_at__isnull=True)


@kept()
class Observation(Sourced, clearance.Cleared):
    """A value for a period, as Decimal or as numerator and denominator; an empty value is no data, never zero.

    A correction is a new row that `supersedes` the old one; the old one keeps its value and gets `superseded_at`.
    """

    country_indicator = models.ForeignKey(
        CountryIndicator, models.PROTECT, related_name="observations", verbose_name=_("indicator")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("member state"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=18, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=18, decimal_places=6, null=True, blank=True)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    is_proxy = models.BooleanField(_("proxy"), default=False, help_text=_("Stand-in data for what is really asked."))
    is_no_change = models.BooleanField(_("confirmed: no change"), default=False)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_url = WebAddressField(_("link to evidence"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.COUNTRY)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    correction_reason = models.CharField(_("reason for the correction"), max_length=500, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["country_indicator", "period_end", "pk"]
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")),
                name="roadmap_observation_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["country_indicator", "period_start", "period_end", "origin"],
                condition=Q(state="cleared", superseded_at__isnull=True) & standing(),
                name="roadmap_observation_one_current_value",
                violation_error_message=_("There is a cleared value for this period already: correct that one."),
            ),
            models.UniqueConstraint(
                fields=["country_indicator", "period_start", "period_end", "origin"],
                condition=~Q(state="cleared") & standing(),
                name="roadmap_observation_one_open_value",
                violation_error_message=_("A value for this period is on its way already."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True, numerator__isnull=True)
                | Q(denominator__isnull=False, numerator__isnull=False),
                name="roadmap_observation_ratio_paired",
                violation_error_message=_("Give both numerator and denominator, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(correction_reason=""),
                name="roadmap_observation_correction_has_reason",
            ),
            verified_against_source("roadmap_observation"),
            source_named("roadmap_observation", unless=Q(origin=Origin.COUNTRY)),
        ]
        indexes: ClassVar = [
            # What was cleared last, of the values that stand.
            models.Index(
                fields=["-cleared_at", "-id"],
                condition=Q(state="cleared", superseded_at__isnull=True, origin="country") & standing(),
                name="roadmap_observation_cleared",
            )
        ]

    def __str__(self) -> str:
        return f"{self.country_indicator} ({self.period_start} to {self.period_end})"

    @property
    def full_title(self) -> str:
        """The indicator and the period."""
        return f"{self.country_indicator.indicator.title}, {period_text(self.period_start, self.period_end)}"

    def page_path(self, *, review: bool = False) -> str:
        """The path of its page, or of the page on which it is cleared or returned."""
        return reverse("roadmap:observation-review" if review else "roadmap:observation", args=[self.pk])


takes_documents("value", Observation, Observation.objects.visible_to, named_by=("country_indicator__indicator",))
