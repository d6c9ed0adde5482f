"""The project package as a Django app, so that its commands and templates are found."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The project package: settings, addresses, pages made of several apps. No models."""

    name = "iwt_dashboard"

    def ready(self) -> None:
        """Make the checks of installations known, and let each table tell that it was written."""
        import iwt_dashboard.ops.checks  # noqa: F401, PLC0415  registers them; apps must be loaded first
        from core.page_cache.tables import note_all_changes  # noqa: PLC0415

        note_all_changes(("core", "needs", "roadmap", "partners"))
