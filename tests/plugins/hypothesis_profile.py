"""Property tests without a clock: on two shared cores a slow example is no failure.

`make test-exhaustive` tries more examples of each.
"""

from hypothesis import settings

from tests.exhaustive import EXHAUSTIVE

settings.register_profile("project", deadline=None, max_examples=500 if EXHAUSTIVE else 30)
settings.load_profile("project")
