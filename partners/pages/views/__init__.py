"""Views: organisations and programmes."""
