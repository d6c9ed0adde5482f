"""What the worker does for the road map, by the clock."""

from procrastinate.contrib.django import app as queue

from roadmap.figures import recount_run_out


@queue.periodic(cron="7 * * * *")
@queue.task(name="roadmap.recount_run_out", queueing_lock="roadmap.recount_run_out")
def recount_assessments(timestamp: int) -> None:
    """Every hour, so that it is right after midnight wherever the site is: work out again the assessments that have run
    out. Until then, whoever reads one works it out."""
    recount_run_out()
