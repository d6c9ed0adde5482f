"""Operation: database server, processes, backup, logging, static files, headers, limits, settings checks."""
