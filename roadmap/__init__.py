"""Goals, indicators and how far they have come."""
