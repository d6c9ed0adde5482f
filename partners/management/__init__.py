"""`manage.py` commands of the partners app."""
