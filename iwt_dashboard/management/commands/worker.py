"""Run the worker: sends mail, does what is due by the clock. `manage.py serve` runs one beside the site."""

import logging
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import ConnectorException

from core import tasks
from iwt_dashboard.ops.processes import end_with_parent
from iwt_dashboard.ops.supervisor import PARENT

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Takes jobs from the queue until it is asked to stop, and then finishes the one it is at."""

    help = "Run the worker. SIGTERM or Ctrl-C lets it finish its job."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Work. Ends with an error when the database goes away: whoever supervises it starts it again."""
        if parent := os.environ.get(PARENT):
            end_with_parent(int(parent))
        if settings.MAIL_DELIVERY_BACKEND.endswith("filebased.EmailBackend"):
            Path(settings.EMAIL_FILE_PATH).mkdir(parents=True, exist_ok=True, mode=0o700)
            logger.warning("EMAIL_URL names no mail server: messages are written into %s.", settings.EMAIL_FILE_PATH)
        connector: Any = queue.connector
        try:
            tasks.resume_at_once()
            with queue.replace_connector(connector.get_worker_connector()) as worker:
                worker.run_worker()
        except ConnectorException as error:
            raise CommandError("The worker cannot reach the database and ends.") from error
