"""Writes: answers, deliveries and gaps."""
