"""What waits to be mailed to a person about a record, and the kinds of it that a person has switched off."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Role, User


class NoticeKind(models.TextChoices):
    """What mail about records can be about, in the order of the account page. Invitations and security are no kinds
    of it: they are always sent."""

    TO_CLEAR = "to_clear", _("An entry was submitted or a document added: clear it, or return it")
    RETURNED = "returned", _("An entry of yours was returned with a note")
    QUESTION = "question", _("A question on a need was asked or answered")
    SUPPORT = "support", _("Support was offered, changed or withdrawn, or the country has decided on it")
    DELIVERY = "delivery", _("A delivery was reported, confirmed or disputed")
    MESSAGE = "message", _("Somebody wrote to you on an offer of support")
    ROUND = "round", _("A reply round opened, or its last day is near")
    PROGRAMME = "programme", _("Programmes are to be confirmed, or two of them may be one")


KINDS_OF_ROLE: Mapping[str, tuple[NoticeKind, ...]] = {
    Role.FOCAL_POINT: (
        NoticeKind.RETURNED,
        NoticeKind.QUESTION,
        NoticeKind.SUPPORT,
        NoticeKind.DELIVERY,
        NoticeKind.MESSAGE,
    ),
    Role.CLEARING_OFFICER: (NoticeKind.TO_CLEAR, NoticeKind.QUESTION),
    Role.COUNTRY_VIEWER: (),
    Role.PARTNER_EDITOR: (
        NoticeKind.QUESTION,
        NoticeKind.SUPPORT,
        NoticeKind.DELIVERY,
        NoticeKind.MESSAGE,
        NoticeKind.ROUND,
        NoticeKind.PROGRAMME,
    ),
    Role.PARTNER_VIEWER: (),
    Role.SECRETARIAT: (NoticeKind.PROGRAMME,),
}
"""What each role can be mailed about: the moves that are its own."""


class MailSwitchedOff(models.Model):
    """A kind of mail that a person does not want. What is not here is sent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_switched_off")
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)

    class Meta:
        verbose_name = _("mail switched off")
        verbose_name_plural = _("mail switched off")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="core_mailswitchedoff_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class NoticeQuerySet(models.QuerySet):
    """Notices."""

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """A person's own."""
        return self.filter(person=viewer) if viewer.is_authenticated and viewer.is_active else self.none()

    def waiting(self) -> Self:
        """What has not been mailed."""
        return self.filter(mailed_at__isnull=True)


class Notice(models.Model):
    """One thing that one person is told: about which record, what to do, and where.

    `about` is the record as "needs.need:12"; `scope` is the person's role and what it holds for (`scope_of`) when it
    was written, so that nobody is told by mail what they may no longer read. What it says is emptied once it is mailed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    scope = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    about = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=400, blank=True)
    sentence = models.CharField(_("what to do"), max_length=400, blank=True)
    path = models.CharField(_("address"), max_length=400, blank=True)
    noted_at = models.DateTimeField(_("noted"), default=timezone.now)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["noted_at", "pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes: ClassVar = [
            models.Index(fields=["about"], condition=models.Q(mailed_at__isnull=True), name="core_notice_waiting"),
            models.Index(fields=["person", "mailed_at"], name="core_notice_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


def scope_of(person: User) -> str:
    """A person's role and the country or organisation that it holds for, as "focal_point:7:"."""
    return f"{person.role}:{person.country_id or ''}:{person.organisation_id or ''}"
