"""Django's PostgreSQL backend, which counts stored figures again before it commits (`core.figures`)."""
