"""Pages of the history of records and of the audit log."""
