"""Models: programmes and their money."""
