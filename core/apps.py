"""The ground floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Countries, priorities, organisations, people, and what they may do."""

    name = "core"
    verbose_name = _("Countries and people")
