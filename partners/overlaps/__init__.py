"""Programmes that may be one and the same, or do the same: found, compared, decided, merged."""
