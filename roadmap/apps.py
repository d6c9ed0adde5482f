"""Goals, indicators and how far they have come."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoadmapConfig(AppConfig):
    """Regional and national goals, indicators, commitments and the processes of others."""

    name = "roadmap"
    verbose_name = _("Road map")
