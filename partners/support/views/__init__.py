"""Views: answers, deliveries and gaps."""
