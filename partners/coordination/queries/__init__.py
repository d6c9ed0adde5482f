"""Reads for pages: reply rounds, mechanisms, champions and the calendar."""
