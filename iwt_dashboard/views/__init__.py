"""Pages made of all apps."""
