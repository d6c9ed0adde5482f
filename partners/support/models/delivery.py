"""What was delivered of an accepted answer, and what the two sides write to each other about it."""

from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer, readable
from core.models import User
from core.tracking import kept
from partners.support.models.answers import Response, ResponseComponent, of_a_side
from partners.support.rules.answers import CONFIRMED_STATES, AnswerSide, DeliveryState


class DeliveryQuerySet(models.QuerySet):
    """Reports of delivery."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All for the two sides; for others who see the need what the country has confirmed."""
        confirmed = Q(state=DeliveryState.CONFIRMED, response__state__in=CONFIRMED_STATES)
        return self.filter(confirmed | of_a_side(viewer, "response__"), readable(viewer, "response__need__"))

    def confirmed(self) -> Self:
        """What the country has confirmed."""
        return self.filter(state=DeliveryState.CONFIRMED)

    def reported(self) -> Self:
        """What waits for the country's confirmation."""
        return self.filter(state=DeliveryState.REPORTED)


@kept()
class Delivery(models.Model):
    """One report of what was delivered, in the answer's currency; `is_final` says that nothing more will come."""

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("answer")
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.REPORTED)
    delivered_on = models.DateField(_("delivered on"))
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    note = models.TextField(_("what was delivered"), max_length=2000, blank=True)
    is_final = models.BooleanField(_("this completes it"), default=False)
    reported_at = models.DateTimeField(_("reported"))
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by"))
    decision_note = models.TextField(_("the country's note"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    AUTHORS: ClassVar = ("reported_by",)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["delivered_on", "pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="partners_delivery_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "disputed"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="partners_delivery_decision_has_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(decision_note=""), name="partners_delivery_dispute_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response}, {self.delivered_on}"


@kept()
class DeliveryPart(models.Model):
    """How much of a part was delivered; 1 for a part that is not counted."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(ResponseComponent, on_delete=models.PROTECT, related_name="delivered_in")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("delivered part")
        verbose_name_plural = _("delivered parts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "part"], name="partners_deliverypart_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="partners_deliverypart_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.quantity}"


class ResponseMessageQuerySet(models.QuerySet):
    """What the two sides wrote to each other."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The two sides alone, whatever became of the answer."""
        return self.filter(of_a_side(viewer, "response__"), readable(viewer, "response__need__"))


@kept()
class ResponseMessage(models.Model):
    """One message of one side to the other, on an answer. Written once, never changed."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="messages", verbose_name=_("answer"))
    side = models.CharField(_("side"), max_length=12, choices=AnswerSide)
    text = models.TextField(_("message"), max_length=4000)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ResponseMessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["written_at", "pk"]
        verbose_name = _("message on an answer")
        verbose_name_plural = _("messages on answers")

    def __str__(self) -> str:
        return f"{self.response}, {self.written_at:%Y-%m-%d}"


@kept()
class ResponseReading(models.Model):
    """Up to which message one side has read what the other wrote."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="readings")
    side = models.CharField(_("side"), max_length=12, choices=AnswerSide)
    read_until = models.DateTimeField(_("read until"))

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("reading of an answer's messages")
        verbose_name_plural = _("readings of answers' messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "side"], name="partners_responsereading_once")
        ]

    def __str__(self) -> str:
        return f"{self.response}, {self.side}"
