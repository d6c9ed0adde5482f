"""Answers to needs, deliveries, coverage of needs, matching, and the gap map."""
