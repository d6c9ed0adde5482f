"""What the worker does for the whole product, by the clock."""

import io
import logging

from django.core.management import CommandError, call_command
from procrastinate.contrib.django import app as queue

from partners.overlaps.actions.decisions import compare_again, compare_due

logger = logging.getLogger(__name__)
# A portion takes a few seconds among five thousand programmes that are all alike; what is left goes on a minute later.
PORTION, PORTIONS = 100, 60
NIGHTS = 7


@queue.periodic(cron="* * * * *")
@queue.task(name="iwt_dashboard.compare_programmes", queueing_lock="iwt_dashboard.compare_programmes")
def compare_programmes(timestamp: int) -> None:
    """Every minute: compare the programmes that were entered, imported or changed with all others."""
    for _portion in range(PORTIONS):
        compared = compare_due(limit=PORTION)
        if not compared.done or not compared.waiting:
            return


@queue.periodic(cron="23 4 * * *")
@queue.task(name="iwt_dashboard.compare_all_again", queueing_lock="iwt_dashboard.compare_all_again")
def compare_all(timestamp: int) -> None:
    """Every night: note another share of all programmes to be compared again; each has its turn within a week."""
    compare_again(share=timestamp // 86_400 % NIGHTS, of=NIGHTS)


@queue.periodic(cron="41 3 * * *")
@queue.task(name="iwt_dashboard.check_documents", queueing_lock="iwt_dashboard.check_documents")
def check_documents(timestamp: int) -> None:
    """Every night: hold each uploaded document against its checksum."""
    try:
        call_command("check_documents", stdout=io.StringIO())
    except CommandError:
        logger.error("Documents are missing or damaged: run manage.py check_documents and restore them from a backup.")
