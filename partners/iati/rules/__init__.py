"""Rules, as pure functions without Django: IATI imports and published activities."""
