"""Who supports what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Programmes, responses to needs, mechanisms and money."""

    name = "partners"
    verbose_name = _("Partners")
