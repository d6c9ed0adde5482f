"""Pages that were built once and are handed out until a row that they were built from changes (ADR 45)."""
