"""Reads for pages: programmes and their money."""
