"""Mail through the queue: written down with the request, sent by the worker, tried again, forgotten once sent."""

import smtplib
from email import message_from_bytes
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from core import mail, tasks
from core.mail import MailState, OutgoingMail
from tests.factories.core import OutgoingMailFactory


@pytest.fixture(autouse=True)
def _through_the_queue(settings: Any) -> None:
    settings.EMAIL_BACKEND = "core.mail.QueueBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Dashboard <dashboard@needs.example.org>"


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A mail server that answers with `error`, where there is one."""
    server: dict[str, Any] = {"error": None}
    take = EmailBackend.send_messages

    def send_messages(self: EmailBackend, messages: Any) -> int:
        if server["error"]:
            raise server["error"]
        return take(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return server


def work() -> None:
    """What the worker would do now, job by job, in this thread and this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id"
        )
        for (key,) in cursor.fetchall():
            job = ProcrastinateJob.objects.get(pk=key)
            task = queue.tasks[job.task_name]
            try:
                task.func(type("Context", (), {"job": job}), **job.args)
            except (mail.NotSentYet, mail.CannotBeSent) as error:
                decision = task.get_retry_exception(error, job.procrastinate_job)
                status, due = ("todo", decision.retry_decision.retry_at) if decision else ("failed", None)
            else:
                status, due = "succeeded", None
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s, scheduled_at = %s, attempts = attempts + 1 WHERE id = %s",
                [status, due, key],
            )


def make_all_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")


def write(**fields: Any) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives("Přístup", "Go to https://x/secret", None, ["ana@example.org"], **fields)
    message.attach_alternative("<p>Go</p>", "text/html")
    message.attach("note.txt", "text", "text/plain")
    message.attach("p.bin", b"\x00\xff", "application/octet-stream")
    message.send()
    return message


def test_message_arrives_as_it_was_written(db):
    write(
        cc=["ben@example.org"],
        bcc=["eve@example.org"],
        reply_to=["office@example.org"],
        headers={"X-Kind": "invitation"},
    )
    assert django_mail.outbox == []

    work()

    (sent,) = django_mail.outbox
    assert (sent.subject, sent.body, sent.from_email) == (
        "Přístup",
        "Go to https://x/secret",
        "Dashboard <dashboard@needs.example.org>",
    )
    assert sent.recipients() == ["ana@example.org", "ben@example.org", "eve@example.org"]
    assert [tuple(part) for part in sent.alternatives] == [("<p>Go</p>", "text/html")]
    assert [tuple(part) for part in sent.attachments] == [
        ("note.txt", "text", "text/plain"),
        ("p.bin", b"\x00\xff", "application/octet-stream"),
    ]
    wire = message_from_bytes(sent.message().as_bytes())
    assert wire["Message-ID"] == OutgoingMail.objects.get().message_id
    assert wire["Message-ID"].endswith("@needs.example.org>")
    assert (wire["X-Kind"], wire["Reply-To"], wire["Bcc"]) == ("invitation", "office@example.org", None)
    assert wire["Date"]


def test_message_goes_with_the_transaction_that_wrote_it(transactional_db):
    before = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    with transaction.atomic():
        send_mail("Subject", "Text", None, ["ana@example.org"])
        key = OutgoingMail.objects.get(subject="Subject").pk
        assert ProcrastinateJob.objects.filter(task_name=mail.TASK, args__key=key).exists()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.filter(pk=key).exists()
    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == before


def test_jobs_carry_a_key_and_nothing_else(db):
    write()

    job = ProcrastinateJob.objects.get()
    assert job.args == {"key": OutgoingMail.objects.get().pk}


def test_of_what_was_sent_only_addressee_and_subject_are_kept(db):
    write()
    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.content) == (MailState.SENT, {})
    assert (row.recipients, row.subject) == ({"to": ["ana@example.org"]}, "Přístup")
    assert row.attempts == 1


