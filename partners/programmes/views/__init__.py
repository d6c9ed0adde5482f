"""Views: programmes and their money."""
