"""Property tests without a clock: on two shared cores a slow example is no failure.

`make test` tries the same examples of the same code each time, so that a run that fails tells of the change that was
made. `make test-exhaustive` looks for new ones, and for more of them.
"""

from hypothesis import settings

from tests.exhaustive import EXHAUSTIVE

settings.register_profile("project", deadline=None, max_examples=500 if EXHAUSTIVE else 30, derandomize=not EXHAUSTIVE)
settings.load_profile("project")
