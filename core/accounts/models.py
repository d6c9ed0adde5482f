"""What the log-in keeps beside the person: invitations, each with one link that works once."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from core.tracking import by_person


class InvitationState(models.TextChoices):
    """State of an invitation, computed and never stored; `%(day)s` in a label is the day of that state."""

    OPEN = "open", _("Sent, works until %(day)s")
    ACCEPTED = "accepted", _("Accepted on %(day)s")
    EXPIRED = "expired", _("Expired on %(day)s")
    REVOKED = "revoked", _("Revoked on %(day)s")


class InvitationQuerySet(models.QuerySet):
    """Invitations."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All of them for the secretariat, nothing for anybody else."""
        return self if viewer.is_authenticated and viewer.is_active and viewer.is_staff else self.none()

    def unanswered(self) -> Self:
        """Neither accepted nor revoked; the time may have run out."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


class Invitation(models.Model):
    """A link by which one person opens their account, kept as a fingerprint: who reads the table cannot accept it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("person")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    sent_by = by_person(_("sent by"))
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="core_invitation_one_unanswered",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="core_invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def state(self) -> InvitationState:
        """What has become of it, now."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if timezone.now() >= self.expires_at else InvitationState.OPEN
