"""Writes: programmes and their money."""
