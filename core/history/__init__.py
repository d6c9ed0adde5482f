"""Versions of records, the audit log, and the differences between versions."""
