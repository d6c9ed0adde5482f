#!/usr/bin/env python
"""Run a management command of the dashboard."""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iwt_dashboard.settings")
    os.environ["IWT_PROCESS"] = "worker" if sys.argv[1:2] == ["worker"] else "command"
    from django.core.management import execute_from_command_line

    from iwt_dashboard.ops.database import start_for
    from iwt_dashboard.ops.postgres_account import EmbeddedPostgresError

    try:
        start_for(sys.argv)
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
