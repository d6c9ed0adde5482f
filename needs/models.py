"""Plans of member states, and the needs that stand under them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Cleared, ClearedQuerySet, State, Viewer, own_country_id, readable
from core.documents.models import takes_documents
from core.models import Country, Organisation, Priority, Sourced, User
from core.tracking import StandingManager, Withdrawable, kept, standing
from needs.rules import CLOSED_STATUSES, NeedStatus


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


@kept()
class Plan(Sourced):
    """An official national plan: the country-driven ground under its needs. Public by nature."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="plans", verbose_name=_("member state"))
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=PlanStatus, default=PlanStatus.UNKNOWN)
    legal_instrument = models.CharField(_("legal instrument"), max_length=200, blank=True)
    document_url = models.URLField(_("document"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

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

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("plan"))
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("objective"), max_length=400)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        ordering: ClassVar = ["plan", "number"]
        verbose_name = _("plan objective")
        verbose_name_plural = _("plan objectives")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="needs_planobjective_once")]

    def __str__(self) -> str:
        return f"{self.plan.title}, {self.number}: {self.title}"


class SupportKind(models.TextChoices):
    """Kinds of support that a state asks for."""

    LEGAL = "legal", _("Legal drafting and review")
    ADVICE = "advice", _("Technical advice")
    TRAINING = "training", _("Training")
    EQUIPMENT = "equipment", _("Equipment")
    TECHNOLOGY = "technology", _("Technology and data systems")
    FORENSICS = "forensics", _("Forensics services")
    GRANT = "grant", _("Finance (grant)")
    LOAN = "loan", _("Finance (co-financing or loan)")
    STAFFING = "staffing", _("Staffing or secondment")
    OPERATIONS = "operations", _("Operations support")
    RESEARCH = "research", _("Research and assessment")
    AWARENESS = "awareness", _("Awareness and behaviour change")
    CONVENING = "convening", _("Convening and coordination")


class TargetGroup(models.TextChoices):
    """Whom the support is for, in the words of the CITES implementation report."""

    MANAGEMENT_AUTHORITY = "management_authority", _("Management Authority")
    SCIENTIFIC_AUTHORITY = "scientific_authority", _("Scientific Authority")
    ENFORCEMENT = "enforcement", _("Enforcement authorities")
    JUDICIARY = "judiciary", _("Prosecutors and judges")
    TRADERS = "traders", _("Traders")
    NGOS = "ngos", _("Non-governmental organisations")
    COMMUNITIES = "communities", _("Local communities")
    PUBLIC = "public", _("Public")
    OTHER = "other", _("Other")


class Urgency(models.TextChoices):
    """CITES wording; "not a priority" is a legitimate answer."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    NOT_A_PRIORITY = "not_a_priority", _("Not a priority")


class AmountBasis(models.TextChoices):
    """How sure the amount is."""

    ESTIMATE = "estimate", _("Estimate")
    COSTED = "costed", _("Costed")


@dataclass(frozen=True)
class NeedFilter:
    """What a person asked of the register. Unknown values have already fallen back to "all"."""

    countries: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    support_kind: str = ""
    urgency: str = ""
    status: str = ""
    state: str = ""
    coverage: str = ""
    needed_by: date | None = None
    text: str = ""


class NeedQuerySet(ClearedQuerySet):
    """Needs, asked for in the users' words."""

    def with_labels(self) -> Self:
        """Load what every row of a list names, in one go."""
        return self.select_related("country", "priority", "plan_objective__plan")

    def in_countries(self, codes: tuple[str, ...]) -> Self:
        """Needs of these countries (ISO3); none named means all."""
        return self.filter(country__iso3__in=codes) if codes else self

    def open(self) -> Self:
        """Needs that still look for support."""
        return self.exclude(status__in=CLOSED_STATUSES)

    def matching(self, wanted: NeedFilter) -> Self:
        """Every condition of the filter but coverage, which the partners' floor computes."""
        rows = self.in_countries(wanted.countries)
        exact = {
            "priority__code__in": wanted.priorities,
            "support_kinds__contains": [wanted.support_kind] if wanted.support_kind else None,
            "urgency": wanted.urgency,
            "status": wanted.status,
            "state": wanted.state,
            "needed_by__lte": wanted.needed_by,
        }
        rows = rows.filter(**{key: value for key, value in exact.items() if value})
        for word in wanted.text.split():
            rows = rows.filter(
                Q(title__icontains=word)
                | Q(statement__icontains=word)
                | Q(code__icontains=word)
                | Q(lead_agency__icontains=word)
                | Q(country__name__icontains=word)
            )
        return rows