def test_second_run_of_the_same_job_sends_nothing(db):
    write()
    work()

    mail.deliver(OutgoingMail.objects.get().pk)

    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(111, "refused"),
        TimeoutError(),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPAuthenticationError(535, b"wrong password for ana@example.org"),
        smtplib.SMTPRecipientsRefused({"ana@example.org": (450, b"greylisted")}),
    ],
)
def test_mail_server_that_is_away_loses_nothing(db, mail_server, error):
    mail_server["error"] = error
    write()

    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == (MailState.WAITING, 1)
    assert row.trouble.startswith(type(error).__name__)
    assert "ana" not in row.trouble
    mail_server["error"] = None
    work()
    assert django_mail.outbox == [], "not before its time"
    make_all_due()
    work()
    assert len(django_mail.outbox) == 1
    assert django_mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_attempts_get_rarer_and_go_on_for_three_days():
    strategy, waits = tasks.ExponentialBackoff(), []
    for attempts in range(mail.MOST_ATTEMPTS):
        job = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
        if decision := strategy.get_retry_decision(exception=mail.NotSentYet(), job=job):
            waits.append((decision.retry_at - decision.retry_at.now(decision.retry_at.tzinfo)).total_seconds())

    assert [round(wait / 60) for wait in waits[:5]] == [1, 2, 4, 8, 16]
    assert waits == sorted(waits) or max(waits) - min(waits[-5:]) < 1
    assert 3 * 86_400 < sum(waits) < 4 * 86_400
    assert strategy.get_retry_decision(exception=mail.CannotBeSent(), job=job) is None


def test_refused_address_is_given_up_at_once_and_told_without_the_address(db, mail_server, caplog):
    mail_server["error"] = smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"no ana@example.org here")})
    write()

    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.trouble) == (MailState.FAILED, "SMTPRecipientsRefused 550")
    assert "was given up" in caplog.text
    assert "ana@" not in caplog.text
    assert row.content, "so that it can be sent again"


def test_last_attempt_gives_up(db, mail_server):
    mail_server["error"] = ConnectionRefusedError(111, "refused")
    write()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [mail.MOST_ATTEMPTS - 1])

    work()

    assert OutgoingMail.objects.get().state == MailState.FAILED
    assert ProcrastinateJob.objects.get().status == "failed"


def test_secretariat_sees_what_failed_and_sends_it_again(cast, as_person, mail_server):
    row = OutgoingMailFactory(state=MailState.FAILED, trouble="SMTPRecipientsRefused 550")
    client = as_person(cast.secretariat)
    address = reverse("admin:core_outgoingmail_changelist")

    listed = client.get(address).content.decode()
    shown = client.get(reverse("admin:core_outgoingmail_change", args=[row.pk])).content.decode()
    client.post(address, {"action": "send_again", "_selected_action": [row.pk]})
    work()

    assert "ana@example.org" in listed
    assert "SMTPRecipientsRefused 550" in listed
    assert "Secret link" not in listed + shown, "a link that opens an account is for its addressee alone"
    assert len(django_mail.outbox) == 1
    row.refresh_from_db()
    assert row.state == MailState.SENT


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENT])
def test_only_what_failed_is_sent_again(db, state):
    assert mail.send_again(OutgoingMailFactory(state=state)) is False
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm", "viewer_wcs", "public"])
def test_nobody_else_sees_mail(cast, who):
    OutgoingMailFactory()

    assert not OutgoingMail.objects.visible_to(getattr(cast, who)).exists()
    assert OutgoingMail.objects.visible_to(cast.secretariat).exists()


def test_mail_is_neither_written_nor_deleted_by_hand(cast, rf):
    request = rf.get("/")
    request.user = cast.secretariat
    model_admin = admin.site._registry[OutgoingMail]

    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_delete_permission(request)


def test_a_request_never_asks_the_mail_server(cast, mail_server):
    mail_server["error"] = AssertionError("asked")

    answer = Client().post("/accounts/password/reset/", {"email": cast.focal_vnm.email})

    assert answer.status_code == 302
    assert OutgoingMail.objects.waiting().count() == 1


def test_what_is_left_of_old_mail_is_deleted_in_time(db):
    from datetime import timedelta

    from django.utils import timezone

    old = timezone.now() - timedelta(days=31)
    OutgoingMailFactory(state=MailState.SENT, tried_at=old)
    kept = [
        OutgoingMailFactory(state=MailState.SENT, tried_at=timezone.now()),
        OutgoingMailFactory(state=MailState.FAILED, tried_at=old),
        OutgoingMailFactory(tried_at=old, created_at=old),
    ]

    assert mail.forget_sent() == 1
    assert set(OutgoingMail.objects.all()) == set(kept)
