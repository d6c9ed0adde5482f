"""Pages made of several rooms of this app: organisations, programmes, the overview."""
