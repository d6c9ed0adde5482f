"""Writes: overlaps of programmes."""
