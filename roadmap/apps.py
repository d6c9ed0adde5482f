"""Goals, indicators and how far they have come."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoadmapConfig(AppConfig):
    """Regional and national goals, indicators, commitments and the processes of others."""

    name = "roadmap"
    verbose_name = _("Road map")

    def ready(self) -> None:
        """Make the stored assessments known as a figure."""
        import_module("roadmap.figures")
