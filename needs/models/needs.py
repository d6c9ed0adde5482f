"""Needs of member states, their parts, and their versions: cleared ones, and the proposal beside a cleared need."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clearance import models as clearance
from core.documents.models import takes_documents
from core.models import Country, Priority
from core.tracking import StandingManager, Withdrawable, kept, standing
from needs.models.plans import PlanObjective
from needs.rules import CLOSED_STATUSES, NeedStatus


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


class NeedShow(models.TextChoices):
    """Which part of the register a person wants to see: the parts that figures on other pages count."""

    OPEN = "open", _("Open needs: cleared, and looking for support")
    UNSUPPORTED = "unsupported", _("Open needs without confirmed support")
    SUPPORTED = "supported", _("Open needs with confirmed support")
    SOME_DELIVERED = "some_delivered", _("Open needs of which something was delivered")
    MET = "met", _("Needs met earlier: delivered and closed")


@dataclass(frozen=True)
class NeedFilter:
    """What a person asked of the register. Unknown values have already fallen back to "all".

    `show` is one of `NeedShow`.
    """

    countries: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    support_kind: str = ""
    urgency: str = ""
    status: str = ""
    state: str = ""
    coverage: str = ""
    show: str = ""
    needed_by: date | None = None
    text: str = ""


class NeedQuerySet(clearance.ClearedQuerySet):
    """Needs, asked for in the users' words."""

    def with_labels(self) -> Self:
        """Load what every row of a list names, in one go."""
        return self.select_related("country", "priority", "plan_objective__plan")

    def open(self) -> Self:
        """Needs that still look for support."""
        return self.exclude(status__in=CLOSED_STATUSES)


@kept()
class Need(clearance.Cleared):
    """A specific need of a member state under its plans and the general priorities.

    While a need has never been cleared its content stands in this row; once cleared, this row is the cleared version
    and changes wait beside it as a `NeedRevision`.
    """

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    number = models.PositiveIntegerField(editable=False)
    country = models.ForeignKey(Country, models.PROTECT, related_name="needs", verbose_name=_("member state"))
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="needs", verbose_name=_("priority"))
    title = models.CharField(_("title"), max_length=160)
    statement = models.TextField(_("what is needed, and why"), max_length=5000, blank=True)
    plan_objective = models.ForeignKey(
        PlanObjective, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("plan objective")
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

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["country", "number"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        indexes: ClassVar = [
            models.Index(fields=["-cleared_at", "-id"], name="needs_need_newest", condition=Q(state="cleared")),
            GinIndex(fields=["support_kinds"], name="needs_need_support_kinds"),
        ]
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
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

    def page_path(self, *, review: bool = False) -> str:
        """The path of its page, or of the page on which it is cleared or returned."""
        return reverse("needs:review" if review else "needs:detail", args=[self.code])

    @property
    def urgent_first(self) -> tuple[int, date, int, int]:
        """To sort by: urgency, then the nearer date, then ASEAN order; never the size of a country or an amount."""
        urgency = list(Urgency).index(Urgency(self.urgency))
        return urgency, self.needed_by or date.max, self.country.asean_order, self.number

    @property
    def support_labels(self) -> list[str]:
        """The kinds of support in words."""
        return [str(SupportKind(kind).label) for kind in self.support_kinds if kind in SupportKind.values]

    @property
    def further_facts(self) -> list[tuple[str, str]]:
        """Label and text of what the page of a need says in plain text, in the order of the page."""
        return [
            (str(_("Already under way")), self.under_way),
            (str(_("Asked elsewhere")), self.asked_elsewhere),
            (str(_("Lead agency")), self.lead_agency),
            (str(_("Contact")), self.contact_role),
        ]

    @property
    def target_group_labels(self) -> list[str]:
        """The target groups in words."""
        return [str(TargetGroup(group).label) for group in self.target_groups if group in TargetGroup.values]


class OfNeedQuerySet(models.QuerySet):
    """Rows that hang on a need and are read with it."""

    def visible_to(self, viewer: clearance.Viewer) -> Self:
        """Rows of needs that the viewer may read."""
        return self.filter(clearance.readable(viewer, "need__"))


@kept()
class NeedComponent(Withdrawable):
    """A part of a need that can be covered on its own, with a quantity or an amount where there is one.

    A part that has left the need is withdrawn, has no place any more, and only `everything` still finds it.
    """

    need = models.ForeignKey(Need, models.PROTECT, related_name="components")
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


class NeedRevisionQuerySet(clearance.ProposalQuerySet):
    """Versions of needs: cleared ones are read with the need, open proposals by its country's team alone."""

    def visible_to(self, viewer: clearance.Viewer) -> Self:
        """Cleared versions that were disclosed to the viewer, and every version of the viewer's own country."""
        disclosed = clearance.readable(viewer) & clearance.readable(viewer, "need__")
        home = clearance.own_country_id(viewer)
        of_team = Q(country_id=home) & standing() & standing("need__")
        return self.filter(disclosed | of_team) if home else self.filter(disclosed)


@kept()
class NeedRevision(clearance.Proposal):
    """One version of a need's content: number 1 is the first cleared one; an uncleared one is a proposal beside it.

    `content` is written and read by `needs.content`: the need's fields as JSON values, `components` as a list of
    objects with pk, title, quantity, unit and amount, and `labels` with the names of what the keys meant.
    """

    record_field = "need"

    need = models.ForeignKey(Need, models.PROTECT, related_name="revisions")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))

    objects = NeedRevisionQuerySet.as_manager()

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["need", "-number"]
        verbose_name = _("version of a need")
        verbose_name_plural = _("versions of needs")
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["need", "number"], name="needs_needrevision_number_once"),
            clearance.one_open("need", name="needs_needrevision_one_open_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.need.code}, version {self.number}"

    @property
    def short_name(self) -> str:
        """What the log calls it."""
        return str(self)

    @property
    def full_title(self) -> str:
        """The need's code and the title that it is to have."""
        return f"{self.need.code} {self.content.get('title', self.need.title)}"

    def page_path(self, *, review: bool = False) -> str:
        """The path of its need's page, or of the page on which it is cleared or returned."""
        return self.need.page_path(review=review)


def _is_waiting(need: Need) -> bool:
    """Whether the need, or a change of it, lies with the clearing officer."""
    return (
        need.state == clearance.State.SUBMITTED
        or need.revisions.filter(standing(), state=clearance.State.SUBMITTED).exists()
    )


takes_documents("need", Need, Need.objects.visible_to, _is_waiting)
