"""How templates write road map values."""
