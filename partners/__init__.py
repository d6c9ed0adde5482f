"""Who supports what."""
