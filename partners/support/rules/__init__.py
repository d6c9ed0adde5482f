"""Rules, as pure functions without Django: answers, deliveries and gaps."""
