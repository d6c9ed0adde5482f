"""What member states need."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    """Plans, their objectives, and the needs that follow from them."""

    name = "needs"
    verbose_name = _("Needs")
