"""Forms: programmes and their money."""
