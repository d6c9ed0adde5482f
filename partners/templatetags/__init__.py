"""Template filters of partners."""
