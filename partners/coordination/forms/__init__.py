"""Forms: reply rounds, mechanisms, champions and the calendar."""
