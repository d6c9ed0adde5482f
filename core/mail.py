"""Mail that waits to be sent. A request writes it down with everything else it writes; the worker sends it, and then
what it said (links that open an account among it) is forgotten. To whom and about what it went is kept for a month."""

import base64
import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from core.models import User

logger = logging.getLogger(__name__)

# Tried after one minute, two, four and so on, then every six hours: for three days in all.
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 6 * 3600
MOST_ATTEMPTS = 22
TASK = "core.send_mail"


class MailState(models.TextChoices):
    """Where a message is."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class OutgoingMailQuerySet(models.QuerySet):
    """Messages on their way."""

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """All for the secretariat, none for anybody else."""
        return self if viewer.is_authenticated and viewer.is_active and viewer.is_staff else self.none()

    def failed(self) -> Self:
        """What was given up."""
        return self.filter(state=MailState.FAILED)

    def waiting(self) -> Self:
        """What is still to be sent."""
        return self.filter(state=MailState.WAITING)


class OutgoingMail(models.Model):
    """One message. `content` is emptied once it is sent; who got what about which subject is gone a month later."""

    message_id = models.CharField(_("message"), max_length=255, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.WAITING)
    sender = models.CharField(_("from"), max_length=320, blank=True)
    recipients = models.JSONField(_("to"), default=dict, blank=True)
    subject = models.CharField(_("subject"), max_length=998, blank=True)
    content = models.JSONField(default=dict, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    trouble = models.CharField(_("why not"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("mail")

    def __str__(self) -> str:
        return self.subject or self.message_id


class CannotBeSent(Exception):
    """The mail server refuses this message for good. Carries no address."""


class NotSentYet(Exception):
    """The mail server could not take it now. Carries no address."""


class QueueBackend(BaseEmailBackend):
    """The mail backend of the product: writes messages down in the transaction of whoever sends them."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        """Put each message and its job into the queue; return how many."""
        return len([enqueue(message) for message in email_messages if message.recipients()])


@transaction.atomic
def enqueue(message: EmailMessage) -> OutgoingMail:
    """Write a message down and have the worker send it once the transaction is through."""
    headers = {str(name): str(value) for name, value in message.extra_headers.items()}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    # Fixed here: a message that is sent twice, because a worker died in mid-send, is known as the same.
    headers.setdefault("Message-ID", make_msgid(domain=domain))
    headers.setdefault("Date", formatdate())
    lists = {"to": message.to, "cc": message.cc, "bcc": message.bcc, "reply_to": message.reply_to}
    row = OutgoingMail.objects.create(
        message_id=headers["Message-ID"],
        sender=message.from_email,
        recipients={name: [str(address) for address in found] for name, found in lists.items() if found},
        subject=str(message.subject),
        content={
            "body": str(message.body),
            "subtype": message.content_subtype,
            "headers": headers,
            "alternatives": [[str(text), kind] for text, kind in getattr(message, "alternatives", [])],
            "attachments": [
                [name, base64.b64encode(data.encode() if isinstance(data, str) else data).decode(), kind]
                for name, data, kind in message.attachments
            ],
        },
    )
    _defer(row)
    return row


@transaction.atomic
def send_again(message: OutgoingMail) -> bool:
    """Try once more to send what was given up; False where it is not so any more."""
    row = OutgoingMail.objects.select_for_update().failed().filter(pk=message.pk).first()
    if row is None:
        return False
    row.state, row.attempts = MailState.WAITING, 0
    row.save(update_fields=["state", "attempts"])
    _defer(row)
    return True


def deliver(pk: int, *, is_last: bool = False) -> None:
    """Hand a message to the mail server, if it still waits. Raises CannotBeSent for good, NotSentYet to try again."""
    row = OutgoingMail.objects.waiting().filter(pk=pk).first()
    if row is None:
        return
    try:
        get_connection(settings.MAIL_DELIVERY_BACKEND).send_messages([unpacked(row)])
    except Exception as error:
        _note_failure(row, error, is_last=is_last)
        raise (CannotBeSent if row.state == MailState.FAILED else NotSentYet)(row.trouble) from None
    row.state, row.content, row.trouble = MailState.SENT, {}, ""
    row.attempts, row.tried_at = row.attempts + 1, timezone.now()
    row.save()


def tell(person: User, template: str, context: Mapping[str, Any], *, to: str = "") -> None:
    """Send `<template>_subject.txt` and `<template>_message.txt` to a person, or to another address of theirs."""
    filled = {"person": person, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", filled).split())
    send_mail(subject, render_to_string(f"{template}_message.txt", filled), None, [to or person.email])


def unpacked(row: OutgoingMail) -> EmailMultiAlternatives:
    """The message as it was written."""
    message = EmailMultiAlternatives(
        row.subject,
        row.content["body"],
        row.sender,
        headers=row.content["headers"],
        alternatives=[(text, kind) for text, kind in row.content["alternatives"]],
        **row.recipients,
    )
    message.content_subtype = row.content["subtype"]
    for name, data, kind in row.content["attachments"]:
        message.attach(name, base64.b64decode(data), kind)
    return message


def forget_sent(*, days: int = 30) -> int:
    """Delete what is left of messages sent that long ago; return how many."""
    before = timezone.now() - timedelta(days=days)
    return OutgoingMail.objects.filter(state=MailState.SENT, tried_at__lt=before).delete()[0]


def _defer(row: OutgoingMail) -> None:
    # Always over Django's connection, and so in its transaction: the worker's own queue has another. The lock keeps two
    # workers from sending the same message at once.
    configure_task(name=TASK, job_manager=JobManager(DjangoConnector()), lock=f"mail-{row.pk}").defer(key=row.pk)


def _note_failure(row: OutgoingMail, error: Exception, *, is_last: bool) -> None:
    """Write down what the server said, as a type and a number: its words may name the recipient."""
    codes = [getattr(error, "smtp_code", None)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, words in error.recipients.values()]
    told = ", ".join(str(code) for code in codes if code)
    is_refused = isinstance(error, smtplib.SMTPRecipientsRefused) and all(code >= 500 for code in codes if code)
    row.trouble = f"{type(error).__name__} {told}".strip()[:120]
    row.attempts, row.tried_at = row.attempts + 1, timezone.now()
    row.state = MailState.FAILED if is_last or is_refused else MailState.WAITING
    row.save(update_fields=["trouble", "attempts", "tried_at", "state"])
    if row.state == MailState.FAILED:
        logger.error("Message %s was given up: %s", row.pk, row.trouble)
