"""Configuration of the core app, and of Django's admin with our own site."""

from functools import lru_cache
from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real

PACKAGES_WITH_MODELS = (
    "core.accounts.models",
    "core.documents.models",
    "core.drafts.models",
    "core.figures.models",
    "core.history.audit",
    "core.mail",
    "core.notices.models",
    "core.page_cache.models",
)


class CoreConfig(AppConfig):
    """Countries, priorities, organisations, people, and what they may do."""

    name = "core"
    default = True
    verbose_name = _("Countries and people")

    def import_models(self) -> None:
        """Load `core.models`, and then the models of the packages inside core, which import it."""
        super().import_models()
        for module in PACKAGES_WITH_MODELS:
            import_module(module)

    def ready(self) -> None:
        """Let queries search and sort as `core.search` and `core.ordering` say; remember what texts were looked up.

        Most texts of the interface have no translation into British English, and each of those is otherwise sought in
        seven catalogues, fifty to a hundred times a page: a twentieth of its time.
        """
        import_module("core.search")
        import_module("core.ordering")
        catalogue = trans_real.translation(settings.LANGUAGE_CODE)
        vars(catalogue)["gettext"] = lru_cache(maxsize=10_000)(catalogue.gettext)


class SecretariatAdminConfig(admin_apps.AdminConfig):
    """Django's administration with our site; not in `core.admin`, whose models cannot be loaded this early."""

    default = False
    default_site = "core.admin_site.SecretariatSite"
