"""Property tests without a clock: on two shared cores a slow example is no failure."""

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
