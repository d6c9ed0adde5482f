"""Goals, actions, indicators and their values; commitments, and processes that others run."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance import Cleared, ClearedQuerySet, State, Viewer, own_country_id, readable
from core.models import Country, Priority, Sourced


class FrameworkKind(models.TextChoices):
    """What sort of frame it is."""

    PLAN_OF_ACTION = "plan_of_action", _("Plan of Action")
    INDICATOR_FRAMEWORK = "indicator_framework", _("Indicator framework")
    STATEMENT = "statement", _("Ministers' statement")
    GLOBAL_GOALS = "global_goals", _("Global goals")
    RATING_SCALE = "rating_scale", _("Rating scale")
    DATA_SERIES = "data_series", _("Published data series")


@pghistory.track()
class Framework(Sourced):
    """A versioned frame that goals and indicators come from: data, never code."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=FrameworkKind)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        ordering: ClassVar = ["title"]
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")

    def __str__(self) -> str:
        return self.title


class AlignmentDegree(models.TextChoices):
    """How closely a national goal follows the regional one."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class NationalOrRegionalQuerySet(models.QuerySet):
    """Rows that are regional (no country: everybody's) or national (cleared by their country)."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Regional rows, and national ones that the viewer may read."""
        return self.filter(Q(country__isnull=True) | readable(viewer))

    def regional(self) -> Self:
        """Rows of the region as a whole."""
        return self.filter(country__isnull=True)


@pghistory.track()
class Goal(Sourced, Cleared):
    """A regional goal, or a national one aligned with it to a degree and for a reason."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("framework")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("member state")
    )
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("priority")
    )
    aligned_with = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="national_goals",
        verbose_name=_("regional goal"),
    )
    alignment_degree = models.CharField(_("alignment"), max_length=10, choices=AlignmentDegree, blank=True)
    alignment_reason = models.CharField(_("why"), max_length=500, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("goal"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = NationalOrRegionalQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["position", "code"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.CheckConstraint(
                condition=Q(aligned_with__isnull=True) | (Q(country__isnull=False) & ~Q(alignment_degree="")),
                name="roadmap_goal_alignment_is_national_with_degree",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OfGoalQuerySet(models.QuerySet):
    """Actions, read with their goal."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Actions of goals that the viewer may read."""
        return self.filter(Q(goal__country__isnull=True) | readable(viewer, "goal__"))


@pghistory.track()
class Action(Sourced):
    """Something to be done under a goal: lead, due date and KPI, often a milestone rather than a number."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions", verbose_name=_("goal"))
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("action"), max_length=300)
    lead = models.CharField(_("lead"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    kpi = models.CharField(_("key performance indicator"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = OfGoalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["goal", "number"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["goal", "number"], name="roadmap_action_once")]

    def __str__(self) -> str:
        return self.title


class Rating(models.TextChoices):
    """The six words of the CITES National Ivory Action Plan process."""

    ACHIEVED = "achieved", _("Achieved")
    SUBSTANTIALLY_ACHIEVED = "substantially_achieved", _("Substantially achieved")
    ON_TRACK = "on_track", _("On track")
    PARTIAL_PROGRESS = "partial_progress", _("Partial progress")
    PENDING_COMPLETION = "pending_completion", _("Pending completion of another action")
    NOT_COMMENCED = "not_commenced", _("Not commenced")


class RatedBy(models.TextChoices):
    """Whose view a rating is: both stand side by side, neither overwrites the other."""

    COUNTRY = "country", _("Country")
    SECRETARIAT = "secretariat", _("Secretariat")


@pghistory.track()
class ActionRating(Cleared):
    """A dated rating of an action by the country or by the secretariat, with evidence."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="ratings", verbose_name=_("action"))
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("member state"))
    rated_by = models.CharField(_("rated by"), max_length=12, choices=RatedBy)
    rating = models.CharField(_("rating"), max_length=30, choices=Rating)
    rated_on = models.DateField(_("date"))
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    evidence_url = models.URLField(_("link to evidence"), max_length=500, blank=True)

    objects = ClearedQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["action", "rated_by", "-rated_on"]
        verbose_name = _("action rating")
        verbose_name_plural = _("action ratings")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.UniqueConstraint(
                fields=["action", "country", "rated_by", "rated_on"], name="roadmap_actionrating_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.get_rating_display()


class IndicatorKind(models.TextChoices):
    """What sort of value an indicator takes."""

    NUMBER = "number", _("Number")
    PERCENTAGE = "percentage", _("Percentage or ratio")
    SCALE = "scale", _("Scale 0 to 3")
    MILESTONES = "milestones", _("Milestone ladder")
    YES_NO = "yes_no", _("Yes or no")


class Accumulation(models.TextChoices):
    """How values of several periods go together."""

    STOCK = "stock", _("Stock: the latest value counts")
    FLOW = "flow", _("Flow: the sum inside a period")
    CUMULATIVE = "cumulative", _("Cumulative: a running total")


class Direction(models.TextChoices):
    """Which way is better; seizures, arrests and cases have no good direction and are never rated."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    NONE = "none", _("No good direction")


class FlowBasis(models.TextChoices):
    """How a flow's target is stated."""

    TOTAL = "total", _("A total to deliver")
    YEARLY_RATE = "yearly_rate", _("A yearly rate")


@pghistory.track()
class Indicator(Sourced):
    """What is measured, in which unit, and which way is better."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("framework")
    )
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("indicator"), max_length=300)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("priority")
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

    def __str__(self) -> str:
        return self.title

    @property
    def number_unit(self) -> str:
        """The unit as it stands beside a figure; other kinds than numbers carry theirs in the value."""
        return self.unit if self.kind == IndicatorKind.NUMBER else ""


@pghistory.track()
class CountryIndicator(Sourced, Cleared):
    """An indicator as a member state uses it: baseline, target and milestones, or why it does not apply.

    A row without baseline and target carries values only (trend); published series are such rows.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="country_indicators", verbose_name=_("indicator")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="country_indicators", verbose_name=_("member state")
    )
    goal = models.ForeignKey(
        Goal,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="country_indicators",
        verbose_name=_("goal"),
    )
    baseline_value = models.DecimalField(_("baseline"), max_digits=18, decimal_places=6, null=True, blank=True)
    baseline_on = models.DateField(_("baseline date"), null=True, blank=True)
    target_value = models.DecimalField(_("target"), max_digits=18, decimal_places=6, null=True, blank=True)
    target_on = models.DateField(_("target date"), null=True, blank=True)
    not_applicable_reason = models.CharField(_("not applicable because"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["country", "indicator"]
        verbose_name = _("indicator of a member state")
        verbose_name_plural = _("indicators of member states")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
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
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.indicator}"


@pghistory.track()
class Milestone(models.Model):
    """A value to be reached on the way from baseline to target."""

    country_indicator = models.ForeignKey(CountryIndicator, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)

    class Meta:
        ordering: ClassVar = ["country_indicator", "on"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country_indicator", "on"], name="roadmap_milestone_once")
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.on})"


