"""`manage.py` commands of the whole product."""
