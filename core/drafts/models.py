"""The table of unsaved text: what a person has typed into a form and not saved. `store` reads and writes it.

The key is the form draft: one opening of one form, whose token also makes two presses of its button one record. A
row is seen by its person alone, is no part of any history, and is closed, not deleted; `core.tasks.forget` forgets
rows that were closed a month or left a year ago.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer


class UnsavedOutcome(models.TextChoices):
    """How unsaved text came to its end."""

    SAVED = "saved", _("Saved")
    CONTINUED = "continued", _("Continued in a later opening of the form")
    DISCARDED = "discarded", _("Thrown away")


class UnsavedTextQuerySet(models.QuerySet):
    """Unsaved text of people."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The person's own, whatever the role: nobody reads what somebody else has not saved."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        return self.filter(person_id=viewer.pk)

    def open(self) -> Self:
        """Neither saved nor thrown away."""
        return self.filter(closed_at__isnull=True)


class UnsavedText(models.Model):
    """What a person has typed on one form draft, and as `base` what the form showed when it was opened."""

    form_draft = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_texts")
    form_key = models.CharField(max_length=160, help_text=_("Which form of which record, such as needs.need:VNM-014."))
    title = models.CharField(_("form"), max_length=200)
    address = models.CharField(_("where to go on"), max_length=500)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    base = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField(default=1)
    # The page that wrote last, and the number of its sending: a late or repeated one is recognised by them.
    writer = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(_("begun"), default=timezone.now)
    saved_at = models.DateTimeField(_("last kept"), default=timezone.now)
    set_aside_at = models.DateTimeField(_("set aside"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=UnsavedOutcome, blank=True)

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-saved_at"]
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        indexes: ClassVar = [
            models.Index(
                fields=["person", "form_key"], condition=Q(closed_at__isnull=True), name="core_unsavedtext_open"
            ),
            models.Index(fields=["saved_at"], name="core_unsavedtext_saved"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="core_unsavedtext_closed_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether the text still waits to be saved."""
        return self.closed_at is None


class SubmitToken(models.Model):
    """The token of a form that has made its record, with the address that the first press led to, for a second one."""

    token = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    location = models.TextField(blank=True)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("submit token")
        verbose_name_plural = _("submit tokens")

    def __str__(self) -> str:
        return str(self.token)
