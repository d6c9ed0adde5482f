"""Writes: IATI imports and published activities."""
