"""What the worker does for partners."""

from collections.abc import Callable

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app as queue

from partners.coordination.actions.round_mail import remind
from partners.iati.actions.failures import broke_off, note_trouble, reason_of, stop_import, stop_what_is_lost
from partners.iati.actions.imports import READ_TASK, WRITE_TASK, carry_out_import, read_import
from partners.iati.memory import giving_memory_back
from partners.programmes.actions.programme_mail import ask_owners

# A file that the database was away for is taken up again after 4, 16, 64 and 256 seconds.
MOST_RETRIES = 4
AGAIN = RetryStrategy(max_attempts=MOST_RETRIES, exponential_wait=4)


@queue.periodic(cron="29 1 * * *")
@queue.task(name="partners.remind_of_rounds", queueing_lock="partners.remind_of_rounds")
def remind_of_rounds(timestamp: int) -> None:
    """Every morning: note for the organisations that reply rounds still wait for them."""
    remind()


@queue.task(name=READ_TASK, retry=AGAIN, pass_context=True)
def read_iati(context: JobContext, key: int) -> None:
    """Read a file that somebody brought, and fill its preview."""
    _work(context, key, read_import)


@queue.task(name=WRITE_TASK, retry=AGAIN, pass_context=True)
def write_iati(context: JobContext, key: int) -> None:
    """Write the programmes of a file that somebody confirmed."""
    _work(context, key, carry_out_import)


def _work(context: JobContext, key: int, work: Callable[[int], None]) -> None:
    if context.job.attempts > MOST_RETRIES:
        # It took the worker with it each time: once more would take it again, and everybody waits behind it.
        stop_import(key, broke_off())
        return
    try:
        with giving_memory_back():
            work(key)
    except Exception as error:
        tell = note_trouble if context.job.attempts < MOST_RETRIES else stop_import
        tell(key, reason_of(error))
        raise


@queue.periodic(cron="* * * * *")
@queue.task(name="partners.find_lost_imports", queueing_lock="partners.find_lost_imports")
def find_lost_imports(timestamp: int) -> None:
    """Every minute: tell people whose import nobody works at any more."""
    stop_what_is_lost()


@queue.periodic(cron="43 1 * * *")
@queue.task(name="partners.ask_owners", queueing_lock="partners.ask_owners")
def ask_owners_to_confirm(timestamp: int) -> None:
    """Every morning, and each organisation once a month: ask owners about programmes not confirmed for a year."""
    ask_owners()
