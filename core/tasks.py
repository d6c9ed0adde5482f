"""What the worker does for the ground floor. Jobs carry keys of rows and nothing else: their arguments are logged."""

from django.core.management import call_command
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app as queue
from procrastinate.jobs import Job

from core import mail
from core.accounts import sessions
from core.drafts import store as unsaved
from core.drafts import submit_once as submit_tokens


class LessAndLessOften(BaseRetryStrategy):
    """Twice as long between two attempts each time, up to six hours, for three days."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None to give up."""
        if isinstance(exception, mail.CannotBeSent) or job.attempts + 1 >= mail.MOST_ATTEMPTS:
            return None
        seconds = min(mail.FIRST_WAIT_SECONDS * 2**job.attempts, mail.LONGEST_WAIT_SECONDS)
        return RetryDecision(retry_in={"seconds": seconds})


@queue.task(name=mail.TASK, retry=LessAndLessOften(), pass_context=True)
def send_mail(context: JobContext, key: int) -> None:
    """Send one message."""
    mail.deliver(key, is_last=context.job.attempts + 1 >= mail.MOST_ATTEMPTS)


@queue.periodic(cron="17 2 * * *")
@queue.task(name="core.forget", queueing_lock="core.forget")
def forget(timestamp: int) -> None:
    """Every night: sessions that have ended, tokens of forms long sent, unsaved text long closed, mail long sent."""
    call_command("clearsessions")
    sessions.forget()
    submit_tokens.forget()
    unsaved.forget()
    mail.forget_sent()


@queue.periodic(cron="* * * * *")
@queue.task(name="core.resume", queueing_lock="core.resume", pass_context=True)
async def resume(context: JobContext, timestamp: int) -> None:
    """Every minute: put back what a worker had begun that has since died. Doing it twice must do no harm."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=45):
        await manager.retry_job(job)
