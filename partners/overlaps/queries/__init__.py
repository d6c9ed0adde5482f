"""Reads for pages: overlaps of programmes."""
