"""Forms: answers, deliveries and gaps."""
