"""Pages made of several packages of this app: organisations, programmes, the overview."""