class TrajectoryProposalQuerySet(models.QuerySet):
    """Proposals are the own team's alone: what was cleared of them stands in the indicator itself."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Proposals of the viewer's own country."""
        return self.filter(country_id=own_country_id(viewer)) if own_country_id(viewer) else self.none()

    def open(self) -> Self:
        """Proposals that are not cleared yet."""
        return self.exclude(state=State.CLEARED)


@pghistory.track()
class TrajectoryProposal(Cleared):
    """A change of a cleared baseline, target or milestones, waiting beside the cleared ones until it is cleared itself.

    `content` maps the field names of `roadmap.actions.TRAJECTORY_FIELDS` to JSON values, and `milestones` to a list of
    objects with "on" (ISO date) and "value" (decimal as text). `base_version` is the indicator's version before.
    """

    country_indicator = models.ForeignKey(CountryIndicator, on_delete=models.PROTECT, related_name="proposals")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("member state"))
    base_version = models.PositiveIntegerField(_("starts from version"))
    content = models.JSONField(_("content"))
    reason = models.CharField(_("reason for the change"), max_length=500)

    objects = TrajectoryProposalQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["country_indicator", "-pk"]
        verbose_name = _("proposed change of a trajectory")
        verbose_name_plural = _("proposed changes of trajectories")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.UniqueConstraint(
                fields=["country_indicator"],
                condition=~Q(state="cleared"),
                name="roadmap_trajectoryproposal_one_open",
                violation_error_message=_("A change of this indicator is on its way already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.country_indicator)


class Origin(models.TextChoices):
    """Who says so: the member state, or a source that has published it."""

    COUNTRY = "country", _("Member state")
    PUBLISHED = "published", _("Published source")


class ObservationQuerySet(ClearedQuerySet):
    """Values, read only with the indicator they belong to."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Values that the viewer may read, of indicators that the viewer may read."""
        return self.filter(readable(viewer) & readable(viewer, "country_indicator__"))

    def current(self) -> Self:
        """Cleared values that no correction has superseded."""
        return self.filter(state=State.CLEARED, superseded_at__isnull=True)


@pghistory.track()
class Observation(Sourced, Cleared):
    """A value for a period, as Decimal or as numerator and denominator; an empty value is no data, never zero.

    A correction is a new row that `supersedes` the old one; the old one keeps its value and gets `superseded_at`.
    """

    country_indicator = models.ForeignKey(
        CountryIndicator, on_delete=models.PROTECT, related_name="observations", verbose_name=_("indicator")
    )
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("member state"))
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=18, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=18, decimal_places=6, null=True, blank=True)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    is_proxy = models.BooleanField(_("proxy"), default=False, help_text=_("Stand-in data for what is really asked."))
    is_no_change = models.BooleanField(_("confirmed: no change"), default=False)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_url = models.URLField(_("link to evidence"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.COUNTRY)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    correction_reason = models.CharField(_("reason for the correction"), max_length=500, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["country_indicator", "period_end", "pk"]
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")),
                name="roadmap_observation_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["country_indicator", "period_start", "period_end", "origin"],
                condition=Q(state="cleared", superseded_at__isnull=True),
                name="roadmap_observation_one_current_value",
                violation_error_message=_("There is a cleared value for this period already: correct that one."),
            ),
            models.UniqueConstraint(
                fields=["country_indicator", "period_start", "period_end", "origin"],
                condition=~Q(state="cleared"),
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
        ]

    def __str__(self) -> str:
        return f"{self.country_indicator} ({self.period_start} to {self.period_end})"


@pghistory.track()
class Commitment(Sourced):
    """What ministers committed to, paraphrased, with its source."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("framework")
    )
    head = models.CharField(_("head"), max_length=120, blank=True)
    title = models.CharField(_("commitment"), max_length=300)
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("priority"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    def __str__(self) -> str:
        return self.title


class CommitmentStage(models.TextChoices):
    """The way of a commitment into official policy."""

    STATED = "stated", _("Stated")
    IN_DRAFT = "in_draft", _("In draft")
    ADOPTED = "adopted", _("Adopted")
    BUDGETED = "budgeted", _("Budgeted")
    IN_FORCE = "in_force", _("In force")


@pghistory.track()
class CommitmentStep(Cleared):
    """A step that a member state has taken on a commitment: date, instrument, link."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="steps", verbose_name=_("commitment")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="commitment_steps", verbose_name=_("member state")
    )
    stage = models.CharField(_("step"), max_length=10, choices=CommitmentStage)
    taken_on = models.DateField(_("date"))
    instrument = models.CharField(_("instrument"), max_length=300, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

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


class ProcessKind(models.TextChoices):
    """Processes that others run and that are only recorded here."""

    EU_IUU = "eu_iuu", _("EU IUU carding")
    CITES_ARTICLE_XIII = "cites_art_xiii", _("CITES Article XIII")
    LEGISLATION_CATEGORY = "legislation_category", _("CITES legislation category")
    NIAP = "niap", _("National Ivory Action Plan process")


@pghistory.track()
class ExternalProcess(Sourced):
    """A process of another issuer about a member state, with its official link. Recorded, never issued here."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="processes", verbose_name=_("member state")
    )
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
    official_url = models.URLField(_("official page"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["country", "kind", "position"]
        verbose_name = _("process of others")
        verbose_name_plural = _("processes of others")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "kind", "stage", "position"], name="roadmap_externalprocess_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_kind_display()}, {self.stage}"


class CycleStatus(models.TextChoices):
    """Whether a reporting cycle takes entries."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


@pghistory.track()
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
