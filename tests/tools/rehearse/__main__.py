"""`make rehearse`: see the package. ARGS="--seconds 60 --seed 7" says for how long, and when what is killed."""

import argparse
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import django

from tests.tools.rehearse.parts import install_missing, installation


def main() -> int:
    """Rehearse; 0 where everything holds."""
    parser = argparse.ArgumentParser(prog="make rehearse")
    parser.add_argument("--seconds", type=float, default=100, help="of load")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000), help="decides when what is killed")
    parser.add_argument("--measure", action="store_true", help="only measure what each part costs")
    parser.add_argument("--keep", action="store_true", help="leave the logs behind")
    told = parser.parse_args()
    if missing := install_missing():
        print(missing, file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="iwt-rehearse-"))
    folder.chmod(0o755)  # the databases' own account must be able to enter when we are root
    failed = 1
    try:
        with installation(folder) as made:
            # This process is a command of that installation, and reads its settings.
            os.environ.update({**made.environment, "IWT_PROCESS": "command"})
            django.setup(set_prefix=False)
            from tests.tools.rehearse.measure import measure
            from tests.tools.rehearse.run import make_bucket, rehearse

            if told.measure:
                made.databases.primary.start()
                made.start_stores()
                make_bucket(made)
                measure(made)
                failed = 0
                return 0
            failed = rehearse(made, seconds=told.seconds, seed=told.seed)
    finally:
        if told.keep or failed:
            print(f"  The logs are in {folder}.")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
