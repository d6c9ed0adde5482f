"""The ground floor."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Countries, priorities, organisations, people, and what they may do."""

    name = "core"
    verbose_name = _("Countries and people")

    def import_models(self) -> None:
        """Load the models; documents stand above the others, in a module of their own."""
        super().import_models()
        import_module("core.documents")
