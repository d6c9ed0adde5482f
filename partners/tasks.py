"""What the worker does for partners."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as queue

from partners.actions.iati import READ_TASK, WRITE_TASK, carry_out_import, read_import
from partners.actions.programme_mail import ask_owners
from partners.actions.round_mail import remind

# A file that the database was away for is taken up again after 4, 16, 64 and 256 seconds.
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)


@queue.periodic(cron="29 1 * * *")
@queue.task(name="partners.remind_of_rounds", queueing_lock="partners.remind_of_rounds")
def remind_of_rounds(timestamp: int) -> None:
    """Every morning: write to the organisations that reply rounds still wait for."""
    remind()


@queue.task(name=READ_TASK, retry=AGAIN)
def read_iati(key: int) -> None:
    """Read a file that somebody brought, and fill its preview."""
    read_import(key)


@queue.task(name=WRITE_TASK, retry=AGAIN)
def write_iati(key: int) -> None:
    """Write the programmes of a file that somebody confirmed."""
    carry_out_import(key)


@queue.periodic(cron="43 1 * * *")
@queue.task(name="partners.ask_owners", queueing_lock="partners.ask_owners")
def ask_owners_to_confirm(timestamp: int) -> None:
    """Every morning, and each organisation once a month: ask owners about programmes not confirmed for a year."""
    ask_owners()
