"""Frameworks, goals, actions, and how actions are rated."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Cleared, ClearedQuerySet, Viewer, readable
from core.models import Country, Priority, Sourced
from core.sourced_rows import source_named, verified_against_source
from core.tracking import kept, standing
from core.web_address import WebAddressField
from roadmap.choices import Rating


class FrameworkKind(models.TextChoices):
    """What sort of frame it is."""

    PLAN_OF_ACTION = "plan_of_action", _("Plan of Action")
    INDICATOR_FRAMEWORK = "indicator_framework", _("Indicator framework")
    STATEMENT = "statement", _("Ministers' statement")
    GLOBAL_GOALS = "global_goals", _("Global goals")
    RATING_SCALE = "rating_scale", _("Rating scale")
    DATA_SERIES = "data_series", _("Published data series")


@kept()
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
        constraints: ClassVar = [
            verified_against_source("roadmap_framework"),
            source_named("roadmap_framework", unless=Q(is_demo=True)),
        ]

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
        """Regional rows that stand, and national ones that the viewer may read."""
        return self.filter(standing() & Q(country__isnull=True) | readable(viewer))

    def regional(self) -> Self:
        """Rows of the region as a whole that stand."""
        return self.filter(standing(), country__isnull=True)


@kept()
class Goal(Sourced, Cleared):
    """A regional goal, or a national one aligned with it to a degree and for a reason."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    framework = models.ForeignKey(
        Framework, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("framework")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("member state")
    )
    priority = models.ForeignKey(
        Priority, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("priority")
    )
    aligned_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="national_goals", verbose_name=_("regional goal")
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
            verified_against_source("roadmap_goal"),
            source_named("roadmap_goal", unless=Q(is_demo=True) | Q(country__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_kept_by_secretariat(self) -> bool:
        """Whether it is a goal of the region."""
        return self.country_id is None

    @property
    def has_own_word(self) -> bool:  # type: ignore[override]
        """A member state says so of itself."""
        return self.country_id is not None


class OfGoalQuerySet(models.QuerySet):
    """Actions, read with their goal."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Actions of goals that the viewer may read."""
        return self.filter(standing("goal__") & Q(goal__country__isnull=True) | readable(viewer, "goal__"))


@kept()
class Action(Sourced):
    """Something to be done under a goal: lead, due date and KPI, often a milestone rather than a number."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="actions", verbose_name=_("goal"))
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
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "number"], name="roadmap_action_once"),
            verified_against_source("roadmap_action"),
        ]

    def __str__(self) -> str:
        return self.title


class RatedBy(models.TextChoices):
    """Whose view a rating is: both stand side by side, neither overwrites the other."""

    COUNTRY = "country", _("Country")
    SECRETARIAT = "secretariat", _("Secretariat")


@kept()
class ActionRating(Cleared):
    """A dated rating of an action by the country or by the secretariat, with evidence."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="ratings", verbose_name=_("action"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("member state"))
    rated_by = models.CharField(_("rated by"), max_length=12, choices=RatedBy)
    rating = models.CharField(_("rating"), max_length=30, choices=Rating)
    rated_on = models.DateField(_("date"))
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    evidence_url = WebAddressField(_("link to evidence"), max_length=500, blank=True)

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
        indexes: ClassVar = [
            # The newest of each action for each member state by each of the two.
            models.Index(
                fields=["action", "country", "rated_by", "-rated_on", "-id"],
                condition=Q(state="cleared") & standing(),
                name="roadmap_actionrating_newest",
            )
        ]

    def __str__(self) -> str:
        return self.get_rating_display()

    @property
    def full_title(self) -> str:
        """What is rated, and how."""
        return f"{self.action}: {self.get_rating_display()}"

    @property
    def is_kept_by_secretariat(self) -> bool:
        """Whether the secretariat rated, beside the country."""
        return self.rated_by == RatedBy.SECRETARIAT
