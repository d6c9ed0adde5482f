"""Rules, as pure functions without Django: programmes and their money."""
