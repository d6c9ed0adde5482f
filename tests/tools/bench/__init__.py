"""What pages cost at 1, 10 and 100 times the data, as shares of the least that Django can do: `make bench` (ADR 50)."""
