"""The roof, installed so that its commands and templates are found."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Wiring, and pages made of all apps. No models."""

    name = "iwt_dashboard"
