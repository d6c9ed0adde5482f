"""Take away the second factors of a person who has lost them, from the server itself.

For the one case that the administration cannot mend: the last member of the secretariat is locked out.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.accounts.second_factor import IdentityCheck, ResetReason, reset
from core.models import User


class Command(BaseCommand):
    """Does what the page in the administration does; the log names nobody as the doer."""

    help = "Take away the lost second factors of the person with this e-mail address. They are told by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("email")
        parser.add_argument("--reason", choices=ResetReason.values, default=ResetReason.LOST.value)
        parser.add_argument(
            "--check", choices=IdentityCheck.values, required=True, help="How you know that it is them."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset them."""
        person = User.objects.filter(email=options["email"].lower()).first()
        if person is None:
            raise CommandError(f"There is no account for {options['email']}.")
        reset(by=None, person=person, reason=ResetReason(options["reason"]), check=IdentityCheck(options["check"]))
        self.stdout.write(f"The second factors of {person.email} are taken away, and their sessions have ended.")
