"""Questions of partners on a need, and the answers of the country."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer, own_country_id, readable
from core.models import Organisation, User
from core.tracking import kept
from needs.models.needs import Need, OfNeedQuerySet


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

    need = models.ForeignKey(Need, models.PROTECT, related_name="clarifications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="clarifications")
    question = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    shared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    shared_at = models.DateTimeField(_("shared with all who see the need"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ClarificationQuerySet.as_manager()

    AUTHORS: ClassVar = ("answered_by",)
    """Who wrote what others read once it is shared, as `core.clearance.authors` asks."""

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