@kept()
class Need(Cleared):
    """A specific need of a member state under its plans and the general priorities.

    While a need has never been cleared its content stands in this row; once cleared, this row is the cleared version
    and changes wait beside it as a `NeedRevision`.
    """

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    number = models.PositiveIntegerField(editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="needs", verbose_name=_("member state"))
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="needs", verbose_name=_("priority"))
    title = models.CharField(_("title"), max_length=160)
    statement = models.TextField(_("what is needed, and why"), max_length=5000, blank=True)
    plan_objective = models.ForeignKey(
        PlanObjective,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("plan objective"),
    )
    no_plan_reason = models.CharField(_("why it is in no plan yet"), max_length=500, blank=True)
    target_groups = ArrayField(
        models.CharField(max_length=30, choices=TargetGroup), default=list, blank=True, verbose_name=_("for whom")
    )
    support_kinds = ArrayField(
        models.CharField(max_length=20, choices=SupportKind),
        default=list,
        blank=True,
        verbose_name=_("kinds of support"),
    )
    urgency = models.CharField(_("urgency"), max_length=20, choices=Urgency, default=Urgency.MEDIUM)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    amount_sought = models.DecimalField(
        _("amount sought"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount_basis = models.CharField(_("basis of the amount"), max_length=10, choices=AmountBasis, blank=True)
    under_way = models.TextField(_("already under way"), max_length=2000, blank=True)
    asked_elsewhere = models.TextField(_("asked elsewhere"), max_length=2000, blank=True)
    own_cofinancing = models.DecimalField(
        _("own co-financing"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    lead_agency = models.CharField(_("lead agency"), max_length=200, blank=True)
    contact_role = models.CharField(_("contact, by role"), max_length=200, blank=True)
    status = models.CharField(_("where it stands"), max_length=20, choices=NeedStatus, default=NeedStatus.OPEN)
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["country", "number"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["country", "number"], name="needs_need_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"]) | Q(plan_objective__isnull=False) | ~Q(no_plan_reason=""),
                name="needs_need_plan_or_reason",
                violation_error_message=_("Name an objective of a plan, or say why the need is in no plan yet."),
            ),
            models.CheckConstraint(
                condition=Q(amount_sought__isnull=True) | (Q(amount_sought__gte=0) & ~Q(currency="")),
                name="needs_need_amount_has_currency",
                violation_error_message=_("An amount needs its currency."),
            ),
            models.CheckConstraint(
                condition=Q(own_cofinancing__isnull=True) | (Q(own_cofinancing__gte=0) & ~Q(currency="")),
                name="needs_need_cofinancing_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def short_name(self) -> str:
        """What the log calls it."""
        return self.code

    @property
    def support_labels(self) -> list[str]:
        """The kinds of support in words."""
        return [str(SupportKind(kind).label) for kind in self.support_kinds if kind in SupportKind.values]

    @property
    def target_group_labels(self) -> list[str]:
        """The target groups in words."""
        return [str(TargetGroup(group).label) for group in self.target_groups if group in TargetGroup.values]


class OfNeedQuerySet(models.QuerySet):
    """Rows that hang on a need and are read with it."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of needs that the viewer may read."""
        return self.filter(readable(viewer, "need__"))


@kept()
class NeedComponent(Withdrawable):
    """A part of a need that can be covered on its own, with a quantity or an amount where there is one.

    A part that has left the need is withdrawn, has no place any more, and only `everything` still finds it.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="components")
    position = models.PositiveSmallIntegerField(_("order"), null=True)
    title = models.CharField(_("part"), max_length=200)
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    objects = StandingManager.from_queryset(OfNeedQuerySet)()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["need", "position"]
        verbose_name = _("part of a need")
        verbose_name_plural = _("parts of needs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "position"],
                name="needs_needcomponent_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
                name="needs_needcomponent_quantity_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="needs_needcomponent_amount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NeedRevisionQuerySet(OfNeedQuerySet):
    """Versions of needs: cleared ones are read with the need, open proposals by its country's team alone."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Cleared versions that were disclosed to the viewer, and every version of the viewer's own country."""
        disclosed = readable(viewer) & readable(viewer, "need__")
        home = own_country_id(viewer)
        of_team = Q(country_id=home) & standing() & standing("need__")
        return self.filter(disclosed | of_team) if home else self.filter(disclosed)

    def withdrawn_of(self, viewer: Viewer) -> Self:
        """What the viewer's own country has discarded."""
        home = own_country_id(viewer)
        return self.filter(country_id=home, withdrawn_at__isnull=False) if home else self.none()

    def open(self) -> Self:
        """Proposals that are not cleared yet, and not discarded."""
        return self.exclude(state=State.CLEARED).filter(standing())


@kept()
class NeedRevision(Cleared):
    """One version of a need's content: number 1 is the first cleared one; an uncleared one is a proposal beside it.

    `content` is written and read by `needs.content`: the need's fields as JSON values, `components` as a list of
    objects with pk, title, quantity, unit and amount, and `labels` with the names of what the keys meant.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="revisions")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))
    reason = models.CharField(_("reason for the change"), max_length=500, blank=True)

    objects = NeedRevisionQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["need", "-number"]
        verbose_name = _("version of a need")
        verbose_name_plural = _("versions of needs")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["need", "number"], name="needs_needrevision_number_once"),
            models.UniqueConstraint(
                fields=["need"],
                condition=~Q(state="cleared") & standing(),
                name="needs_needrevision_one_open_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.code}, version {self.number}"

    @property
    def short_name(self) -> str:
        """What the log calls it."""
        return str(self)


class ClarificationQuerySet(OfNeedQuerySet):
    """Questions of partners on a need."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The country's team and the organisation that asked see all of it; others what the country shared."""
        rows = self.filter(readable(viewer, "need__"))
        if not viewer.is_authenticated:
            return rows.filter(shared_at__isnull=False)
        sides = Q(shared_at__isnull=False)
        if home := own_country_id(viewer):
            sides |= Q(need__country_id=home)
        if viewer.organisation_id:
            sides |= Q(organisation_id=viewer.organisation_id)
        return rows.filter(sides)


@kept()
class Clarification(models.Model):
    """A partner's question on a need and the country's answer; shown to others only once the country shares it."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="clarifications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clarifications")
    question = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shared_at = models.DateTimeField(_("shared with all who see the need"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at"]
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="needs_clarification_answer_paired",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True, shared_by__isnull=True)
                | Q(shared_at__isnull=False, shared_by__isnull=False, answered_at__isnull=False),
                name="needs_clarification_shared_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:80]

    @property
    def answer_version(self) -> int:
        """Which answer stands, as a number that a form can carry: 1 before the first."""
        return int(self.answered_at.timestamp() * 1_000_000) if self.answered_at else 1


def _is_waiting(need: Need) -> bool:
    """Whether the need, or a change of it, lies with the clearing officer."""
    return need.state == State.SUBMITTED or need.revisions.filter(standing(), state=State.SUBMITTED).exists()


takes_documents("need", Need, Need.objects.visible_to, _is_waiting)
# Plans are public by nature; what a country uploads of them is cleared document by document.
takes_documents("plan", Plan, lambda viewer: Plan.objects.all(), lambda plan: False)
