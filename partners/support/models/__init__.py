"""Models: answers, deliveries and gaps."""
