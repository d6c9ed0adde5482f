"""Puts the secretariat's own admin site in the place of Django's. Imported before the models are there."""

from django.contrib.admin.apps import AdminConfig


class SecretariatAdminConfig(AdminConfig):
    """The admin app of Django with the site of the secretariat."""

    default_site = "core.admin_site.SecretariatSite"
