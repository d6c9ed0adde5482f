"""Models: reply rounds, mechanisms, champions and the calendar."""
