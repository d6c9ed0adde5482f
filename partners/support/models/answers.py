"""What partners answer to needs."""

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer, own_country_id, readable
from core.models import Organisation, User
from core.tracking import StandingManager, Withdrawable, kept
from needs.models import Need, NeedComponent
from partners.programmes.models.programmes import Programme
from partners.support.rules.answers import CONFIRMED_STATES, ResponseKind, ResponseState


def of_a_side(viewer: Viewer, prefix: str = "") -> Q:
    """The condition that the viewer belongs to one of the two sides; `prefix` leads to the answer. False for others."""
    condition = Q(pk__in=())
    if home := own_country_id(viewer):
        condition |= Q(**{f"{prefix}need__country_id": home})
    if viewer.is_authenticated and viewer.is_active and viewer.organisation_id:
        condition |= Q(**{f"{prefix}organisation_id": viewer.organisation_id})
    return condition


class ResponseQuerySet(models.QuerySet):
    """Answers of partners to needs."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The two sides see an offer; all others who see the need see it once the country has confirmed it."""
        return self.filter(readable(viewer, "need__")).filter(Q(state__in=CONFIRMED_STATES) | of_a_side(viewer))

    def confirmed(self) -> Self:
        """Answers that the country has accepted."""
        return self.filter(state__in=CONFIRMED_STATES)


@kept()
class Response(models.Model):
    """An organisation's answer to a need: which parts, how much (in the need's currency), from when to when.

    The country may accept less than was offered; `accepted_amount` is empty where it took all of it.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="responses", verbose_name=_("need"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="responses", verbose_name=_("organisation")
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("programme"),
    )
    kind = models.CharField(_("answer"), max_length=10, choices=ResponseKind)
    state = models.CharField(_("state"), max_length=20, choices=ResponseState, default=ResponseState.WAITING)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    accepted_amount = models.DecimalField(
        _("accepted amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: as offered."),
    )
    components = models.ManyToManyField(
        NeedComponent, through="ResponseComponent", related_name="responses", blank=True, verbose_name=_("parts")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.TextField(_("what is offered"), max_length=2000, blank=True)
    contact_role = models.CharField(_("contact, by role"), max_length=200, blank=True)
    responded_at = models.DateTimeField(_("answered"))
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))
    decision_note = models.TextField(_("the country's note"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    AUTHORS: ClassVar = ("responded_by",)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["need", "responded_at"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(amount__gte=0) & ~Q(currency="")),
                name="partners_response_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(accepted_amount__isnull=True)
                | Q(accepted_amount__gte=0, accepted_amount__lte=models.F("amount")),
                name="partners_response_accepts_no_more_than_offered",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="partners_response_dates_in_order",
                violation_error_message=_("The offer ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="partners_response_decision_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_note=""), name="partners_response_decline_has_reason"
            ),
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=Q(state="waiting"),
                name="partners_response_one_waiting",
                violation_error_message=_("Your organisation has an answer waiting on this need already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


@kept()
class ResponseComponent(Withdrawable):
    """A part of a need that an answer covers, with a quantity where the part has one; none means the whole of it.

    `accepted_quantity` is what the country took of it: empty as offered, 0 nothing. A part that left the offer while it
    was discussed is withdrawn, and only `everything` still finds it.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="parts")
    component = models.ForeignKey(NeedComponent, on_delete=models.PROTECT, related_name="offered_in")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True, blank=True)
    accepted_quantity = models.DecimalField(
        _("accepted quantity"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    objects = StandingManager()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["response", "component"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "component"], name="partners_responsecomponent_once"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="partners_responsecomponent_quantity_positive",
            ),
            models.CheckConstraint(
                condition=Q(accepted_quantity__isnull=True) | Q(accepted_quantity__gte=0),
                name="partners_responsecomponent_accepted_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.component)

    @property
    def offered(self) -> Decimal:
        """How much of it is offered, in its units; 1 where it is not counted."""
        whole = self.component.quantity
        if not whole:
            return Decimal(1)
        return whole if self.quantity is None else self.quantity

    @property
    def stands(self) -> bool:
        """Whether any of it is taken on: the country may have left it aside."""
        return self.accepted_quantity is None or self.accepted_quantity > 0

    @property
    def standing_quantity(self) -> Decimal | None:
        """How much of it was accepted, or is offered; None for the whole, and for a part that is not counted."""
        if not self.component.quantity:
            return None
        return self.quantity if self.accepted_quantity is None else self.accepted_quantity
