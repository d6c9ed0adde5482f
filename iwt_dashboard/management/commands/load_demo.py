"""Load the demonstration data: accounts, plans, needs, road map and partners' answers, all marked as invented."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.models import User
from iwt_dashboard.demo_data import load
from iwt_dashboard.demo_data.people import demonstration_password


class Command(BaseCommand):
    """Loads it once; refuses beside real entries and outside demonstration mode."""

    help = (
        "Load the demonstration data after load_reference. Dates are counted from today, so that the demonstration is "
        "about now; the same day gives the same rows. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="The day from which all dates are counted. Default: today.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say why not."""
        if not settings.DEMONSTRATION:
            raise CommandError("This is no demonstration: load_demo runs with IWT_DEMO=1 only. Nothing was changed.")
        if User.objects.filter(is_demo=True).exists():
            # What people have typed into it since is no obstacle, and stays.
            said = "The demonstration data is there already. Nothing was changed."
        elif entries := load.foreign_entries():
            raise CommandError(
                "The database holds entries that are not of the demonstration, and the two are never mixed: "
                f"{', '.join(entries)}. Nothing was changed."
            )
        else:
            try:
                load.load(today=options["today"] or timezone.localdate(), password=demonstration_password())
            except load.ReferenceMissing as error:
                raise CommandError(
                    "The reference data is missing: run `manage.py load_reference` first. Nothing was changed."
                ) from error
            said = "Loaded the demonstration data."
        if options["verbosity"]:
            self.stdout.write(said)
