"""Reference data: files in, rows with their sources out."""
