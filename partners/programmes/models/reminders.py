"""Whom we asked to look at their programmes once more."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from core.tracking import kept


@kept()
class OwnerReminder(models.Model):
    """That an organisation was asked, in a month, to confirm its programmes. One row a month, so that it is asked once.

    `month` is the first day of it; `programmes` is how many it was asked about.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    month = models.DateField(_("month"))
    programmes = models.PositiveIntegerField(_("programmes"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        ordering: ClassVar = ["-month", "organisation"]
        verbose_name = _("reminder to an owner")
        verbose_name_plural = _("reminders to owners")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "month"], name="partners_ownerreminder_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.month:%Y-%m}"
