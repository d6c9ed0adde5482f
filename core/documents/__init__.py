"""Uploaded files: checked, cleaned, stored beside the database, and attached to records."""
