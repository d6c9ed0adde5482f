"""Rules, as pure functions without Django: reply rounds, mechanisms, champions and the calendar."""
