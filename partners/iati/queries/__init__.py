"""Reads for pages: IATI imports and published activities."""
