"""Reads for pages: answers, deliveries and gaps."""
