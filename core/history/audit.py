"""The log of what happened beside the writing of records: log-ins, invitations, exports, downloads.

An entry is written once and never changed: the database itself refuses. It holds no address of a machine, no secret,
and nothing that a person typed into a form.
"""

from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_guid import get_guid

from core.models import User

# Names of details that would give a secret or a person's whereabouts away; no caller has a reason to pass one.
NEVER_NOTED = frozenset({"password", "token", "secret", "code", "key", "ip", "address", "user_agent", "cookie"})


class AuditKind(models.TextChoices):
    """What happened. The column holds the value alone, so that a further kind needs no migration."""

    LOGGED_IN = "logged_in", _("Logged in")
    LOGIN_FAILED = "login_failed", _("Log-in failed")
    LOGGED_OUT = "logged_out", _("Logged out")
    SESSION_ENDED = "session_ended", _("Session ended")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_RESET_ASKED = "password_reset_asked", _("Password reset asked for")
    ADDRESS_ASKED = "address_asked", _("Another address asked for")
    ADDRESS_CHANGED = "address_changed", _("Address changed")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_RESET = "factor_reset", _("Second factor reset")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("Recovery codes made")
    INVITATION_SENT = "invitation_sent", _("Invitation sent")
    INVITATION_ACCEPTED = "invitation_accepted", _("Invitation accepted")
    INVITATION_REVOKED = "invitation_revoked", _("Invitation revoked")
    DEACTIVATED = "deactivated", _("Account deactivated")
    REACTIVATED = "reactivated", _("Account activated again")
    HANDED_OVER = "handed_over", _("Handed over")
    EXPORTED = "exported", _("Exported")
    IMPORTED = "imported", _("Imported")
    DOCUMENT_ADDED = "document_added", _("Document added")
    DOCUMENT_DOWNLOADED = "document_downloaded", _("Document downloaded")
    DOCUMENT_WITHDRAWN = "document_withdrawn", _("Document withdrawn")
    DOCUMENT_BROUGHT_BACK = "document_brought_back", _("Document brought back")
    VERSION_RESTORED = "version_restored", _("Earlier version brought back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")
    BROUGHT_BACK = "brought_back", _("Brought back")
    MERGED = "merged", _("Duplicate merged")


class AuditQuerySet(models.QuerySet):
    """Entries of the log."""

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Everything for the secretariat, the own doings for everybody else."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        return self if viewer.is_staff else self.filter(by_id=viewer.pk)


class AuditEntry(models.Model):
    """One thing that happened: what, when, by whom as they were called then, and what it was about. `by` binds nothing
    in the database: an entry outlives everything."""

    kind = models.CharField(_("what"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    by_name = models.CharField(_("name at the time"), max_length=120, blank=True)
    by_role = models.CharField(_("role at the time"), max_length=60, blank=True)
    about = models.CharField(_("about"), max_length=300, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="core_auditentry_newest"),
            models.Index(fields=["by", "-at"], name="core_auditentry_person"),
            models.Index(fields=["kind", "-at"], name="core_auditentry_kind"),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.about}".strip()

    @property
    def kind_label(self) -> str:
        """What happened, in words."""
        return str(AuditKind(self.kind).label) if self.kind in AuditKind.values else self.kind


def note(kind: AuditKind, *, by: User | None, about: str = "", **detail: Any) -> AuditEntry:
    """Write one entry. `about` is the short name or address of what it concerns ("VNM-004", a person's name); `detail`
    holds plain values. Raises ValueError for a detail that may never stand in a log."""
    if unfit := NEVER_NOTED & set(detail):
        raise ValueError(f"Not for the log: {', '.join(sorted(unfit))}.")
    return AuditEntry.objects.create(
        kind=AuditKind(kind),
        by=by,
        by_name=str(by)[:120] if by else "",
        by_role=by.role_label[:60] if by else "",
        about=about[:300],
        detail=detail,
        request_id=str(get_guid() or ""),
    )
