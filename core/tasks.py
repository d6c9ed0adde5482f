"""Background jobs of the core app. Job arguments are logged, so they are keys of rows and nothing else."""

import io
import time
from contextlib import suppress

from django.core.management import call_command
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job

from core import mail
from core.accounts import sessions
from core.drafts import store as unsaved
from core.figures.settling import settle_marked
from core.notices import actions as notices
from core.page_cache.versions import put_together


class ExponentialBackoff(BaseRetryStrategy):
    """The wait doubles after each attempt, from one minute to six hours at most; given up after three days."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None to give up."""
        if isinstance(exception, mail.CannotBeSent) or job.attempts + 1 >= mail.MOST_ATTEMPTS:
            return None
        seconds = min(mail.FIRST_WAIT_SECONDS * 2**job.attempts, mail.LONGEST_WAIT_SECONDS)
        return RetryDecision(retry_in={"seconds": seconds})


@queue.task(name=mail.TASK, retry=ExponentialBackoff(), pass_context=True)
def send_mail(context: JobContext, key: int) -> None:
    """Send one message."""
    mail.deliver(key, is_last=context.job.attempts + 1 >= mail.MOST_ATTEMPTS)


@queue.periodic(cron="17 2 * * *")
@queue.task(name="core.forget", queueing_lock="core.forget")
def forget(timestamp: int) -> None:
    """Every night: sessions that have ended, tokens of forms long sent, unsaved text long closed, mail long sent."""
    call_command("clearsessions")
    sessions.forget()
    unsaved.forget_tokens()
    unsaved.forget()
    mail.forget_sent()
    notices.forget_mailed()


@queue.periodic(cron="* * * * *")
@queue.task(name="core.mail_notices", queueing_lock="core.mail_notices")
def mail_notices(timestamp: int) -> None:
    """Every minute: mail people what waits for them and has gathered long enough."""
    notices.mail_due()


@queue.periodic(cron="* * * * *")
@queue.task(name="core.settle_figures", queueing_lock="core.settle_figures")
def settle_figures(timestamp: int) -> None:
    """Every minute: count again what SQL by hand has marked, and put the versions of tables together."""
    settle_marked()
    put_together()


@queue.periodic(cron="11 3 * * *")
@queue.task(name="core.verify_figures", queueing_lock="core.verify_figures")
def verify_figures(timestamp: int) -> None:
    """Every night: hold every stored figure against its rows; the secretariat's workspace shows what was found."""
    call_command("verify_figures", stdout=io.StringIO())


# A worker that has ended writes no heartbeat any more; one that runs writes one every ten seconds.
DEAD_AFTER_SECONDS = 45
# Both leave a job alone that another worker has taken up meanwhile.
PUT_BACK = """
UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = now()
WHERE id = %(key)s AND status = 'doing' AND (worker_id IS NULL OR worker_id = %(worker)s)
"""
GIVE_UP = """
DELETE FROM procrastinate_jobs
WHERE id = %(key)s AND status = 'doing' AND (worker_id IS NULL OR worker_id = %(worker)s)
"""


@queue.periodic(cron="* * * * *")
@queue.task(name="core.resume", queueing_lock="core.resume", priority=100, pass_context=True)
async def resume(context: JobContext, timestamp: int) -> None:
    """Every minute, before all else: put back what a worker had begun that has died. Doing it twice must do no harm.

    Two of these may run at once. procrastinate's own `retry_job` would put back a job that the other one has put back
    already and that is being worked at again, and so count one attempt twice and run the job twice.
    """
    connector = context.app.connector
    for job in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        try:
            await connector.execute_query_async(PUT_BACK, key=job.id, worker=job.worker_id)
        except UniqueViolation:
            # The same job waits already (`queueing_lock`): one is enough. The others are to be put back still.
            await connector.execute_query_async(GIVE_UP, key=job.id, worker=job.worker_id)


def resume_at_once() -> None:
    """Put back what was begun by workers that are dead when this one starts, without waiting for the minute."""
    with suppress(AlreadyEnqueued):
        resume.configure().defer(timestamp=int(time.time()))
